"""What `preflight models list` and `show` tell, as documents: a row, how it stands, and who uses it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, to_builtins

from preflight.models import lifecycle, names
from preflight.printable import whole

if TYPE_CHECKING:
    from datetime import date

    from preflight.models.registry import Channel, Model, Registry

VERSION = 1


class Told(Struct):
    """A row of the registry on a day; dates are text, and `days` are those until `day`.

    `replacement`: what a new project can call instead; `successor`: what Google names, callable or not.
    """

    id: str
    channel: str
    state: str
    day: str | None
    days: int | None
    released: str | None
    retires: str | None
    precision: str
    stability: str
    closed_to_new: str | None
    shutdown: str | None
    shutdown_by_region: dict[str, str]
    successor: str | None
    replacement: str | None
    floating: bool
    preview: bool
    source: str
    verified_on: str
    note: str | None
    words: str
    roles: list[str]


class Listing(Struct):
    """What `preflight models list --format json` prints. New fields may come without a new version."""

    version: int
    today: str
    models: list[Told]


class Shown(Struct):
    """What `preflight models show --format json` prints; `state` is `unknown` if no row speaks for the name.

    `models`: the rows that speak for it, one a channel; `nearest`: known names that are like it.
    """

    version: int
    today: str
    asked: str
    model: str
    state: str
    floating: bool
    preview: bool
    replacement: str | None
    words: str
    models: list[Told]
    nearest: list[str]


class ComparedPage(Struct):
    """A page of Google's: fields that it says differently, by model; models that are new or missing there."""

    page: str
    channel: str
    models: int
    changed: dict[str, dict[str, str]]
    new: dict[str, dict[str, str]]
    missing: list[str]


class Refreshed(Struct):
    """What `preflight models refresh --format json` prints; `inconclusive`: a sentence a page not read."""

    version: int
    pages: list[ComparedPage]
    inconclusive: list[str]
    diff: str


def listing(registry: Registry, today: date) -> Listing:
    """Give every row as it stands on a day, in the order of the registry."""
    return Listing(VERSION, str(today), [told(registry, row, today) for row in registry.models])


def shown(registry: Registry, asked: str, channel: Channel | None, today: date) -> Shown:
    """Give all that is known of a name."""
    found = lifecycle.standing(asked, channel, today, registry)
    rows = names.rows(registry, asked, channel) or ([found.row] if found.row else [])
    return Shown(
        VERSION,
        str(today),
        asked,
        found.model,
        found.state.value,
        found.floating,
        found.preview,
        found.replacement,
        found.words,
        [told(registry, row, today) for row in rows],
        names.nearest(registry, asked) if found.row is None else [],
    )


def told(registry: Registry, row: Model, today: date) -> Told:
    """Give a row as it stands on a day."""
    found = lifecycle.standing(row.id, row.channel, today, registry)
    return Told(
        id=row.id,
        channel=row.channel.value,
        state=found.state.value,
        day=_text(found.day),
        days=found.days,
        released=_text(row.released),
        retires=_text(row.retires),
        precision=row.precision.value,
        stability=row.stability.value,
        closed_to_new=_text(row.closed_to_new),
        shutdown=_text(row.shutdown),
        shutdown_by_region={region: str(day) for region, day in row.shutdown_by_region.items()},
        successor=row.replacement,
        replacement=found.replacement,
        floating=found.floating,
        preview=found.preview,
        source=row.source,
        verified_on=str(row.verified_on),
        note=row.note,
        words=found.words,
        roles=roles(registry, row),
    )


def roles(registry: Registry, row: Model) -> list[str]:
    """Give the roles that a row fills, and those that fall back to it, in words."""
    fills = [
        f"{role} in {use.location}"
        for role, use in registry.roles.items()
        if (use.model, use.channel) == (row.id, row.channel)
    ]
    stands_in = [
        f"{role} in {fallback.location}, as a fallback"
        for role, use in registry.roles.items()
        for fallback in use.fallbacks
        if (fallback.model, use.channel) == (row.id, row.channel)
    ]
    return fills + stands_in


def _text(day: date | None) -> str | None:
    return str(day) if day else None


def rendered(document: Struct) -> str:
    """Give a document as it is printed."""
    builtins: Any = whole(to_builtins(document))
    return json.dumps(builtins, indent=2) + "\n"
