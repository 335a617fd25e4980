"""Which Google APIs a library calls, by its import path: one table a language.

`kind` tells a detector what counts as a call:

    generated    a generated client: only its classes (Go: functions `New...Client`) named `...Client` call
    handwritten  a hand-written layer: making its clients calls
    wrapper      a framework or another library that calls on the code's behalf
    types        messages, events, helpers: makes no calls
    decided      how it is called decides; `apis` are the possible ones, and a detector chooses
    none         known to need nothing enabled

Where a row that is not `decided` names several APIs, all of them are called. Deliberately absent: a guess for
an import that has no row, and the choice between the APIs of a `decided` one. Sources stand in each row; most
are https://github.com/googleapis/googleapis at the commit that the row names.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from preflight.catalogue import discovery, tables

COLUMNS = ("path", "apis", "kind", "source", "note", "package")
KINDS = frozenset({"generated", "handwritten", "wrapper", "types", "decided", "none"})
TABLES = ("csharp", "go", "java", "node", "python")
# Which table answers for a language; a table's own name is taken as well.
_TABLE_OF = {"javascript": "node", "typescript": "node", "kotlin": "java"}
# `google.cloud.speech_v1p1beta1` is `google.cloud.speech` at one version.
_PYTHON_VERSION = re.compile(r"_v\d+(p\d+)?((alpha|beta)\d*)?$")
# Generated Python modules carry their version: `google.cloud.dlp_v2` is that of `google.cloud.dlp`.
_VERSIONED = re.compile(r"_v\d+\w*$")
# A row whose path ends so stands for every name that Google's discovery knows, read from discovery.csv.
BY_NAME = "<name>"


class Row(NamedTuple):
    """One library. `package` is what its registry calls it (PyPI, npm, Maven, NuGet, a Go module)."""

    path: str
    apis: tuple[str, ...]
    kind: str
    source: str
    note: str
    package: str


@lru_cache(maxsize=8192)
def library(language: str, path: str) -> Row | None:
    """Give the row with the longest prefix of whole segments of `path`, or None.

    Segments end at `.` and `/`, the `()` of a call is overlooked: `google.cloud.storage.Client().bucket` and
    `google.cloud.storage` find the same row, `google.cloud.storage_control` another. The row's `path` is as
    long as the part of `path` that it stands for, so that `path[len(row.path):]` are the members below it.
    """
    rows = _rows(language)
    key = _key(path)
    while key:
        row = rows.get(key)
        if row is not None:
            return row
        above, _, name = key.rpartition(".")
        if above and (pattern := rows.get(f"{above}.{BY_NAME}")) is not None:
            return _by_name(pattern, name)
        plain = _PYTHON_VERSION.sub("", name) if "_v" in name else name
        if plain != name and (row := rows.get(f"{above}.{plain}")) is not None:
            return row._replace(path=key)
        key = above
    return None


def leads(language: str, path: str) -> bool:
    """Whether a row stands at `path`, above it or below it: `google.cloud` leads to libraries."""
    return _key(path) in _above(language) or library(language, path) is not None


def packages(language: str) -> dict[str, tuple[Row, ...]]:
    """Give the rows of each package of the language's registry."""
    found: dict[str, list[Row]] = {}
    for row in _rows(language).values():
        for package in tables.split(row.package):
            found.setdefault(package, []).append(row)
    return {package: tuple(rows) for package, rows in found.items()}


@cache
def roots(language: str) -> frozenset[str]:
    """Give the first segment, or the first two joined by `.`, of every path: a quick look before a parse."""
    return frozenset(".".join(key.split(".")[:2]) for key in _rows(language))


def _key(path: str) -> str:
    return path.replace("()", "").replace("/", ".")


@cache
def _rows(language: str) -> dict[str, Row]:
    name = _TABLE_OF.get(language, language)
    if name not in TABLES:
        return {}
    return {
        _key(path): Row(path, tables.split(apis), kind, source, note, package)
        for path, apis, kind, source, note, package in tables.read(name, COLUMNS)
    }


@cache
def _above(language: str) -> frozenset[str]:
    found: set[str] = set()
    for key in _rows(language):
        parts = key.split(".")
        found.update(".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return frozenset(found)


def _by_name(pattern: Row, name: str) -> Row:
    """Give the row of one API of Google's discovery; without APIs and `decided` if its name is not known."""
    path = pattern.path.replace(BY_NAME, name)
    package = pattern.package.replace(BY_NAME, name)
    api = discovery.api_of(name)
    if api is None:
        return pattern._replace(
            path=path, apis=(), kind="decided", package=package, note=f"discovery.csv does not know {name}"
        )
    kind = pattern.kind if api else "none"
    return pattern._replace(path=path, apis=(api,) if api else (), kind=kind, package=package)
