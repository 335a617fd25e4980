"""Reads where subscriptions take messages from, and where each sends those that cannot be served.

https://cloud.google.com/pubsub/docs/dead-letter-topics
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.per_stack import once_per_stack
from rules.pubsub import SUBSCRIPTION, TOPIC
from rules.readings import so_far
from rules.reference_index import index_of
from rules.references import itself, reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules import Resource, Stack
    from rules.reference_index import Index
    from rules.references import Reference


def has_policy(subscription: Resource) -> bool:
    """Say whether a dead-letter topic is named; which one may be unknown yet."""
    policy = subscription.get("deadLetterPolicy")
    return policy is not None and "deadLetterTopic" in set(policy)


def dead_letters_of(stack: Stack, subscription: Resource) -> Reference | None:
    """Give the dead-letter topic of a subscription, None where it has none."""
    return reference(stack, subscription, "deadLetterPolicy.deadLetterTopic", TOPIC)


def topic_of(stack: Stack, subscription: Resource) -> Reference | None:
    """Give the topic that a subscription takes messages from."""
    return reference(stack, subscription, "topic", TOPIC)


@once_per_stack
def by_dead_letters(stack: Stack) -> Index:
    """Index the subscriptions by the topic that their dead letters go to."""
    return index_of(
        stack.of(SUBSCRIPTION), lambda one: dead_letters_of(stack, one) if has_policy(one) else None
    )


@once_per_stack
def by_topic(stack: Stack) -> Index:
    """Index the subscriptions by the topic that they take messages from."""
    return index_of(stack.of(SUBSCRIPTION), lambda one: topic_of(stack, one))


@once_per_stack
def ways(stack: Stack) -> Mapping[str, tuple[Reference, Reference]]:
    """Give the topic and the dead-letter topic of each subscription of which both are known, by URN."""
    found = {
        one.urn: [topic for topic in so_far(_way(stack, one)) if topic] for one in stack.of(SUBSCRIPTION)
    }
    return {urn: (way[0], way[1]) for urn, way in found.items() if len(way) > 1}


def _way(stack: Stack, subscription: Resource) -> Iterator[Reference | None]:
    if has_policy(subscription):
        yield topic_of(stack, subscription)
        yield dead_letters_of(stack, subscription)


def leads_back(stack: Stack, subscription: Resource) -> bool:
    """Say whether dead letters come to the topic that they are from, at once or by way of other topics."""
    if subscription.urn not in ways(stack):
        return False
    own, dead = ways(stack)[subscription.urn]
    seen, to_see = {subscription.urn}, [dead]
    while to_see:
        topic = to_see.pop()
        if topic.same(own):
            return True
        new = {one.urn for one in by_topic(stack).naming(topic)} & ways(stack).keys() - seen
        seen |= new
        to_see += [ways(stack)[urn][1] for urn in sorted(new)]
    return False


@once_per_stack
def topics(stack: Stack) -> Index:
    """Index the topics themselves."""
    return index_of(stack.of(TOPIC), itself)
