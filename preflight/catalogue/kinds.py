"""Which APIs need to be enabled for what YAML declares: kinds.csv, and the names of discovery documents.

Keys are the kinds that the reader of YAML gives; a key stands for all kinds that go on behind it with `/`,
`:` or `.`, and the longest one counts. Connectors of Workflows and types of Deployment Manager are named
after discovery documents, so they have no rows here.

https://cloud.google.com/config-connector/docs/reference/overview
https://cloud.google.com/workflows/docs/reference/googleapis
https://cloud.google.com/deployment-manager/docs/configuration/supported-resource-types
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from preflight.catalogue import discovery, tables

COLUMNS = ("kind", "apis", "source", "note")
_DISCOVERY = re.compile(
    r"(workflows:googleapis\.|deploymentmanager:(?:gcp-types/)?)([A-Za-z]+)[.-](v\w*|alpha|beta)"
)
_ENDS = re.compile(r"[/:.]")


class Row(NamedTuple):
    """One kind, with the APIs that it needs; none if it needs nothing enabled."""

    kind: str
    apis: tuple[str, ...]
    source: str
    note: str


def apis_of(kind: str) -> tuple[str, ...] | None:
    """Give the APIs that a kind needs, or None for a kind that is not known."""
    found = _DISCOVERY.match(kind)
    if found:
        api = discovery.api_of(found[2], found[3])
        own = ("deploymentmanager.googleapis.com",) if kind.startswith("deploymentmanager") else ()
        return None if api is None else (*own, *((api,) if api else ()))
    known = _rows()
    for end in (len(kind), *(match.start() for match in reversed(list(_ENDS.finditer(kind))))):
        if row := known.get(kind[:end]):
            return row.apis
    return None


@cache
def rows() -> tuple[Row, ...]:
    """Give all rows."""
    return tuple(
        Row(kind, tables.split(apis), source, note)
        for kind, apis, source, note in tables.read("kinds", COLUMNS)
    )


@cache
def _rows() -> dict[str, Row]:
    return {row.kind: row for row in rows()}
