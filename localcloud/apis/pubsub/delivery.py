"""Pub/Sub's data plane: publish, pull, acknowledge, dead letters.

Delivery is at least once, oldest first. A message that was delivered too often goes to the dead-letter topic,
but only if Pub/Sub's agent may publish there and subscribe here; otherwise it comes back for ever, as with
Google.
Absent: pushing, flow control, and of exactly-once delivery all but the refusal of ids that ran out.
https://cloud.google.com/pubsub/docs/handling-failures and
https://cloud.google.com/pubsub/docs/exactly-once-delivery
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from localcloud import clock, members, policies
from localcloud.api import Answer, now
from localcloud.apis.pubsub import filters, message_rules, snapshots
from localcloud.apis.pubsub.messages import Leased, Messages
from localcloud.errors import failed_precondition, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from localcloud.api import Call
    from localcloud.casing import Json

_LARGEST_BATCH, _LARGEST_BYTES = 1000, 10_000_000
_ids = itertools.count(int(clock.seconds() * 1000))


def publish(call: Call, subscriptions: Iterable[Json]) -> Json:
    """Puts messages into each subscription whose filter they pass."""
    messages: list[Json] = call.body.get("messages", [])
    if not messages:
        raise invalid("The value for message_count is too small. You passed 0 in the request.", "messages")
    if len(messages) > _LARGEST_BATCH or len(call.raw) > _LARGEST_BYTES:
        raise invalid(
            f"The request is too large: {_LARGEST_BATCH} messages and 10 MB are allowed.", "messages"
        )
    if any(not message.get("data") and not message.get("attributes") for message in messages):
        raise invalid("Some messages are empty: data or attributes must be given.", "messages")
    for message in messages:
        message_rules.check(message)
    at = now()
    stamped = [{**message, "messageId": str(next(_ids)), "publishTime": at} for message in messages]
    for subscription in subscriptions:
        _add(call, subscription, stamped)
    return {"messageIds": [message["messageId"] for message in stamped]}


def _add(call: Call, subscription: Json, messages: list[Json]) -> None:
    if subscription.get("detached"):
        return
    wanted = filters.compiled(subscription.get("filter", ""))
    passing = [message for message in messages if wanted(message.get("attributes", {}))]
    ordered = bool(subscription.get("enableMessageOrdering"))
    Messages(call.store).add(subscription["name"], passing, ordered=ordered)


def pull(call: Call, subscription: Json, attached: Callable[[str], list[Json]]) -> Json:
    """Leases due messages for the acknowledgement deadline."""
    if subscription.get("pushConfig", {}).get("pushEndpoint"):
        raise failed_precondition("This method is not supported for this subscription type.")
    if subscription.get("detached"):
        raise failed_precondition("The subscription is detached from its topic.")
    limit = call.body.get("maxMessages", 0)
    if limit <= 0:
        raise invalid("max_messages must be greater than 0.", "max_messages")
    queue = Messages(call.store)
    leased = queue.lease(subscription["name"], min(limit, _LARGEST_BATCH), subscription["ackDeadlineSeconds"])
    policy = subscription.get("deadLetterPolicy")
    given = [one for one in leased if not _forwarded(call, subscription, one, attached)]
    shown = [_shown(one, counted=bool(policy)) for one in given]
    return {"receivedMessages": shown} if shown else {}


def acknowledge(call: Call, subscription: Json) -> Json | Answer:
    """Ends deliveries."""
    keep = bool(subscription.get("retainAckedMessages")) or bool(
        snapshots.of_topic(call, subscription["topic"])
    )
    late = Messages(call.store).acknowledge(subscription["name"], _ack_ids(call), keep=keep)
    return _told(subscription, late)


def extend(call: Call, subscription: Json) -> Json | Answer:
    """Moves deadlines; 0 gives messages back."""
    seconds = call.body.get("ackDeadlineSeconds", 0)
    if not 0 <= seconds <= 600:
        raise invalid(
            f"Invalid ack_deadline_seconds given: {seconds}; 0 to 600 are valid.", "ack_deadline_seconds"
        )
    late = Messages(call.store).extend(subscription["name"], _ack_ids(call), seconds)
    return _told(subscription, late)


def _told(subscription: Json, late: list[str]) -> Json | Answer:
    """Who wants exactly one delivery is told of ids that ran out; the others in the request counted."""
    if not late or not subscription.get("enableExactlyOnceDelivery"):
        return {}
    return Answer(400, message_rules.ran_out(late).body())


def _ack_ids(call: Call) -> list[str]:
    found: list[str] = call.body.get("ackIds", [])
    if not found:
        raise invalid("No ack ids specified.", "ack_ids")
    message_rules.check_ids(found)
    return found


def _forwarded(call: Call, subscription: Json, leased: Leased, attached: Callable[[str], list[Json]]) -> bool:
    """Whether the message went to the dead-letter topic instead."""
    policy = subscription.get("deadLetterPolicy")
    if (
        not policy
        or leased.attempt <= policy["maxDeliveryAttempts"]
        or not _may_forward(call, subscription, policy)
    ):
        return False
    source = {
        "CloudPubSubDeadLetterSourceSubscription": subscription["name"].rpartition("/")[2],
        "CloudPubSubDeadLetterSourceDeliveryCount": str(leased.attempt - 1),
        "CloudPubSubDeadLetterSourceSubscriptionProject": call.project.id,
    }
    dead = {**leased.message, "attributes": {**leased.message.get("attributes", {}), **source}}
    for target in attached(policy["deadLetterTopic"]):
        _add(call, target, [dead])
    Messages(call.store).drop(subscription["name"], leased.row)
    return True


def _may_forward(call: Call, subscription: Json, policy: Json) -> bool:
    agent = f"serviceAccount:{members.agent(call.service, call.project.number)}"
    editors = frozenset({"roles/pubsub.editor", "roles/pubsub.admin"})
    wanted = (
        (policy["deadLetterTopic"], editors | {"roles/pubsub.publisher"}),
        (subscription["name"], editors | {"roles/pubsub.subscriber"}),
    )
    return all(_holds(call, name, roles, agent) for name, roles in wanted)


def _holds(call: Call, name: str, roles: frozenset[str], member: str) -> bool:
    project = "/".join(name.split("/")[:2])
    places = ((call.service, name), ("cloudresourcemanager.googleapis.com", project))
    return policies.grants(call.store, places, roles, member)


def _shown(leased: Leased, *, counted: bool) -> Json:
    shown: Json = {"ackId": leased.ack_id, "message": leased.message}
    return {**shown, "deliveryAttempt": leased.attempt} if counted else shown
