"""Looks one resource up, whichever way its type is looked up.

Deliberately absent: a guess. What cannot be told is undecided, with the reason and, for a type that has no
row, the command by which a person imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.cloud_lookup import members, named, named_by_google
from tools.cloud_lookup.declared import Answer, Later, Undecided, Wanted
from tools.cloud_lookup.google import ApiOffError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.cloud_lookup.google import Google

API = "gcp:projects/service:Service"
IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity"
_SPECIAL: dict[str, Callable[[Google, Wanted], Answer]] = {
    API: named.find_api,
    IDENTITY: named.find_identity,
}


def finders(kind: str) -> list[Callable[[Google, Wanted], Answer]]:
    """The ways in which a type is looked up; the next one is taken where the program gives no name."""
    rows = (
        (kind in named.PLACES, named.find),
        (kind in members.POLICIES, members.find),
        (kind in named_by_google.LISTS, named_by_google.find),
    )
    return [_SPECIAL[kind]] if kind in _SPECIAL else [find for has, find in rows if has]


def look(google: Google, wanted: Wanted) -> Answer:
    """Whether it is in the cloud."""
    for find in finders(wanted.type):
        try:
            return find(google, wanted)
        except named.MissingError:
            continue
        except named.UnknownError as unknown:
            return Later(f"cannot be looked up before its {unknown} is known")
        except ApiOffError as off:
            return Later(f"{off} is not enabled yet, so that nobody can tell")
        except RefusedError as refused:
            return Undecided(f"Google does not let us look: {refused}")
    how = f"pulumi import {wanted.type} {wanted.name} ID"
    return Undecided(f"nothing here says how to look it up; if it is there, `{how}`, and if not, leave it")
