"""Content requests: the topic, its push to the worker, and where a request goes that cannot be served.

After five failed deliveries a message moves to the dead-letter topic. Two grants make that work, and without
them it silently does not: the Pub/Sub agent publishes to the dead-letter topic and acknowledges on the
source subscription. The dead-letter topic has a subscription of its own, because a topic without one keeps
nothing.

Deliberately absent: the token-creator role for the Pub/Sub agent. Agents made since 8 April 2021 may create
tokens for push without it, and on a whole project it would let the agent act as any account.

https://cloud.google.com/pubsub/docs/handling-failures
https://cloud.google.com/pubsub/docs/push
https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_gcp as gcp

from infra import names

if TYPE_CHECKING:
    from infra.identities import Identities
    from infra.services import PushTarget
    from infra.shape import Settings

# The longest that Pub/Sub waits for an answer: a script is written and spoken within one request. Its clock
# runs from the push on, so it also counts the wait for a free or a cold instance, which Cloud Run's request
# timeout does not. The worker's timeout therefore stays a minute below: a request that is still being served
# past the deadline is delivered a second time.
ACK_DEADLINE_SECONDS = 600
_NEVER = gcp.pubsub.SubscriptionExpirationPolicyArgs(ttl="")


@dataclass(frozen=True)
class Topics:
    """Where requests go, where those go that could not be served, and the grant to publish requests."""

    requests: gcp.pubsub.Topic
    dead_letters: gcp.pubsub.Topic
    publishing: gcp.pubsub.TopicIAMMember


def declare_topics(settings: Settings, identities: Identities) -> Topics:
    """Declare both topics; the API service may publish requests."""
    requests = _topic(settings, names.TOPIC)
    publishing = gcp.pubsub.TopicIAMMember(
        "vividly-api-publishes-content-requests",
        project=settings.project,
        topic=requests.name,
        role="roles/pubsub.publisher",
        member=identities.api.member,
    )
    return Topics(requests, _topic(settings, names.DEAD_LETTER_TOPIC), publishing)


def declare_delivery(settings: Settings, topics: Topics, identities: Identities, worker: PushTarget) -> None:
    """Declare the push to the worker and the way out for what fails."""
    labels = names.labels(settings.environment, settings.labels)
    dead_letters = gcp.pubsub.Subscription(
        names.DEAD_LETTER_SUBSCRIPTION,
        project=settings.project,
        name=names.DEAD_LETTER_SUBSCRIPTION,
        topic=topics.dead_letters.id,
        ack_deadline_seconds=60,
        # As long as Pub/Sub can: somebody must come and look.
        message_retention_duration="2678400s",
        expiration_policy=_NEVER,
        # Whoever pulls and gives one back gets it again after a while, not at once.
        retry_policy={"minimum_backoff": "10s", "maximum_backoff": "600s"},
        labels=labels,
    )
    push = gcp.pubsub.Subscription(
        names.PUSH_SUBSCRIPTION,
        project=settings.project,
        name=names.PUSH_SUBSCRIPTION,
        topic=topics.requests.id,
        ack_deadline_seconds=ACK_DEADLINE_SECONDS,
        message_retention_duration="604800s",
        expiration_policy=_NEVER,
        retry_policy={"minimum_backoff": "10s", "maximum_backoff": "600s"},
        dead_letter_policy={"dead_letter_topic": topics.dead_letters.id, "max_delivery_attempts": 5},
        push_config={
            "push_endpoint": worker.service.uri,
            "oidc_token": {"service_account_email": identities.pusher.email, "audience": worker.audience},
        },
        labels=labels,
        # Without the grant its pushes would fail, and without the pull the failed ones would be lost.
        opts=pulumi.ResourceOptions(depends_on=[worker.grant, dead_letters]),
    )
    _let_dead_letters_out(settings, topics, push)


def _topic(settings: Settings, name: str) -> gcp.pubsub.Topic:
    return gcp.pubsub.Topic(
        name,
        project=settings.project,
        name=name,
        message_storage_policy={"allowed_persistence_regions": [settings.region]},
        labels=names.labels(settings.environment, settings.labels),
    )


def _let_dead_letters_out(settings: Settings, topics: Topics, push: gcp.pubsub.Subscription) -> None:
    # Google makes the agent lazily; without it the grants below are refused in a new project.
    agent = gcp.projects.ServiceIdentity(
        "pubsub-agent", project=settings.project, service="pubsub.googleapis.com"
    )
    gcp.pubsub.TopicIAMMember(
        "pubsub-agent-publishes-dead-letters",
        project=settings.project,
        topic=topics.dead_letters.name,
        role="roles/pubsub.publisher",
        member=agent.member,
    )
    gcp.pubsub.SubscriptionIAMMember(
        "pubsub-agent-acknowledges-dead-letters",
        project=settings.project,
        subscription=push.name,
        role="roles/pubsub.subscriber",
        member=agent.member,
    )
