"""What a registry must be beyond its shape: one row a model and channel, days in order, roles filled.

Deliberately absent: whether a role's model still answers. A registry that names a retired one can be read, so
that the policy pack can say so and refuse the preview.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.closest import closest
from preflight.models.registry import Channel, Precision, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.models.registry import Model, Registry, Use

# What the services hand on; a test holds these against what they accept.
_TEXT = {"max_output_tokens": int, "temperature": float}
PARAMETERS: dict[Channel, dict[str, type]] = {
    Channel.VERTEX: _TEXT,
    Channel.GEMINI_API: _TEXT,
    Channel.TEXT_TO_SPEECH: {"language_code": str, "audio_encoding": str, "speaking_rate": float},
}
_SPOKEN = {int: "whole number", float: "number", str: "text"}


def problems(registry: Registry) -> list[str]:
    """Give every sentence, without the name of the file."""
    return [*_rows(registry), *_roles(registry)]


def _rows(registry: Registry) -> list[str]:
    problems: list[str] = []
    seen: set[tuple[str, Channel]] = set()
    for row in registry.models:
        if (row.id, row.channel) in seen:
            problems.append(f"{row.id} stands twice on {row.channel}; keep one row")
        seen.add((row.id, row.channel))
        problems.extend(f"{row.id}{problem}" for problem in _dates(row))
    return problems


def _dates(row: Model) -> Iterator[str]:
    if (row.retires is None) != (row.precision is Precision.NONE):
        yield ": a date needs a precision, and `none` means no date; correct one"
    if row.released and row.retires and row.retires < row.released:
        yield " retires before it is released; correct one of the dates"
    last = row.shutdown or row.retires
    if row.shutdown and (row.retires is None or row.shutdown < row.retires):
        yield " shuts down before it retires; leave `shutdown` out, or correct one of the dates"
    if early := [region for region, day in row.shutdown_by_region.items() if last is None or day < last]:
        yield f" shuts down in {', '.join(early)} before it does everywhere; correct one of the dates"


def _roles(registry: Registry) -> list[str]:
    missing = [
        f"role {role} is not filled; add it under roles" for role in Role if role not in registry.roles
    ]
    unknown = [
        f"role {role} uses {use.model}, which has no row on {use.channel}; add the row or correct the id"
        for role, use in registry.roles.items()
        if registry.find(use.model, use.channel) is None
    ]
    return [
        *missing,
        *unknown,
        *(
            f"role {role} {problem}"
            for role, use in registry.roles.items()
            for problem in unfit_fallbacks(registry, use)
        ),
    ]


def unfit_fallbacks(registry: Registry, use: Use) -> Iterator[str]:
    """Yield what is wrong with a role's fallbacks, by their rows as they were when last read."""
    called = {(use.model, use.location)}
    for fallback in use.fallbacks:
        row = registry.find(fallback.model, use.channel)
        told = f"falls back to {fallback.model}"
        if row is None:
            yield f"{told}, which has no row on {use.channel}; add the row or correct the id"
        elif not row.open_to_new_projects(row.verified_on):
            yield f"{told}, which new projects cannot call; name a model that is open to them"
        if (fallback.model, fallback.location) in called:
            yield f"{told} in {fallback.location}, which was called already; keep one"
        called.add((fallback.model, fallback.location))


def unfit_parameters(use: Use) -> Iterator[str]:
    """Yield what is wrong with a role's parameters: what the services do not know, or is of another kind."""
    known = PARAMETERS[use.channel]
    if use.channel is Channel.TEXT_TO_SPEECH and not use.parameters.get("language_code"):
        yield "has no language_code; name the voice's, like en-US"
    for name, value in use.parameters.items():
        kind = known.get(name)
        if kind is None:
            fix = closest(name, list(known)) or f"leave it out, known are {', '.join(known)}"
            yield f"has {name}, which the services do not know; {fix}"
        elif isinstance(value, bool) or not isinstance(value, (int, float) if kind is float else kind):
            yield f"has {name} that is no {_SPOKEN[kind]}; write one"
