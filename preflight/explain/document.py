"""What `preflight explain` tells of one API, in the shape of docs/explain.schema.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, to_builtins

from preflight.catalogue import apis
from preflight.check import gathering
from preflight.explain import grants, leading
from preflight.printable import whole
from preflight.report.json import Place
from preflight.scan.needs import VERSION, Skipped, Unresolved

if TYPE_CHECKING:
    from pathlib import Path

    from preflight.check.gathering import Gathered


class Entry(Struct):
    """The declaration of an API. `outside`: what its `for` says, or nothing."""

    file: str
    line: int
    reason: str
    outside: str


class Wanted(Struct):
    """A grant that callers usually want; without a role, an enabled API is enough."""

    role: str
    on: str
    to: str


class Explained(Struct):
    """What `preflight explain --format json` prints. New fields may come without a new version.

    `leading`: kind in words -> packages, commands, addresses or types. `unresolved` and `skipped` may use the
    API as well.
    """

    version: int
    api: str
    title: str
    declared: Entry | None
    used: list[Place]
    leading: dict[str, list[str]]
    grants: list[Wanted]
    unresolved: list[Unresolved]
    skipped: list[Skipped]

    @property
    def blind(self) -> int:
        """Give how many files and folders could not be looked at."""
        return sum(skipped.blind for skipped in self.skipped)


def explained(api: str, gathered: Gathered, file: Path) -> Explained:
    """Give all that is known of an API; `file` declares and need not be there."""
    entry = gathering.entry_of(api, file)
    return Explained(
        VERSION,
        api,
        apis.title(api) or "",
        Entry(gathering.shown(file), entry.line, entry.reason, entry.outside) if entry else None,
        [Place(*place) for place in gathering.places_of(api, gathered)],
        leading.leading(api),
        [Wanted(grant.role, grant.on, grant.to) for grant in grants.grants(api)],
        gathered.report.unresolved,
        gathered.report.skipped,
    )


def rendered(document: Explained) -> str:
    """Give the JSON document."""
    builtins: Any = whole(to_builtins(document))
    return json.dumps(builtins, indent=2) + "\n"
