"""One way to say what is wrong: `place: key what; fix`, collected, then raised together.

Deliberately absent: a traceback. Whoever edits a settings file reads sentences, so the error derives from
pulumi.RunError, which the engine prints as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Problem:
    """Where, what, and what to do about it."""

    place: str
    what: str
    fix: str
    key: str = ""

    def __str__(self) -> str:
        """Give the sentence that a person reads."""
        where = f"{self.place}: {self.key}" if self.key else f"{self.place}:"
        return f"{where} {self.what}; {self.fix}"


class Problems(pulumi.RunError):
    """All problems at once; each is a sentence."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))
