"""How a model stands on a day: alive, closing, closed to new projects, retired, due, or unknown.

The day is an argument, so that the same question has the same answer tomorrow. A day before which Google
says a model does not go ("or later") ends nothing: when it has passed the model is DUE, and only a live call
tells. Absent is UNKNOWN, which is never fine: lists of models drop the retired ones first. Deliberately
absent: what a state means for whoever asks (an error, a warning); rules and commands decide that.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from preflight.models import names
from preflight.models.kinds import Channel, Precision, Stability

if TYPE_CHECKING:
    from datetime import date

    from preflight.models.registry import Model, Registry

# With so many days left a model is closing, and with so many it is too late to plan.
CLOSING_DAYS, CLOSE_DAYS = 90, 30
OLD_DAYS = 45
SPOKEN = {
    Channel.VERTEX: "Vertex AI",
    Channel.GEMINI_API: "the Gemini API",
    Channel.TEXT_TO_SPEECH: "Text-to-Speech",
}


class State(StrEnum):
    """How a model stands; `due`: the day before which it does not go has passed, ask it."""

    ALIVE = "alive"
    CLOSING = "closing"
    CLOSED_TO_NEW = "closed_to_new"
    RETIRED = "retired"
    DUE = "due"
    UNKNOWN = "unknown"


# A new project is answered; DUE is neither here nor there.
OPEN = frozenset({State.ALIVE, State.CLOSING})
SHUT = frozenset({State.CLOSED_TO_NEW, State.RETIRED})


class Standing(NamedTuple):
    """How `model` stands. `row` speaks for it, or nothing does, and then `channel` is what was asked.

    `day`: when it ends, ended or may end for whoever is new to it, and `days` until then, negative if that
    has passed; None if nothing is announced. `replacement`: the first of its successors that new projects can
    call. `words`: one sentence without its full stop, which `model` begins.
    """

    model: str
    channel: Channel | None
    state: State
    day: date | None = None
    days: int | None = None
    floating: bool = False
    preview: bool = False
    replacement: str | None = None
    row: Model | None = None
    words: str = ""


def standing(model: str, channel: Channel | None, today: date, registry: Registry | None = None) -> Standing:
    """Say how a model stands on `today`; without a channel Vertex's row counts before the others'."""
    known = registry or _own()
    name = names.bare(model)
    row = next(iter(names.rows(known, name, channel)), None) or _gone_with_its_family(
        known, name, channel, today
    )
    floating, preview = names.floating(name), names.preview(name)
    if row is None:
        words = f"{name} {_unknown(known, name, channel)}"
        return Standing(name, channel, State.UNKNOWN, floating=floating, preview=preview, words=words)
    state, day = state_of(row, today)
    return Standing(
        name,
        row.channel,
        state,
        day,
        (day - today).days if day else None,
        floating,
        preview or row.stability is Stability.PREVIEW,
        successor(row, today, known),
        row,
        f"{name} {told(row, today)}",
    )


def state_of(row: Model, today: date) -> tuple[State, date | None]:
    """Give the state of a row on a day, and the day that it turns on."""
    if row.precision is Precision.EXACT and row.retires:
        gone = row.shutdown or row.retires
        closes = min(filter(None, (row.closed_to_new, row.retires)))
        if gone <= today:
            return State.RETIRED, gone
        if closes <= today:
            return State.CLOSED_TO_NEW, closes
        near = (closes - today).days <= CLOSING_DAYS
        return (State.CLOSING if near else State.ALIVE), closes
    if row.closed_to_new:
        if row.closed_to_new <= today:
            return State.CLOSED_TO_NEW, row.closed_to_new
        near = (row.closed_to_new - today).days <= CLOSING_DAYS
        return (State.CLOSING if near else State.ALIVE), row.closed_to_new
    return (State.DUE if row.retires and row.retires <= today else State.ALIVE), row.retires


def told(row: Model, today: date) -> str:
    """Say how a row stands, in words that follow the model's name."""
    state, day = state_of(row, today)
    on = "" if row.channel is Channel.VERTEX else f" on {SPOKEN[row.channel]}"
    match state:
        case State.RETIRED:
            return f"retired on {day}{on}{_longer(row, today)}"
        case State.CLOSED_TO_NEW:
            last = row.shutdown or (row.retires if row.precision is Precision.EXACT else None)
            to_all = f", to all from {last}{_longer(row, today)}" if last and last > today else ""
            return f"has been closed to new projects since {day}{to_all}{on}"
        case State.CLOSING:
            days = (day - today).days if day else 0
            left = f"in {days} day{'' if days == 1 else 's'}, on {day}"
            return f"{'retires' if day == row.retires else 'closes to new projects'} {left}{on}"
        case State.DUE:
            return f"may be gone since {day} and was last looked up on {row.verified_on}{on}"
        case _:
            return f"{_until(row)}{on}"


def successor(row: Model, today: date, registry: Registry | None = None) -> str | None:
    """Give the first successor, and their successors, that new projects can call on `today`."""
    known, seen = registry or _own(), {row.id}
    while row.replacement and row.replacement not in seen:
        seen.add(row.replacement)
        following = known.find(row.replacement, row.channel)
        if following is None:
            return None
        if state_of(following, today)[0] in OPEN:
            return following.id
        row = following
    return None


def aged(registry: Registry, today: date, days: int = OLD_DAYS) -> tuple[Model, ...]:
    """Give the rows whose source was last read more than `days` before `today`, the oldest first.

    What retired for everybody before its source was last read cannot change any more and is not meant.
    """
    limit = today - timedelta(days=days)
    old = [
        row
        for row in registry.models
        if row.verified_on < limit and state_of(row, row.verified_on)[0] is not State.RETIRED
    ]
    return tuple(sorted(old, key=lambda row: row.verified_on))


def unfit(registry: Registry, today: date) -> list[str]:
    """Give a sentence for each role or fallback that a new project cannot call on `today`."""
    return [
        f"role {role} {how} {told_of.words}"
        for role, use in registry.roles.items()
        for how, model in (("uses", use.model), *(("falls back to", one.model) for one in use.fallbacks))
        if (told_of := standing(model, use.channel, today, registry)).state in {*SHUT, State.UNKNOWN}
    ]


def _own() -> Registry:
    from preflight.models.registry import load  # noqa: PLC0415 - slow to import; commands give theirs

    return load()


def _gone_with_its_family(
    registry: Registry, name: str, channel: Channel | None, today: date
) -> Model | None:
    """Give the row of a family that is shut; the one that was there longest, if it has several."""
    found = names.families(registry, name, channel)
    if not found or any(state_of(row, today)[0] not in SHUT for row in found):
        return None
    return max(found, key=lambda row: row.shutdown or row.retires or row.verified_on)


def _unknown(registry: Registry, name: str, channel: Channel | None) -> str:
    elsewhere = [SPOKEN[row.channel] for row in names.rows(registry, name, None)] if channel else []
    if elsewhere and channel:
        only = f"is known on {' and '.join(elsewhere)} only, not on {SPOKEN[channel]}"
        return f"{only}: nobody knows whether it answers"
    return "is not in the registry of models: nobody knows whether it answers"


def _longer(row: Model, today: date) -> str:
    days = sorted({day for day in row.shutdown_by_region.values() if day > today})
    later = [
        f"{', '.join(region for region, until in row.shutdown_by_region.items() if until == day)} until {day}"
        for day in days
    ]
    return f" (in {'; in '.join(later)})" if later else ""


def _until(row: Model) -> str:
    if row.closed_to_new:
        return f"is alive, and closes to new projects on {row.closed_to_new}"
    short = ", and is a short-term model" if row.stability is Stability.SHORT_TERM else ""
    until = {
        Precision.EXACT: f"retires on {row.retires}",
        Precision.EARLIEST: f"does not retire before {row.retires}",
        Precision.NONE: f"no end is announced{short}",
    }
    return f"is alive, and {until[row.precision]}"
