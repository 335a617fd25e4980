"""Judges every table of the catalogue: what the loaders leave unchecked, because it would cost start-up.

Each API must have a row in apis.csv, each row a source, and what a row claims must fit its kind.
Deliberately absent: whether a claim is true; `preflight catalogue diff` asks that, as far as Google tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.catalogue import (
    apis,
    discovery,
    gcloud,
    hosts,
    kinds,
    libraries,
    resource_types,
    tables,
    terraform,
)
from preflight.catalogue.tables import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterator

# The columns of every table in tables/, by its name.
COLUMNS = {
    **dict.fromkeys(libraries.TABLES, libraries.COLUMNS),
    "apis": apis.COLUMNS,
    "discovery": discovery.COLUMNS,
    "gcloud": gcloud.COLUMNS,
    "host_paths": hosts.PATH_COLUMNS,
    "hosts": hosts.COLUMNS,
    "kinds": kinds.COLUMNS,
    "terraform": terraform.COLUMNS,
}
_CALL_NOTHING = frozenset({"types", "none"})


def problems() -> list[str]:
    """Give every problem of every table, as `file:row: what; fix`."""
    found = [
        f"{tables.shown(file.stem)}:1: nothing reads this table; take it away, or add it to soundness.py"
        for file in sorted(tables.FOLDER.glob("*.csv"))
        if file.stem not in COLUMNS
    ]
    for name in sorted(COLUMNS):
        try:
            found += of_table(name, tables.read(name, COLUMNS[name]))
        except CatalogueError as error:
            found += error.problems
    try:
        text = resource_types.read()
        resource_types.parse(text)
        file = resource_types.TABLE.name
        found += _common(file, resource_types.COLUMNS, tables.parse(text, file, resource_types.COLUMNS))
    except CatalogueError as error:
        found += error.problems
    return found


def of_table(name: str, rows: tuple[list[str], ...]) -> Iterator[str]:
    """Give the problems of the rows of one table."""
    yield from _common(tables.shown(name), COLUMNS[name], rows)
    judged = {"apis": _apis, "gcloud": _commands, **dict.fromkeys(libraries.TABLES, _library)}
    for line, row in enumerate(rows, start=2):
        told = judged[name](dict(zip(COLUMNS[name], row, strict=True))) if name in judged else ()
        yield from (f"{tables.shown(name)}:{line}: {what}" for what in told)


def _common(file: str, columns: tuple[str, ...], rows: tuple[list[str], ...]) -> Iterator[str]:
    known = apis.names()
    for line, values in enumerate(rows, start=2):
        row = dict(zip(columns, values, strict=True))
        for column in ("apis", "api", "aliases"):
            named = row.get(column, "")
            unfit = list(tables.unfit(named, f"its {column}"))
            yield from (f"{file}:{line}: {what}" for what in unfit)
            for api in () if unfit else tables.split(named):
                if api not in known:
                    yield f"{file}:{line}: {api} has no row in apis.csv; add one with its source"
        if not row["source"]:
            yield f"{file}:{line}: {values[0]} has no source; say where it can be looked up"
        if any(value != value.strip() for value in values):
            yield f"{file}:{line}: a column begins or ends with a space; take it away"


def _library(row: dict[str, str]) -> Iterator[str]:
    kind, path = row["kind"], row["path"]
    if kind not in libraries.KINDS:
        yield f"{kind!r} is no kind; write one of {', '.join(sorted(libraries.KINDS))}"
    elif kind in _CALL_NOTHING and row["apis"]:
        yield f"{path} calls nothing and names an API; correct one of the two"
    elif kind not in _CALL_NOTHING | {"decided"} and not row["apis"] and libraries.BY_NAME not in path:
        yield f"{path} calls something and names no API; name it"


def _apis(row: dict[str, str]) -> Iterator[str]:
    if row["default_on"] not in {"yes", "no"}:
        yield f"default_on is {row['default_on']!r}; write yes or no"
    for alias in tables.split(row["aliases"]):
        if any(other.api == alias for other in apis.rows()):
            yield f"{alias} is an alias and has a row of its own; keep one"


def _commands(row: dict[str, str]) -> Iterator[str]:
    if row["phase"] not in gcloud.PHASES:
        yield f"{row['phase']!r} is no phase; write any or deploy"
    if row["phase"] == "deploy" and not row["apis"]:
        yield f"{row['command']} deploys and calls nothing; correct one of the two"
