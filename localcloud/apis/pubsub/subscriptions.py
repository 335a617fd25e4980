"""Rules of subscriptions: limits, policies, endpoints, and the defaults that Google fills in.

https://cloud.google.com/pubsub/docs/subscription-properties
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from localcloud import durations
from localcloud.apis.pubsub import filters, limits
from localcloud.apis.pubsub.messages import Messages
from localcloud.apis.pubsub.names import DELETED_TOPIC, existing
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_LONGEST_FILTER = 256
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
            durations.seconds(body["messageRetentionDuration"]),
            limits.RETENTION_SECONDS,
            "message_retention_duration",
        )
    if (ttl := body.get("expirationPolicy", {}).get("ttl")) is not None:
        limits.in_range(durations.seconds(ttl), (limits.DAY, 365 * 100 * limits.DAY), "expiration_policy.ttl")
    _check_retry(body.get("retryPolicy", {}))
    if dead := body.get("deadLetterPolicy"):
        if dead.get("maxDeliveryAttempts"):
            limits.in_range(
                dead["maxDeliveryAttempts"], limits.ATTEMPTS, "dead_letter_policy.max_delivery_attempts"
            )
        _check_dead_letter(call, str(dead.get("deadLetterTopic", "")), old)
    check_push(body.get("pushConfig", {}))
    check_delivery(body)
    if old is not None and body.get("filter", "") != old.get("filter", ""):
        raise invalid("The filter of a subscription cannot be changed once it is made.", "filter")
    if len(str(body.get("filter", "")).encode()) > _LONGEST_FILTER:
        raise invalid(f"Invalid filter given: it is longer than {_LONGEST_FILTER} bytes.", "filter")
    filters.compiled(body.get("filter", ""))


def _check_retry(policy: Json) -> None:
    low = durations.seconds(policy.get("minimumBackoff", "10s"))
    high = durations.seconds(policy.get("maximumBackoff", "600s"))
    for field, value in (("minimum_backoff", low), ("maximum_backoff", high)):
        limits.in_range(value, (0, 600), f"retry_policy.{field}")
    if low > high:
        raise invalid("The minimum backoff must not be larger than the maximum backoff.", "retry_policy")


def _check_dead_letter(call: Call, topic: str, old: Json | None) -> None:
    """A policy names a topic; one that was deleted since is no reason to refuse another change."""
    if not topic:
        raise invalid("A dead letter policy must name a topic.", "dead_letter_policy.dead_letter_topic")
    if call.resolve(topic) != (old or {}).get("deadLetterPolicy", {}).get("deadLetterTopic"):
        existing(call, topic)


def check_delivery(body: Json) -> None:
    """Messages go one way only, and exactly once only to those who pull."""
    pushed = bool(body.get("pushConfig", {}).get("pushEndpoint"))
    ways = [pushed, bool(body.get("bigqueryConfig")), bool(body.get("cloudStorageConfig"))]
    if sum(ways) > 1:
        words = "At most one of push_config, bigquery_config and cloud_storage_config can be given."
        raise invalid(words, "push_config")
    if pushed and body.get("enableExactlyOnceDelivery"):
        words = "Exactly-once delivery is not supported for push subscriptions."
        raise invalid(words, "enable_exactly_once_delivery")


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


def leave_backlog(call: Call, name: str, _body: Json) -> None:
    """The messages of a deleted subscription or snapshot go with it."""
    Messages(call.store).drop(name)
