"""Rules of subscriptions: limits, policies, endpoints, and the defaults that Google fills in.

https://cloud.google.com/pubsub/docs/subscription-properties
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from localcloud.apis.pubsub import filters, limits
from localcloud.apis.pubsub.messages import Messages
from localcloud.apis.pubsub.names import DELETED_TOPIC, existing
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def check_subscription(call: Call, _name: str, body: Json, old: Json | None) -> None:
    """Everything that Google refuses in a subscription."""
    if old is None:
        if not body.get("topic"):
            raise invalid("Invalid empty topic given.", "topic")
        existing(call, str(body["topic"]))
    if body.get("ackDeadlineSeconds"):
        limits.in_range(body["ackDeadlineSeconds"], limits.ACK_SECONDS, "ack_deadline_seconds")
    if "messageRetentionDuration" in body:
        limits.in_range(
            limits.seconds(body["messageRetentionDuration"]),
            limits.RETENTION_SECONDS,
            "message_retention_duration",
        )
    if (ttl := body.get("expirationPolicy", {}).get("ttl")) is not None:
        limits.in_range(limits.seconds(ttl), (limits.DAY, 365 * 100 * limits.DAY), "expiration_policy.ttl")
    _check_retry(body.get("retryPolicy", {}))
    if dead := body.get("deadLetterPolicy"):
        if dead.get("maxDeliveryAttempts"):
            limits.in_range(
                dead["maxDeliveryAttempts"], limits.ATTEMPTS, "dead_letter_policy.max_delivery_attempts"
            )
        existing(call, str(dead.get("deadLetterTopic", "")))
    check_push(body.get("pushConfig", {}))
    filters.compiled(body.get("filter", ""))


def _check_retry(policy: Json) -> None:
    low = limits.seconds(policy.get("minimumBackoff", "10s"))
    high = limits.seconds(policy.get("maximumBackoff", "600s"))
    for field, value in (("minimum_backoff", low), ("maximum_backoff", high)):
        limits.in_range(value, (0, 600), f"retry_policy.{field}")
    if low > high:
        raise invalid("The minimum backoff must not be larger than the maximum backoff.", "retry_policy")


def check_push(config: Json) -> None:
    """An endpoint must be HTTPS; plain HTTP is let through to this machine only."""
    endpoint = str(config.get("pushEndpoint", ""))
    url = urlsplit(endpoint)
    fine = url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)
    if endpoint and not (fine and url.netloc):
        words = (
            f"Invalid push endpoint given (endpoint={endpoint}). Refer to "
            "https://cloud.google.com/pubsub/docs/push for more information."
        )
        raise invalid(words, "push_config.push_endpoint")


def fill_subscription(call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A subscription with the defaults that Google fills in."""
    defaults: Json = {
        "ackDeadlineSeconds": 10,
        "messageRetentionDuration": "604800s",
        "expirationPolicy": {"ttl": f"{31 * limits.DAY}s"},
        "pushConfig": {},
    }
    filled: Json = {**defaults, **body, "name": name, "state": "ACTIVE"}
    filled["ackDeadlineSeconds"] = filled["ackDeadlineSeconds"] or 10
    if filled["topic"] != DELETED_TOPIC:
        filled["topic"] = call.resolve(filled["topic"])
        topic = call.store.get(call.service, filled["topic"]) or {}
        filled.pop("topicMessageRetentionDuration", None)
        if kept := topic.get("messageRetentionDuration"):
            filled["topicMessageRetentionDuration"] = kept
    if "retryPolicy" in filled:
        filled["retryPolicy"] = {"minimumBackoff": "10s", "maximumBackoff": "600s", **filled["retryPolicy"]}
    if dead := filled.get("deadLetterPolicy"):
        attempts = dead.get("maxDeliveryAttempts") or limits.ATTEMPTS[0]
        topic_name = call.resolve(dead["deadLetterTopic"])
        filled["deadLetterPolicy"] = {"deadLetterTopic": topic_name, "maxDeliveryAttempts": attempts}
    return filled


def leave_subscription(call: Call, name: str, _body: Json) -> None:
    """The messages of a deleted subscription go with it."""
    Messages(call.store).drop(name)
