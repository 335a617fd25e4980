"""Reads as the tables of these tests write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preflight.environ.reads import Found


def shown(found: Found) -> set[str]:
    """Give what was found in words; a variable that is required anywhere is not told as optional as well."""
    reads = {
        f"{one.name}{'!' if one.required else ''}{'/' + ','.join(one.unless) if one.unless else ''}"
        for one in found.reads
    }
    return {
        *(one for one in reads if f"{one}!" not in reads),
        *("?all" if one.all else "?" for one in found.dynamic),
        *(f"={name}" for name in found.sets),
    }
