"""Projects by id and number: one exists as soon as it is named.

The number follows from the id, so that a fresh data folder gives the same addresses again.
https://cloud.google.com/resource-manager/docs/creating-managing-projects
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from localcloud import clock
from localcloud.errors import denied, error_info, invalid

if TYPE_CHECKING:
    from localcloud.store import Store

#: Google asks for 6 to 30 characters in new ids; older ones are shorter and may belong to a domain.
_ID = re.compile(r"(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{1,28}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Project:
    """One project; `created` in seconds since 1970."""

    id: str
    number: str
    created: float


class Projects:
    """The projects that have been named so far."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_id: dict[str, Project] = {}
        self._by_number: dict[str, Project] = {}
        self.reload()

    def reload(self) -> None:
        """Reads them again, after a reset."""
        self._by_id.clear()
        self._by_number.clear()
        for row in self._store.db.execute("SELECT id, number, created FROM projects"):
            self._remember(Project(*row))

    def named(self, name: str) -> Project:
        """Gives a project by id (made when new) or number (403 when nobody has named it)."""
        if known := self._by_id.get(name) or self._by_number.get(name):
            return known
        if name.isdigit():
            words = f"Permission denied on resource project {name}."
            raise denied(words, error_info("CONSUMER_INVALID", "googleapis.com", consumer=f"projects/{name}"))
        if not _ID.fullmatch(name):
            raise invalid(f"Invalid project id '{name}': lower-case letters, digits and hyphens are allowed.")
        made = Project(name, _number(name), clock.seconds())
        self._store.db.execute(
            "INSERT OR IGNORE INTO projects VALUES (?,?,?)", (made.id, made.number, made.created)
        )
        self._remember(made)
        return made

    def known(self, name: str) -> Project | None:
        """Gives a project by id or number, only if it has been named before."""
        return self._by_id.get(name) or self._by_number.get(name)

    def all(self) -> list[Project]:
        """Every project, by id."""
        return [self._by_id[key] for key in sorted(self._by_id)]

    def _remember(self, project: Project) -> None:
        self._by_id[project.id] = project
        self._by_number[project.number] = project


def _number(name: str) -> str:
    return str(100_000_000_000 + int.from_bytes(sha256(name.encode()).digest()[:6], "big") % 899_999_999_999)
