"""Rules that judge nothing: they speak for the pack where no rule of its own can.

They have a page and no example, and no resource is of a type that they name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Resource, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Level, ResourceFind, Severity


def rules_know_what_they_judge(_: Resource) -> Iterator[str]:
    """What only the update will know cannot be judged before it, and silence would look like a yes."""
    yield from ()


def resources_can_be_read(_: Resource) -> Iterator[str]:
    """What the pack cannot read it has not judged, and nobody knows whether it may be deployed."""
    yield from ()


def choices_are_made(_: Resource) -> Iterator[str]:
    """Which regions, labels and APIs are right only the team can say, and until it does nothing is judged."""
    yield from ()


def _speaker(find: ResourceFind, *, fix: str, severity: Severity, level: Level) -> Rule:
    nothing = re.compile("(?!)")
    return Rule(
        find=find, of_stack=False, judges=nothing, fix=fix, good=(), bad=(), severity=severity, level=level
    )


WAITING = _speaker(
    rules_know_what_they_judge,
    fix="nothing to do: the update judges it",
    severity="low",
    level="advisory",
)
"""Speaks for the rules that could not judge a resource yet, in one sentence instead of one for each."""

UNREADABLE = _speaker(
    resources_can_be_read, fix="correct policy/decoding.py", severity="high", level="mandatory"
)
"""Speaks for all rules of a resource that the pack could not decode."""

CHOOSING = _speaker(
    choices_are_made,
    fix="choose in Pulumi.<environment>.yaml as docs/how-to/choose-what-the-policy-pack-refuses.md says",
    severity="low",
    level="advisory",
)
"""Speaks for the rules that nobody told what to judge by."""

SPEAKERS = (WAITING, UNREADABLE, CHOOSING)
