"""What the local cloud remembers: one SQLite file (WAL), so that it survives a restart and kill -9.

Resources are kept under their canonical name (project id, never number) with an index by parent, so that a
page of a list costs the same with ten resources as with ten thousand; messages with indexes by turn, lapsed
lease and ordering key. Indexes that are dropped here stand in the data files of earlier versions, and would
only be written. Each service's own bytes (payloads, objects) are blobs beside them.
"""

from __future__ import annotations

import fcntl
import json
import re
import sqlite3
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from localcloud.casing import Json

_TABLES = """
CREATE TABLE IF NOT EXISTS projects (id TEXT PRIMARY KEY, number TEXT UNIQUE, created REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS resources (
  service TEXT, name TEXT, kind TEXT, parent TEXT, project TEXT, sort TEXT, body TEXT,
  PRIMARY KEY (service, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_parent ON resources (service, kind, parent, sort);
CREATE INDEX IF NOT EXISTS by_project ON resources (service, kind, project, sort);
CREATE INDEX IF NOT EXISTS by_topic ON resources (service, kind, json_extract(body, '$.topic'));
CREATE INDEX IF NOT EXISTS by_unique_id ON resources (service, kind, json_extract(body, '$.uniqueId'));
CREATE TABLE IF NOT EXISTS policies (
  service TEXT, name TEXT, body TEXT, PRIMARY KEY (service, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs (service TEXT, name TEXT, data BLOB, PRIMARY KEY (service, name));
CREATE TABLE IF NOT EXISTS enabled (
  project TEXT, service TEXT, at REAL, PRIMARY KEY (project, service)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, subscription TEXT, body TEXT, due REAL, attempts INTEGER, lease TEXT,
  ordering TEXT, acknowledged REAL);
CREATE INDEX IF NOT EXISTS by_turn ON messages (subscription, acknowledged, lease, id);
CREATE INDEX IF NOT EXISTS by_lapse ON messages (subscription, due) WHERE lease<>'' AND acknowledged IS NULL;
CREATE INDEX IF NOT EXISTS by_key ON messages (subscription, ordering, due)
  WHERE ordering<>'' AND acknowledged IS NULL;
DROP INDEX IF EXISTS by_due;
DROP INDEX IF EXISTS by_lease;
"""
_EMPTIED = ("projects", "resources", "policies", "blobs", "enabled", "settings", "messages")
_GLOB = re.compile(r"[*?\[]")
_SWEEP_SECONDS = 3600


class StoreError(Exception):
    """The data folder cannot be used; the message says why and what to do."""


class Store:
    """The tables, opened by one process at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = _locked(folder)
        self._swept = 0.0
        try:
            self.db = sqlite3.connect(folder / "cloud.sqlite", isolation_level=None, cached_statements=256)
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
            # Pages. Only copying the log back waits for the disk: a quarter as often as by default.
            self.db.execute("PRAGMA wal_autocheckpoint=4000")
            self.db.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            self._lock.close()
            raise StoreError(
                f"{folder / 'cloud.sqlite'}: the data file cannot be read ({error}); "
                "delete it, or name another folder with --data"
            ) from error

    def close(self) -> None:
        """Closes the file and lets another process have the folder."""
        self.db.close()
        self._lock.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Everything written inside is kept together or not at all."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def reset(self) -> None:
        """Forgets everything."""
        with self.transaction():
            for table in _EMPTIED:
                self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - fixed names from above

    def get(self, service: str, name: str) -> Json | None:
        """Gives a resource by canonical name."""
        row = self._one("SELECT body FROM resources WHERE service=? AND name=?", service, name)
        return None if row is None else json.loads(row[0])

    def put(  # noqa: PLR0913 - one column each
        self,
        service: str,
        kind: str,
        name: str,
        body: Json,
        *,
        sort: str | None = None,
        parent: str | None = None,
        project: str | None = None,
    ) -> None:
        """Writes a resource; its parent and project follow from its name unless they are given."""
        above, _, leaf = name.rpartition("/")
        if parent is None:
            parent = above.rpartition("/")[0]
        if project is None:
            project = name.split("/")[1] if name.startswith("projects/") else ""
        self.db.execute(
            "INSERT INTO resources VALUES (?,?,?,?,?,?,?) "
            "ON CONFLICT (service, name) DO UPDATE SET body=excluded.body, sort=excluded.sort",
            (service, name, kind, parent, project, sort or leaf, json.dumps(body, separators=(",", ":"))),
        )

    def delete(self, service: str, name: str) -> None:
        """Removes a resource and everything below it, policies and blobs included."""
        low, high = name + "/", name + "0"  # "0" follows "/" in ASCII: every name below, by index
        for table in ("resources", "policies", "blobs"):
            self.db.execute(f"DELETE FROM {table} WHERE service=? AND name=?", (service, name))  # noqa: S608
            self.db.execute(
                f"DELETE FROM {table} WHERE service=? AND name>=? AND name<?",  # noqa: S608
                (service, low, high),
            )

    def page(self, service: str, kind: str, within: str, after: str, limit: int) -> list[tuple[str, Json]]:
        """Gives up to `limit` (key, body) after a key; `-` as a part of the parent stands for all of them."""
        if "-" in within.split("/"):
            return self._page_of_many(service, kind, within, after, limit)
        rows = self.db.execute(
            "SELECT sort, body FROM resources WHERE service=? AND kind=? AND parent=? AND sort>? "
            "ORDER BY sort LIMIT ?",
            (service, kind, within, after, limit),
        )
        return [(sort, json.loads(body)) for sort, body in rows]

    def _page_of_many(
        self, service: str, kind: str, within: str, after: str, limit: int
    ) -> list[tuple[str, Json]]:
        """Two locations may hold the same leaf, so that the key is the sort key and the name."""
        parts = within.split("/")
        pattern = "/".join("*" if part == "-" else _GLOB.sub(r"[\g<0>]", part) for part in parts)
        sort, _, name = after.partition("\n")
        rows = self.db.execute(
            "SELECT sort, name, body FROM resources WHERE service=? AND kind=? AND project=? "
            "AND parent GLOB ? AND (sort, name)>(?,?) ORDER BY sort, name LIMIT ?",
            (service, kind, "".join(parts[1:2]), pattern, sort, name, limit),
        )
        return [(f"{sort}\n{name}", json.loads(body)) for sort, name, body in rows]

    def forget(self, kind: str, before: float) -> None:
        """Removes what was `ready` before a moment; looks at most once an hour."""
        if before - self._swept < _SWEEP_SECONDS:
            return
        self._swept = before
        old = "DELETE FROM resources WHERE kind=? AND json_extract(body, '$.ready')<?"
        self.db.execute(old, (kind, before))

    def resources(self, service: str | None, project: str | None) -> list[Json]:
        """Everything stored, for the administrator's eyes."""
        rows = self.db.execute(
            "SELECT service, name, body FROM resources WHERE (?1 IS NULL OR service=?1) "
            "AND (?2 IS NULL OR project=?2) ORDER BY service, name",
            (service, project),
        )
        return [{"service": host, "name": name, "body": json.loads(body)} for host, name, body in rows]

    def counts(self) -> dict[str, int]:
        """How many resources each service holds, operations left out."""
        rows = self.db.execute(
            "SELECT service, COUNT(*) FROM resources WHERE kind<>'operations' "
            "GROUP BY service ORDER BY service"
        )
        return dict(rows.fetchall())

    def policy(self, service: str, name: str) -> Json | None:
        """Gives the IAM policy set on a resource."""
        row = self._one("SELECT body FROM policies WHERE service=? AND name=?", service, name)
        return None if row is None else json.loads(row[0])

    def put_policy(self, service: str, name: str, body: Json) -> None:
        """Writes the IAM policy of a resource."""
        self.db.execute("INSERT OR REPLACE INTO policies VALUES (?,?,?)", (service, name, json.dumps(body)))

    def blob(self, service: str, name: str) -> bytes | None:
        """Gives the bytes kept for a resource."""
        row = self._one("SELECT data FROM blobs WHERE service=? AND name=?", service, name)
        return None if row is None else row[0]

    def put_blob(self, service: str, name: str, data: bytes) -> None:
        """Writes the bytes of a resource."""
        self.db.execute("INSERT OR REPLACE INTO blobs VALUES (?,?,?)", (service, name, data))

    def setting(self, name: str) -> Json:
        """Gives a table of the local cloud's own, such as its faults."""
        row = self._one("SELECT body FROM settings WHERE name=?", name)
        return {} if row is None else json.loads(row[0])

    def put_setting(self, name: str, body: Json) -> None:
        """Writes a table of the local cloud's own."""
        self.db.execute("INSERT OR REPLACE INTO settings VALUES (?,?)", (name, json.dumps(body)))

    def _one(self, query: str, *values: str) -> tuple[Any, ...] | None:
        return self.db.execute(query, values).fetchone()


def _locked(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise StoreError(
            f"{folder}: the data folder cannot be written ({error.strerror}); name another one with --data"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StoreError(
            f"{folder}: another local cloud uses this folder; stop it, or name another one with --data"
        ) from error
    return lock
