"""The APIs that any table names, with Google's titles: what can be enabled, and under which names.

`storage-api` and `storage-component` are enabled for what `storage` is today, so a need of one is met by any
of them: `canonical` gives the name that the catalogue uses. Deliberately absent: APIs that nothing here leads
to, and whether a project has one enabled. Google publishes no list of all services, so a name that is missing
may still be right.

https://cloud.google.com/service-usage/docs/list-services
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from preflight.catalogue import tables

if TYPE_CHECKING:
    from collections.abc import Collection

COLUMNS = ("api", "title", "default_on", "aliases", "source")


class Row(NamedTuple):
    """One API. `default_on`: a new project has it enabled; `aliases`: other services that stand for it."""

    api: str
    title: str
    default_on: bool
    aliases: tuple[str, ...]
    source: str


def canonical(api: str) -> str:
    """Give the catalogue's name of an API; a name that is no alias is given back."""
    return _aliases().get(api, api)


def names() -> Collection[str]:
    """Give the name of every API, aliases among them."""
    return _names()


def title(api: str) -> str:
    """Give Google's title of an API, an empty text if it is not known."""
    row = row_of(api)
    return row.title if row else ""


def row_of(api: str) -> Row | None:
    """Give the row of an API, by its name or an alias."""
    return _by_name().get(canonical(api))


@cache
def rows() -> tuple[Row, ...]:
    """Give all rows."""
    return tuple(
        Row(api, title, default_on == "yes", tables.split(aliases), source)
        for api, title, default_on, aliases, source in tables.read("apis", COLUMNS)
    )


@cache
def _by_name() -> dict[str, Row]:
    return {row.api: row for row in rows()}


@cache
def _aliases() -> dict[str, str]:
    return {alias: row.api for row in rows() for alias in row.aliases}


@cache
def _names() -> frozenset[str]:
    return frozenset(_by_name()) | frozenset(_aliases())
