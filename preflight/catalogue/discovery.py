"""Which API `build("calendar", "v3")` and the generated clients of discovery call: the table discovery.csv.

Three answers: an API; NONE_NEEDED for one that needs nothing enabled (`oauth2`); None for a name that the
table does not know, which a detector reports and never passes over.

https://developers.google.com/discovery/v1/reference
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from preflight.catalogue import tables

COLUMNS = ("name", "versions", "api", "source", "note")
NONE_NEEDED: Final = ""
# `calendar_v3` is how the Node client names the types of a version, `name:version` one version of a row.
_VERSION = re.compile(r"_v\d.*$")


class Row(NamedTuple):
    """One name of discovery; `name:version` where a version goes to another API than its name."""

    name: str
    versions: tuple[str, ...]
    api: str
    source: str
    note: str


def api_of(name: str, version: str | None = None) -> str | None:
    """Give the API of a name, in any case of letters; NONE_NEEDED or None as above."""
    rows = _rows()
    key = name.lower()
    row = rows.get(f"{key}:{version}") or rows.get(key) or rows.get(_VERSION.sub("", key))
    return row.api if row else None


@cache
def rows() -> tuple[Row, ...]:
    """Give all rows."""
    return tuple(
        Row(name, tables.split(versions), api, source, note)
        for name, versions, api, source, note in tables.read("discovery", COLUMNS)
    )


@cache
def _rows() -> dict[str, Row]:
    return {row.name.lower(): row for row in rows()}
