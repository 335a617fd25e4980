"""What a command tells besides its findings: a document for machines, one table for people, one sentence.

A reporter shows the table in its own way and the document as it is, so that a new command needs no new
reporter. Deliberately absent: what is wrong; that is a finding's to say.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from msgspec import Struct

    from preflight.finding import Finding


class State(StrEnum):
    """How a row stands: in order, worth a look, wrong, or not looked at."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    UNSEEN = "unseen"


class Row(NamedTuple):
    """One line of the table; `cells` are as many as the table's head has, the first names the row."""

    cells: tuple[str, ...]
    state: State = State.GOOD


class Case(NamedTuple):
    """One thing that was tried, by a name that it keeps whatever comes of it.

    `finding`: what came of it, None if all is well; `skipped`: why it was not tried.
    """

    name: str
    seconds: float
    finding: Finding | None = None
    skipped: str = ""


class Sheet(NamedTuple):
    """`document`: what `--format json` prints, whole. `told`: the counts, as in `12 variables compared`.

    `cases`: of a command that tries things, all that it tried; every finding is then one of theirs.
    """

    document: Struct
    told: str
    head: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    cases: tuple[Case, ...] = ()
