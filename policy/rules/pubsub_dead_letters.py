"""Rules about where messages go that cannot be served: the policy, the way there, and who looks.

Each part is easy to forget and none is missed until messages are gone: Pub/Sub says nothing about a missing
grant, and a topic without a subscription keeps nothing. All judge the source subscription. Deliberately
absent: grants on folders and organisations, of which a stack does not show whether they reach the project.

https://cloud.google.com/pubsub/docs/dead-letter-topics
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rules import Declared, Ref, stack_rule
from rules.pubsub import SUBSCRIPTION, TOPIC
from rules.pubsub_agent import agent_has
from rules.readings import told
from rules.references import itself, reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Stack
    from rules.references import Reference

_AGENT = "serviceAccount:service-1234567890@gcp-sa-pubsub.iam.gserviceaccount.com"
_REQUESTS = Declared(TOPIC, {"name": "requests"}, "requests")
_DEAD = Declared(TOPIC, {"name": "dead-letters"}, "dead-letters")
_SOURCE = Declared(
    SUBSCRIPTION,
    {
        "topic": Ref("requests", "id"),
        "name": "requests-push",
        "deadLetterPolicy": {"deadLetterTopic": Ref("dead-letters", "id"), "maxDeliveryAttempts": 5},
    },
    "requests-push",
)
_PULL = Declared(SUBSCRIPTION, {"topic": Ref("dead-letters", "id")}, "dead-letters-pull")
_PUBLISHES = Declared(
    "gcp:pubsub/topicIAMMember:TopicIAMMember",
    {"topic": Ref("dead-letters", "name"), "role": "roles/pubsub.publisher", "member": _AGENT},
    "agent-publishes",
)
_ACKNOWLEDGES = Declared(
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember",
    {"subscription": Ref("requests-push", "name"), "role": "roles/pubsub.subscriber", "member": _AGENT},
    "agent-acknowledges",
)


@stack_rule(
    judges=SUBSCRIPTION,
    fix='write dead_letter_policy={"dead_letter_topic": <topic>.id, "max_delivery_attempts": 5}',
    good=(_REQUESTS, _DEAD, _SOURCE, _PULL),
    bad=(_REQUESTS, Declared(SUBSCRIPTION, {"topic": Ref("requests", "id")}, "requests-push")),
    severity="high",
)
def subscriptions_have_a_dead_letter_policy(subscription: Resource, stack: Stack) -> Iterator[str]:
    """A message that cannot be served is delivered again and again until it expires, and then it is gone.

    Subscriptions that write to BigQuery or Cloud Storage meet such messages too. A subscription on a
    dead-letter topic needs no further one: it is where somebody looks.
    https://cloud.google.com/pubsub/docs/handling-failures
    """
    if _has_policy(subscription):
        return
    if sources := [one for one in stack.of(SUBSCRIPTION) if _has_policy(one)]:
        topic = reference(stack, subscription, "topic", TOPIC)
        dead = told(partial(_dead_letters, one, stack) for one in sources)
        if topic and any(topic.same(one) for one in dead):
            return
    yield "deadLetterPolicy names no topic"


@stack_rule(
    judges=SUBSCRIPTION,
    fix="declare a subscription on the dead-letter topic in this stack, for somebody to look at",
    good=(_REQUESTS, _DEAD, _SOURCE, _PULL),
    bad=(_REQUESTS, _DEAD, _SOURCE),
    severity="high",
)
def dead_letters_have_a_subscription(subscription: Resource, stack: Stack) -> Iterator[str]:
    """A topic keeps nothing: without a subscription of its own, dead letters are gone as they arrive.

    A dead-letter topic of another stack may have one, but nothing here shows it; such a stack asks for an
    exemption, or declares a subscription on that topic.
    https://cloud.google.com/pubsub/docs/dead-letter-topics
    """
    others = [one for one in stack.of(SUBSCRIPTION) if one.urn != subscription.urn]
    for dead in _dead_letters(subscription, stack):
        if any(dead.same(topic) for topic in told(partial(_topic, one, stack) for one in others)):
            continue
        if any(dead.same(itself(topic)) for topic in stack.of(TOPIC)):
            yield f"{_called(dead)} has no subscription"
        else:
            yield f"{_called(dead)} is not of this stack, so nothing shows that it has a subscription"


@stack_rule(
    judges=SUBSCRIPTION,
    fix="grant it with gcp.pubsub.TopicIAMMember and gcp.pubsub.SubscriptionIAMMember to the agent of "
    'gcp.projects.ServiceIdentity(..., service="pubsub.googleapis.com")',
    good=(_REQUESTS, _DEAD, _SOURCE, _PULL, _PUBLISHES, _ACKNOWLEDGES),
    bad=(_REQUESTS, _DEAD, _SOURCE, _PULL, _PUBLISHES),
    severity="high",
)
def the_pubsub_agent_may_forward_dead_letters(subscription: Resource, stack: Stack) -> Iterator[str]:
    """Google's Pub/Sub agent moves dead letters, and if it may not, they are not moved and nothing says so.

    It publishes to the dead-letter topic and acknowledges on the source subscription, so it needs a role on
    each. Grants on the whole project count, and so do editor and admin. Whether a condition on a grant ever
    holds is not judged, nor what a role of one's own contains.
    https://cloud.google.com/pubsub/docs/dead-letter-topics
    """
    parts = (_not_publishing, _not_acknowledging)
    yield from told(partial(part, subscription, stack) for part in parts)


def _not_publishing(subscription: Resource, stack: Stack) -> Iterator[str]:
    for dead in _dead_letters(subscription, stack):
        if not agent_has("roles/pubsub.publisher", "topic", dead, stack):
            yield f"Google's Pub/Sub agent is granted no roles/pubsub.publisher on {_called(dead)}"


def _not_acknowledging(subscription: Resource, stack: Stack) -> Iterator[str]:
    if not _has_policy(subscription):
        return
    if not agent_has("roles/pubsub.subscriber", "subscription", itself(subscription), stack):
        yield "Google's Pub/Sub agent is granted no roles/pubsub.subscriber on this subscription"


def _has_policy(subscription: Resource) -> bool:
    """Say whether a dead-letter topic is named; which one may be unknown yet."""
    policy = subscription.get("deadLetterPolicy")
    return policy is not None and "deadLetterTopic" in set(policy)


def _dead_letters(subscription: Resource, stack: Stack) -> Iterator[Reference]:
    topic = reference(stack, subscription, "deadLetterPolicy.deadLetterTopic", TOPIC)
    yield from [topic] if topic else []


def _topic(subscription: Resource, stack: Stack) -> Iterator[Reference]:
    topic = reference(stack, subscription, "topic", TOPIC)
    yield from [topic] if topic else []


def _called(topic: Reference) -> str:
    return f"the dead-letter topic {topic.name}" if topic.name else "the dead-letter topic"
