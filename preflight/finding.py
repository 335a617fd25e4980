"""A finding: where, which rule, what is wrong, what to do. Every judging command of preflight gives these.

Deliberately absent: how findings are shown (see report/), and exit codes (see the command line).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """Whether a finding fails the command (`error`), asks for a look (`warning`), or only tells (`note`)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(NamedTuple):
    """`file:line: code what; fix`. `line` is 0 where the whole file is meant; `related`: further places."""

    file: str
    line: int
    code: str
    what: str
    fix: str
    level: Level = Level.ERROR
    related: tuple[tuple[str, int, str], ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.code} {self.what}; {self.fix}"
