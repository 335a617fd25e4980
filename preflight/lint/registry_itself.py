"""What is wrong with the registry on a day: a role names what no longer answers, a row was read too long ago.

The name in a role is spelled where it may be, so only its date can be wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.finding import Finding, Level
from preflight.lint.run import shown
from preflight.models import lifecycle
from preflight.models.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from preflight.models.registry import Registry

AGED, SHUT = "MDL006", "MDL002"
_WRONG = frozenset({State.RETIRED, State.CLOSED_TO_NEW, State.CLOSING, State.DUE})


def aged(registry: Registry, today: date, file: Path) -> list[Finding]:
    """Give a finding for each row whose source was last read too long ago."""
    name, text = shown(file), file.read_text(encoding="utf-8")
    rows = {
        (found[1], found[2]): text.count("\n", 0, found.start(1)) + 1
        for found in re.finditer(r"-\s+id:\s*[\"']?([^\s\"']+)[\"']?\s+channel:\s*(\w+)", text)
    }
    return [
        Finding(
            name,
            rows.get((row.id, row.channel.value), 0),
            AGED,
            f"{row.id} on {lifecycle.SPOKEN[row.channel]} was last read up on {row.verified_on}, "
            f"{(today - row.verified_on).days} days ago",
            "run preflight models refresh, and review what it shows",
        )
        for row in lifecycle.aged(registry, today)
    ]


def roles(registry: Registry, today: date, file: Path) -> list[Finding]:
    """Give a finding for each model of a role, or of its fallbacks, that does not answer a new project."""
    return list(_roles(registry, today, shown(file), file.read_text(encoding="utf-8")))


def _roles(registry: Registry, today: date, name: str, text: str) -> Iterator[Finding]:
    for role, use in registry.roles.items():
        block = re.search(rf"^  {re.escape(role)}:[^\n]*\n(?:(?:   .*|\s*)\n)*", text, re.MULTILINE)
        for model in (use.model, *(one.model for one in use.fallbacks)):
            stands = lifecycle.standing(model, use.channel, today, registry)
            if stands.state not in _WRONG:
                continue
            near = stands.state is State.CLOSING and (stands.days or 0) > lifecycle.CLOSE_DAYS
            level = Level.WARNING if near or stands.state is State.DUE else Level.ERROR
            at = text.find(model, block.start(), block.end()) if block else -1
            line = text.count("\n", 0, at) + 1 if at >= 0 else 0
            fix = (
                f"name {stands.replacement}"
                if stands.replacement
                else "choose another: preflight models list"
            )
            yield Finding(name, line, SHUT, f"role {role}: {stands.words}", fix, level)
