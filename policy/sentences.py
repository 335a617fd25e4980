"""What the pack says: one sentence a finding, with what is wrong, what to write instead, and the page.

The reason is said before it and the resource by the engine. No sentence holds the value of a secret.
"""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules import Rule

ROOT = Path(__file__).resolve().parent.parent
MASK = "[secret]"
# Names in one sentence; the rest is counted.
_MOST = 8
# A word that could be part of a secret; shorter ones are everywhere.
_PART = re.compile(r"[^\s,;:=()\[\]\"']{4,}")


def message(rule: Rule, what: str) -> str:
    """Say what is wrong and what to write instead; the reason and the resource are said before it."""
    return f"{what}; {rule.fix} ({rule.page})"


def unjudged(rules: Sequence[str], path: str, names: Sequence[str], *, of_stack: bool) -> str:
    """Say which rules could not judge which resources for want of which value, and when they will."""
    when = "once everything is made" if of_stack else "before each is made"
    what = f"not judged yet, until {path} is known: {listed(names)} by {', '.join(rules)}"
    return f"{what}; nothing to do, the update judges it {when}"


def listed(names: Sequence[str]) -> str:
    """Give the first names, and how many more there are."""
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def broken(who: str, error: Exception) -> str:
    """Name who raised, and where. The exception's own words may hold a value, and that a secret."""
    what = f"{who} raised {type(error).__name__} at {place(error)}"
    return f"{what}; correct it: until then nobody knows whether this may be deployed"


def place(error: Exception) -> str:
    """Name the line of a rule that raised, else of the pack, else of the library."""
    frames = traceback.extract_tb(error.__traceback__)
    within = [Path(frame.filename) for frame in frames]
    for folder in (ROOT / "policy" / "rules", ROOT / "policy"):
        ours = [number for number, path in enumerate(within) if path.is_relative_to(folder)]
        if ours:
            return f"{within[ours[-1]].relative_to(ROOT)}:{frames[ours[-1]].lineno}"
    return f"{within[-1].name}:{frames[-1].lineno}"


def masked(what: str, secrets: Iterable[str]) -> str:
    """Take secrets out of what a rule says: whole values, and any part of one that stands there by itself."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = what.replace(secret, MASK)
        for part in _PART.findall(text):
            if part in secret and part != MASK:
                text = text.replace(part, MASK)
        what = text
    return what
