"""Which row of the registry speaks for a name, however it was written: path, version, alias, voice.

A version that has no row of its own (FAMILY-preview-0409) goes with its family where that is gone or closed.
Where the family is alive it stays unknown: that FAMILY answers says nothing of FAMILY-001, which perhaps
nobody ever released. Claude's versions (@20250929, @default) are their row's, and all voices of Chirp 3 HD
are one product.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.models.kinds import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preflight.models.registry import Model, Registry

# .../publishers/google/models/NAME:generateContent
_METHOD = re.compile(r":[A-Za-z]+$")
_VERSION = re.compile(r"@(default|latest|[0-9]+)$|(?<=[0-9])-20[0-9]{6}$")
# What stands behind the name of a family; `-001` and `@002` are snapshots.
_BEHIND = re.compile(r"(-latest|-(preview|exp)(-[a-z0-9-]+)?|-[0-9]{3}|-32k|@[a-z0-9-]+)$")
_FLOATING = re.compile(r"[-@]latest$|(^|-)exp(-|$)")
_PREVIEW = re.compile(r"(^|-)preview(-|@|$)")
# Longer than any name: no search goes back and forth over more than this.
_LONGEST = 128
_VOICE = re.compile(r"[a-z]{2,3}-[A-Z]{2}-Chirp3-HD-[A-Za-z]+")


def bare(name: str) -> str:
    """Give the name alone, without what leads to it or is done with it."""
    own = name.rpartition("/")[2].strip()
    return own if len(own) > _LONGEST else _METHOD.sub("", own)


def floating(name: str) -> bool:
    """Say whether the name goes to another model from one day to the next: -latest, -exp."""
    return bool(_FLOATING.search(bare(name)[-_LONGEST:]))


def preview(name: str) -> bool:
    """Say whether the name says that it is a preview."""
    return bool(_PREVIEW.search(bare(name)[-_LONGEST:]))


def rows(registry: Registry, name: str, channel: Channel | None) -> list[Model]:
    """Give the rows that speak for a name, one a channel at most: Vertex's first, unless `channel` says."""
    channels = list(Channel) if channel is None else [channel]
    found = [_row([row for row in registry.models if row.channel == one], bare(name)) for one in channels]
    return [row for row in found if row]


def families(registry: Registry, name: str, channel: Channel | None) -> list[Model]:
    """Give the rows of the closest family of a name that has no row: its own row, else its members'.

    They are of one channel, Vertex's first, unless `channel` says.
    """
    if len(bare(name)) > _LONGEST:
        return []
    channels = list(Channel) if channel is None else [channel]
    known = [[row for row in registry.models if row.channel == one] for one in channels]
    for family in _families(bare(name)):
        for rows_of_one in known:
            own = [row for row in rows_of_one if row.id == family]
            if found := own or [row for row in rows_of_one if _BEHIND.sub("", row.id) == family]:
                return found
    return []


def nearest(registry: Registry, name: str, most: int = 5) -> list[str]:
    """Give the known names that are like this one, the most alike first."""
    import difflib  # noqa: PLC0415 - slow to import, and only needed here

    return difflib.get_close_matches(
        bare(name)[:_LONGEST], {row.id: None for row in registry.models}, n=most, cutoff=0.5
    )


def _row(known: Iterable[Model], name: str) -> Model | None:
    if len(name) > _LONGEST:
        return None
    by_id = {row.id: row for row in known}
    for spelling in _spellings(name):
        if spelling in by_id:
            return by_id[spelling]
    if _VOICE.fullmatch(name):
        return next((row for one, row in by_id.items() if _VOICE.fullmatch(one)), None)
    return None


def _spellings(name: str) -> Iterator[str]:
    for one in dict.fromkeys((name, name.lower())):
        yield one
        yield _VERSION.sub("", one)


def _families(name: str) -> Iterator[str]:
    family = _BEHIND.sub("", name.lower())
    while family != name.lower():
        yield family
        name, family = family, _BEHIND.sub("", family)
    yield family
