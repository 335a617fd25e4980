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
    from collections.abc import Iterable, Sequence

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

    def add(self, subscription: str, messages: Iterable[Json], *, ordered: bool) -> None:
        """Puts messages into a subscription."""
        now = clock.seconds()
        self._db.executemany(
            "INSERT INTO messages (subscription, body, due, attempts, lease, ordering) VALUES (?,?,?,0,'',?)",
            [
                (subscription, json.dumps(message), now, message.get("orderingKey", "") if ordered else "")
                for message in messages
            ],
        )

    def lease(self, subscription: str, limit: int, seconds: float) -> list[Leased]:
        """Takes up to `limit` due messages for `seconds`; with an ordering key, never past a leased one."""
        now = clock.seconds()
        self._give_back(subscription, now)
        # In the order of the index: a pull reads what it takes, however many wait behind that.
        rows = self._db.execute(
            "SELECT id, body, attempts FROM messages AS m INDEXED BY by_turn WHERE subscription=? "
            "AND acknowledged IS NULL AND lease='' AND due<=? AND (ordering='' OR NOT EXISTS (SELECT 1 "
            "FROM messages AS o INDEXED BY by_key WHERE o.subscription=m.subscription AND o.due>? "
            "AND o.ordering=m.ordering AND o.ordering<>'' AND o.acknowledged IS NULL)) ORDER BY id LIMIT ?",
            (subscription, now, now, limit),
        ).fetchall()
        taken = [
            Leased(row, f"{row}-{clock.new_uuid()}", json.loads(body), attempts + 1)
            for row, body, attempts in rows
        ]
        self._db.executemany(
            "UPDATE messages SET due=?, attempts=?, lease=? WHERE id=?",
            [(now + seconds, one.attempt, one.ack_id, one.row) for one in taken],
        )
        return taken

    def _give_back(self, subscription: str, now: float) -> None:
        """Ends the leases that have run out, each once, so that no pull has to look for them."""
        self._db.execute(
            "UPDATE messages INDEXED BY by_lapse SET lease='' "
            "WHERE subscription=? AND due<=? AND lease<>'' AND acknowledged IS NULL",
            (subscription, now),
        )

    def acknowledge(self, subscription: str, ack_ids: Sequence[str], *, keep: bool) -> list[str]:
        """Ends deliveries and gives those whose lease has run out. `keep` for a later seek."""
        now = clock.seconds()
        if keep:
            return self._late("UPDATE messages SET acknowledged=?", (now,), subscription, ack_ids, now)
        return self._late("DELETE FROM messages", (), subscription, ack_ids, now)

    def extend(self, subscription: str, ack_ids: Sequence[str], seconds: float) -> list[str]:
        """Moves the end of leases and gives those that have run out; 0 gives the messages back at once."""
        now = clock.seconds()
        moving = "UPDATE messages SET due=?, lease=CASE WHEN ?<=0 THEN '' ELSE lease END"
        return self._late(moving, (now + seconds, seconds), subscription, ack_ids, now)

    def _late(
        self, change: str, values: tuple[float, ...], subscription: str, ack_ids: Sequence[str], now: float
    ) -> list[str]:
        """Changes what is held under each id, and gives the ids under which nothing is held any more."""
        # An id begins with the row that it is about, so that no index is needed to find it.
        query = f"{change} WHERE id=CAST(? AS INTEGER) AND subscription=? AND lease=? AND due>?"
        held = ((ack_id, (*values, ack_id, subscription, ack_id, now)) for ack_id in ack_ids)
        return [ack_id for ack_id, row in held if not self._db.execute(query, row).rowcount]

    def drop(self, subscription: str, row: int | None = None) -> None:
        """Removes one message of a subscription, or all of them."""
        if row is None:
            self._db.execute("DELETE FROM messages WHERE subscription=?", (subscription,))
        else:
            self._db.execute("DELETE FROM messages WHERE id=?", (row,))

    def seek(self, subscription: str, published: str) -> None:
        """Marks what was published before a time as acknowledged and everything after as not."""
        self._db.execute(
            "UPDATE messages SET lease='', due=0, acknowledged="
            "CASE WHEN json_extract(body,'$.publishTime')<? THEN ? ELSE NULL END WHERE subscription=?",
            (published, clock.seconds(), subscription),
        )
