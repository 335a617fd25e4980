"""Looks one resource up, whichever way its type is looked up.

Deliberately absent: a guess. What cannot be told is undecided, with the reason and, for a type that has no
row, the command by which a person imports it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tools.cloud_lookup import members, named, named_by_google, random_names
from tools.cloud_lookup.declared import Absent, Answer, Later, Undecided, Wanted
from tools.cloud_lookup.google import ApiOffError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tools.cloud_lookup.google import Google

API = "gcp:projects/service:Service"
IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity"
_SPECIAL: dict[str, Callable[[Google, Wanted], Answer]] = {
    API: named.find_api,
    IDENTITY: named.find_identity,
}


def finders(kind: str, held: Collection[str] = ()) -> list[Callable[[Google, Wanted], Answer]]:
    """The ways in which a type is looked up; the next one is taken where the program gives no name."""
    rows = (
        (kind in named.PLACES, named.find),
        (kind in members.POLICIES, members.find),
        (kind in named_by_google.LISTS, partial(named_by_google.find, held=held)),
    )
    return [_SPECIAL[kind]] if kind in _SPECIAL else [find for has, find in rows if has]


def look(google: Google, wanted: Wanted, held: Collection[str] = (), *, exact: bool = True) -> Answer:
    """Whether it is in the cloud.

    Args:
        google: Whom to ask.
        wanted: What is looked for.
        held: The ids that the state holds, which are other resources.
        exact: Whether a name with random digits is the one that was asked for; a preview makes up another.
    """
    for find in finders(wanted.type, held):
        try:
            answer = find(google, wanted)
            like = () if exact or not isinstance(answer, Absent) else random_names.alike(google, wanted, held)
        except named.MissingError:
            continue
        except named.UnknownError as unknown:
            return Later(f"cannot be looked up before its {unknown} is known")
        except named.SecretError as secret:
            return Undecided(f"its {secret} is a secret, which is not looked up by; {_by_hand(wanted)}")
        except ApiOffError as off:
            return Later(f"{off} is not enabled yet, so that nobody can tell")
        except RefusedError as refused:
            return Undecided(f"Google does not let us look: {refused}")
        else:
            return Undecided(f"its name has random digits; {_by_hand(wanted)}", like) if like else answer
    return Undecided(f"nothing here says how to look it up; {_by_hand(wanted)}")


def _by_hand(wanted: Wanted) -> str:
    return f"if it is there, `pulumi import {wanted.type} {wanted.name} ID`, and if not, leave it"
