"""A check: one question to the live project, and what it can answer.

Five answers, because a question that could not be asked is not answered: INCONCLUSIVE is no permission, no
network, no time. SKIP is a question that no longer makes sense after another answer. Deliberately absent: how
checks are run (running.py) and shown (the reporters).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Status(StrEnum):
    """What came of a check."""

    PASS = "PASS"  # noqa: S105 - a status
    WARN = "WARN"
    FAIL = "FAIL"
    SKIP = "SKIP"
    INCONCLUSIVE = "INCONCLUSIVE"


class Answer(NamedTuple):
    """What a check found. `remedy`: one line to paste, or a sentence; empty for a PASS."""

    status: Status
    what: str
    remedy: str = ""


class RetryError(Exception):
    """The project refused for the moment (429, 5xx, a change that still spreads): ask again if time is left.

    `answer` is what to say when it is not. `spreads`: it is a change that still spreads, for which a person
    may have given more time.
    """

    def __init__(self, answer: Answer, after: float = 0.0, *, spreads: bool = False) -> None:
        super().__init__(answer.what)
        self.answer, self.after, self.spreads = answer, after, spreads


class Check(NamedTuple):
    """`ask` is called in a thread with the seconds that it may take; it answers or raises RetryError.

    `id`: `kind/name`, unique. `depends_on`: ids whose FAIL makes this check senseless; ids that are not run
    do not count. `timeout`: seconds for one call of `ask`. `retryable`: a RetryError is worth another call.
    """

    id: str
    about: str
    ask: Callable[[float], Answer]
    depends_on: tuple[str, ...] = ()
    timeout: float = 30.0
    retryable: bool = True


class Result(NamedTuple):
    """The last word on a check: its answer, how long it took in seconds, and how often it was asked."""

    check: Check
    answer: Answer
    seconds: float
    asked: int
