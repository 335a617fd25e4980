"""Snapshots: what a subscription had not acknowledged at one moment, for it and others to go back to.

The backlog is copied under the snapshot's own name, into the table of the messages. What is published later
is kept after it was acknowledged, for as long as the topic has a snapshot.
Absent: the end of a snapshot after its time; it shortens with the age of the oldest message.
https://cloud.google.com/pubsub/docs/replay-overview#seek_to_a_snapshot
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import clock
from localcloud.api import now
from localcloud.apis.pubsub import limits
from localcloud.apis.pubsub.messages import Messages
from localcloud.apis.pubsub.names import DELETED_TOPIC
from localcloud.errors import failed_precondition, invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

AT = "projects.snapshots"
_MOST = 5000


def check(_call: Call, _name: str, body: Json, old: Json | None) -> None:
    """A snapshot ends in the future, and no later than it would have by itself."""
    if old is None or body.get("expireTime") == old.get("expireTime"):
        return
    expires = str(body.get("expireTime", ""))
    if not now()[:19] < expires[:19] <= clock.timestamp(clock.seconds() + 7 * limits.DAY)[:19]:
        words = f"Invalid expire_time given: {expires or 'nothing'}; it must be within the next 7 days."
        raise invalid(words, "snapshot.expire_time")


def make(call: Call, name: str, subscription: Json) -> Json:
    """Writes a snapshot of a subscription down, with its backlog."""
    if subscription["topic"] == DELETED_TOPIC or subscription.get("detached"):
        raise failed_precondition("The subscription has no topic, so that no snapshot of it can be made.")
    expires = clock.timestamp(clock.seconds() + 7 * limits.DAY)
    body: Json = {"name": name, "topic": subscription["topic"], "expireTime": expires}
    if labels := call.body.get("labels"):
        body["labels"] = labels
    call.store.put(call.service, AT, name, body)
    call.store.put_setting(f"snapshot {name}", {"at": now()})
    _copy(call, subscription["name"], name)
    return body


def seek(call: Call, subscription: Json, snapshot: Json) -> None:
    """Takes a subscription to where a snapshot was made: its backlog, and all that came after."""
    if snapshot["topic"] != subscription["topic"]:
        words = "The snapshot's topic must be the same as that of the subscription."
        raise invalid(words, "snapshot")
    name = subscription["name"]
    Messages(call.store).seek(name, call.store.setting(f"snapshot {snapshot['name']}")["at"])
    call.store.db.execute(
        "UPDATE messages SET acknowledged=NULL WHERE subscription=? AND json_extract(body, '$.messageId') IN "
        "(SELECT json_extract(body, '$.messageId') FROM messages WHERE subscription=?)",
        (name, snapshot["name"]),
    )
    _copy(call, snapshot["name"], name)


def of_topic(call: Call, topic: str) -> list[Json]:
    """The snapshots of a topic, which are in its project."""
    found = call.store.page(call.service, AT, "/".join(topic.split("/")[:2]), "", _MOST)
    return [body for _, body in found if body["topic"] == topic]


def _copy(call: Call, source: str, target: str) -> None:
    """Puts what is not acknowledged in one place and missing in another there, due at once."""
    call.store.db.execute(
        "INSERT INTO messages (subscription, body, due, attempts, lease, ordering) "
        "SELECT ?, body, 0, 0, '', ordering FROM messages "
        "WHERE subscription=? AND acknowledged IS NULL AND json_extract(body, '$.messageId') NOT IN "
        "(SELECT json_extract(body, '$.messageId') FROM messages WHERE subscription=?) ORDER BY id",
        (target, source, target),
    )
