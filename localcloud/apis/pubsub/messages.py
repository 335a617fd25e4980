"""Messages on their way: what Pub/Sub holds for each subscription, in one table with leases.

A message is due when its lease has run out; pulling gives it a new lease, acknowledging ends it. Kept apart
from `apis/pubsub.py`, which knows the resources. Times in seconds since 1970.
https://cloud.google.com/pubsub/docs/subscription-properties
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from localcloud import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localcloud.casing import Json
    from localcloud.store import Store


class Leased(NamedTuple):
    """One delivery: row, acknowledgement id, message, how often it has been delivered."""

    row: int
    ack_id: str
    message: Json
    attempt: int


class Messages:
    """The messages of all subscriptions."""

    def __init__(self, store: Store) -> None:
        self._db = store.db

    def add(self, subscription: str, message: Json, *, ordered: bool) -> None:
        """Puts a message into a subscription."""
        key = message.get("orderingKey", "") if ordered else ""
        self._db.execute(
            "INSERT INTO messages (subscription, body, due, attempts, lease, ordering) VALUES (?,?,?,0,'',?)",
            (subscription, json.dumps(message), clock.seconds(), key),
        )

    def lease(self, subscription: str, limit: int, seconds: float) -> list[Leased]:
        """Takes up to `limit` due messages for `seconds`; with an ordering key, never past a leased one."""
        now = clock.seconds()
        rows = self._db.execute(
            "SELECT id, body, attempts FROM messages AS m WHERE subscription=? AND acknowledged IS NULL "
            "AND due<=? AND (ordering='' OR NOT EXISTS (SELECT 1 FROM messages AS o WHERE o.due>? "
            "AND o.subscription=m.subscription AND o.ordering=m.ordering AND o.acknowledged IS NULL)) "
            "ORDER BY id LIMIT ?",
            (subscription, now, now, limit),
        ).fetchall()
        taken: list[Leased] = []
        for row, body, attempts in rows:
            ack_id = f"{row}-{clock.new_uuid()}"
            self._db.execute(
                "UPDATE messages SET due=?, attempts=?, lease=? WHERE id=?",
                (now + seconds, attempts + 1, ack_id, row),
            )
            taken.append(Leased(row, ack_id, json.loads(body), attempts + 1))
        return taken

    def acknowledge(self, subscription: str, ack_ids: Sequence[str], *, keep: bool) -> list[str]:
        """Ends deliveries and gives those whose lease has run out. `keep` for a later seek."""
        late: list[str] = []
        for ack_id in ack_ids:
            where = "subscription=? AND lease=? AND lease<>'' AND due>?"
            values = (subscription, ack_id, clock.seconds())
            if keep:
                done = self._db.execute(
                    f"UPDATE messages SET acknowledged=? WHERE {where}",  # noqa: S608
                    (values[2], *values),
                )
            else:
                done = self._db.execute(f"DELETE FROM messages WHERE {where}", values)  # noqa: S608
            late += [] if done.rowcount else [ack_id]
        return late

    def extend(self, subscription: str, ack_ids: Sequence[str], seconds: float) -> list[str]:
        """Moves the end of leases and gives those that have run out; 0 gives the messages back at once."""
        now = clock.seconds()
        late: list[str] = []
        for ack_id in ack_ids:
            done = self._db.execute(
                "UPDATE messages SET due=?, lease=CASE WHEN ?<=0 THEN '' ELSE lease END "
                "WHERE subscription=? AND lease=? AND due>?",
                (now + seconds, seconds, subscription, ack_id, now),
            )
            late += [] if done.rowcount else [ack_id]
        return late

    def drop(self, subscription: str, row: int | None = None) -> None:
        """Removes one message of a subscription, or all of them."""
        self._db.execute(
            "DELETE FROM messages WHERE subscription=? AND (? IS NULL OR id=?)", (subscription, row, row)
        )

    def seek(self, subscription: str, published: str) -> None:
        """Marks what was published before a time as acknowledged and everything after as not."""
        self._db.execute(
            "UPDATE messages SET lease='', due=0, acknowledged="
            "CASE WHEN json_extract(body,'$.publishTime')<? THEN ? ELSE NULL END WHERE subscription=?",
            (published, clock.seconds(), subscription),
        )
