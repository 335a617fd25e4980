"""Rules of topics: retention, schema, and what becomes of their subscriptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import durations, regions
from localcloud.apis.pubsub import limits
from localcloud.apis.pubsub.names import DELETED_TOPIC, attached, existing
from localcloud.apis.pubsub.schema_revisions import DELETED_SCHEMA
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json


_KEY = re.compile(r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+")


def check_topic(call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """Retention and schema."""
    if "messageRetentionDuration" in body:
        limits.in_range(
            durations.seconds(body["messageRetentionDuration"]),
            limits.RETENTION_SECONDS,
            "message_retention_duration",
        )
    policy: Json = body.get("messageStoragePolicy", {})
    allowed: list[str] = policy.get("allowedPersistenceRegions", [])
    if policy and (not allowed or not regions.REGIONS.issuperset(allowed)):
        words = f"Invalid message storage policy given: {allowed or 'no regions'} cannot hold messages."
        raise invalid(words, "message_storage_policy")
    settings: Json = body.get("schemaSettings", {})
    if settings and settings.get("schema") != DELETED_SCHEMA:
        existing(call, settings.get("schema", ""))
    key = body.get("kmsKeyName", "")
    if key and not _KEY.fullmatch(key):
        raise invalid(f"Invalid Cloud KMS key name given (kms_key_name={key}).", "kms_key_name")


def fill_topic(call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A topic as Google shows it."""
    filled: Json = {**body, "name": name, "state": "ACTIVE"}
    if settings := body.get("schemaSettings"):
        filled["schemaSettings"] = {**settings, "schema": call.resolve(settings["schema"])}
    return filled


def leave_topic(call: Call, name: str, _body: Json) -> None:
    """The subscriptions of a deleted topic stay, and point nowhere."""
    for subscription in attached(call, name):
        body = {**subscription, "topic": DELETED_TOPIC}
        call.store.put(call.service, "projects.subscriptions", subscription["name"], body)
