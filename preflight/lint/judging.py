"""What a spelled name means on a day: which codes it breaks, and how much that matters where it stands.

    MDL001  it stands outside the registry                error
    MDL002  retired, closed to new projects, or closing   error; warning if 31 to 90 days are left, or if only
                                                          the day before which it does not go has passed
    MDL003  the registry does not know it                 warning: it may be brand-new
    MDL004  a part of it is only known at run time        warning
    MDL005  it floats, or is a preview                    error; warning in files that only developers use

In comments, documentation, tests and sentences all of them are notes: nobody calls what stands there. A name
breaks each code for itself, so a brand-new name in code is an error (MDL001) and a warning (MDL003); written
into the registry, it is neither. Where the channel cannot be told Vertex AI's dates count, and are said to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.finding import Finding, Level
from preflight.lint.grammar import Kind
from preflight.lint.places import Reader
from preflight.lint.spelling import Spelled, Standing
from preflight.models import lifecycle
from preflight.models.kinds import Channel
from preflight.models.lifecycle import SPOKEN, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from preflight.models.registry import Registry

_NOBODY_CALLS = frozenset({Standing.COMMENT, Standing.DOCUMENTATION, Standing.TALK})


class Judged(NamedTuple):
    """A finding, and the name that it is about; `replacement`: what may be written instead."""

    finding: Finding
    spelled: Spelled
    replacement: str | None = None


def judged(one: Spelled, reader: Reader, registry: Registry, today: date) -> Iterator[Judged]:
    """Give what a name breaks, in order of the codes."""
    talked = one.standing in _NOBODY_CALLS or reader in (Reader.TESTS, Reader.PEOPLE)
    stands = None if one.dynamic else standing(one, registry, today)
    for code, level, what, fix in _broken(one, stands, reader):
        meant = Level.NOTE if talked else level
        yield Judged(
            Finding(one.file, one.line, code, what, fix, meant), one, stands.replacement if stands else None
        )


def _broken(one: Spelled, stands: lifecycle.Standing | None, reader: Reader) -> list[_Told]:
    if stands is None:
        return [_dynamic(one)]
    unknown = stands.state is State.UNKNOWN
    if unknown and one.name.startswith("claude") and one.channel is None:
        return []  # a name of Anthropic's own API
    if unknown and one.kind is Kind.FAMILY:
        return [_unknown(one)]
    outside = [_outside(one, unsure=unknown and one.kind is Kind.LIKELY)]
    return [
        *([] if one.standing is Standing.OVERRIDE else outside),
        *_shut(one, stands),
        *([_unknown(one, stands)] if unknown else []),
        *_moving(one, stands, reader),
    ]


def standing(one: Spelled, registry: Registry, today: date) -> lifecycle.Standing:
    """Say how a name stands on its channel; one that only another channel knows stands as it does there."""
    stands = lifecycle.standing(one.name, one.channel, today, registry)
    if stands.state is State.UNKNOWN and one.channel is not None:
        elsewhere = lifecycle.standing(one.name, None, today, registry)
        return elsewhere if elsewhere.state is not State.UNKNOWN else stands
    return stands


_Told = tuple[str, Level, str, str]


def _outside(one: Spelled, *, unsure: bool) -> _Told:
    return (
        "MDL001",
        Level.WARNING if unsure else Level.ERROR,
        f"{one.name} is spelled outside the registry of models",
        "give it a role there and read the role's environment variable, so that it is exchanged in one place",
    )


def _shut(one: Spelled, stands: lifecycle.Standing) -> list[_Told]:
    days = stands.days if stands.days is not None else 0
    match stands.state:
        case State.RETIRED | State.CLOSED_TO_NEW:
            level = Level.ERROR
        case State.CLOSING:
            level = Level.ERROR if days <= lifecycle.CLOSE_DAYS else Level.WARNING
        case State.DUE:
            level = Level.WARNING
        case _:
            return []
    instead = (
        f"call {stands.replacement} instead"
        if stands.replacement
        else "choose another: preflight models list"
    )
    if stands.state is State.DUE:
        instead = f"ask it (preflight verify), or {instead}"
    return [("MDL002", level, stands.words + _whose(one, stands), instead)]


def _whose(one: Spelled, stands: lifecycle.Standing) -> str:
    """Say whose dates these are where the file does not say through which API the model is called."""
    if stands.channel is None or stands.channel is one.channel or stands.channel is Channel.TEXT_TO_SPEECH:
        return ""
    if one.channel is None:
        return f" (the channel cannot be told here: {SPOKEN[stands.channel]}'s dates count)"
    return f" (nothing is known of it on {SPOKEN[one.channel]}: {SPOKEN[stands.channel]}'s dates count)"


def _unknown(one: Spelled, stands: lifecycle.Standing | None = None) -> _Told:
    what = stands.words if stands else f"{one.name} is a version and names no model of the registry"
    return (
        "MDL003",
        Level.WARNING,
        what,
        "correct the name, or enter it in the registry with its dates and their source",
    )


def _dynamic(one: Spelled) -> _Told:
    return (
        "MDL004",
        Level.WARNING,
        f"{one.name} has a part that is only known at run time, so nobody can say which model is called",
        "pass the whole name in, from the registry",
    )


def _moving(one: Spelled, stands: lifecycle.Standing, reader: Reader) -> list[_Told]:
    if not (stands.floating or stands.preview):
        return []
    means = (
        "goes to another model from one day to the next"
        if stands.floating
        else "is a preview, which may go at short notice"
    )
    level = Level.WARNING if reader is Reader.DEVELOPMENT else Level.ERROR
    return [
        ("MDL005", level, f"{one.name} {means}", "call a stable model in production: preflight models list")
    ]
