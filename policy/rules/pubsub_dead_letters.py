"""Rules about where messages go that cannot be served: the policy, the way there, and who looks.

Each part is easy to forget and none is missed until messages are gone: Pub/Sub says nothing about a missing
grant, and a topic without a subscription keeps nothing. All judge the source subscription. Deliberately
absent: grants on folders and organisations, of which a stack does not show whether they reach the project.

https://cloud.google.com/pubsub/docs/dead-letter-topics
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, Ref, stack_rule
from rules.dead_letters import (
    by_dead_letters,
    by_topic,
    dead_letters_of,
    has_policy,
    leads_back,
    topic_of,
    topics,
)
from rules.pubsub import SUBSCRIPTION, TOPIC
from rules.pubsub_agent import NEEDED, agent_has
from rules.readings import hear_all
from rules.references import itself

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
    dead-letter topic needs no further one: it is where somebody looks. A topic to which only its own
    subscriptions send their dead letters is none.
    https://cloud.google.com/pubsub/docs/handling-failures
    """
    if has_policy(subscription):
        return
    if by_dead_letters(stack) and (topic := topic_of(stack, subscription)) and _is_sent_to(topic, stack):
        return
    yield "deadLetterPolicy names no topic"


def _is_sent_to(topic: Reference, stack: Stack) -> bool:
    """Say whether a subscription on another topic sends its dead letters to this one."""
    dead_letters = by_dead_letters(stack)
    for sender in dead_letters.naming(topic):
        own = topic_of(stack, sender)
        if not own or not own.same(topic):
            return True
    dead_letters.wait()
    return False


@stack_rule(
    judges=SUBSCRIPTION,
    fix="give dead letters a topic of their own and that one a subscription in this stack, to look at them",
    good=(_REQUESTS, _DEAD, _SOURCE, _PULL),
    bad=(_REQUESTS, _DEAD, _SOURCE),
    severity="high",
)
def dead_letters_have_a_subscription(subscription: Resource, stack: Stack) -> Iterator[str]:
    """A topic keeps nothing: without a subscription of its own, dead letters are gone as they arrive.

    A dead-letter topic of another stack may have one, but nothing here shows it; such a stack asks for an
    exemption, or declares a subscription on that topic. Dead letters that come back to the topic that they
    are from, at once or by way of another one, are never laid aside but served again for ever.
    https://cloud.google.com/pubsub/docs/dead-letter-topics
    """
    dead = dead_letters_of(stack, subscription)
    if dead and leads_back(stack, subscription):
        yield f"{_called(dead)} leads back to the topic that the messages are from"
    elif dead and not by_topic(stack).names(dead, besides=subscription.urn):
        if topics(stack).names(dead):
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
    yield from hear_all((_not_publishing(subscription, stack), _not_acknowledging(subscription, stack)))


def _not_publishing(subscription: Resource, stack: Stack) -> Iterator[str]:
    dead = dead_letters_of(stack, subscription)
    if dead and not agent_has("topic", dead, stack):
        yield f"Google's Pub/Sub agent is granted no {NEEDED['topic']} on {_called(dead)}"


def _not_acknowledging(subscription: Resource, stack: Stack) -> Iterator[str]:
    if not has_policy(subscription):
        return
    if not agent_has("subscription", itself(subscription), stack):
        yield f"Google's Pub/Sub agent is granted no {NEEDED['subscription']} on this subscription"


def _called(topic: Reference) -> str:
    return f"the dead-letter topic {topic.name}" if topic.name else "the dead-letter topic"
