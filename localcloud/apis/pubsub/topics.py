"""Rules of topics: retention, schema, and what becomes of their subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.apis.pubsub import limits
from localcloud.apis.pubsub.names import DELETED_TOPIC, attached, existing

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json


def check_topic(call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """Retention and schema."""
    if "messageRetentionDuration" in body:
        limits.in_range(
            limits.seconds(body["messageRetentionDuration"]),
            limits.RETENTION_SECONDS,
            "message_retention_duration",
        )
    if settings := body.get("schemaSettings"):
        existing(call, settings["schema"])


def fill_topic(_call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A topic as Google shows it."""
    return {**body, "name": name, "state": "ACTIVE"}


def leave_topic(call: Call, name: str, _body: Json) -> None:
    """The subscriptions of a deleted topic stay, and point nowhere."""
    for subscription in attached(call, name):
        body = {**subscription, "topic": DELETED_TOPIC}
        call.store.put(call.service, "projects.subscriptions", subscription["name"], body)
