"""What the pack says: one sentence a finding, with what is wrong, what to write instead, and the page.

The reason is said before it and the resource by the engine. No sentence holds the value of a secret.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from preflight.closest import closest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules import Resource, Rule
    from settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def misnamed(settings: Settings, names: Sequence[str]) -> list[str]:
    """Say which rules the settings name that do not exist."""
    named = {f"levels.{name}": name for name in settings.levels}
    named |= {f"exemptions[{number}]": one.rule for number, one in enumerate(settings.exemptions)}
    return [
        f"Pulumi.{settings.stack}.yaml: policy:{key} names {name}, which is no rule; "
        f"{closest(name, names) or 'the rules are listed in docs/rules/README.md'}"
        for key, name in named.items()
        if name not in names
    ]


def message(rule: Rule, what: str) -> str:
    """Say what is wrong and what to write instead; the reason and the resource are said before it."""
    return f"{what}; {rule.fix} ({rule.page})"


def unjudged(waiting: Mapping[str, Sequence[str]]) -> str:
    """Say which rules could not judge for want of which value, and when they will."""
    parts = [f"{', '.join(rules)} (until {path} is known)" for path, rules in waiting.items()]
    return f"not judged yet: {'; '.join(parts)}; nothing to do, the update judges it"


def broken(rule: Rule, error: Exception) -> str:
    """Name the rule that raised, and where. The exception's own words may hold a value, and that a secret."""
    what = f"the rule {rule.name} raised {type(error).__name__} at {place(error)}"
    return f"{what}; correct the rule: until then nobody knows whether this may be deployed"


def place(error: Exception) -> str:
    """Name the line of a rule that raised, or the library's if no rule of ours is involved."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT / "policy" / "rules")]
    frame = (ours or frames)[-1]
    path = Path(frame.filename)
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name}:{frame.lineno}"


def masked(text: str, one: Resource) -> str:
    """Take the values of secrets out of a sentence."""
    for secret in sorted(one.secrets, key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    return text
