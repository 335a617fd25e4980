"""What a reader of code tells: which variables are read where, and which reads it cannot name.

`required`: without the variable the code fails there, or says that it is missing. A plain look-up whose
result may be nothing (`os.environ.get("X")`, `process.env.X`) is not required. `unless`: other variables, any
of which does as well (`A or B`); only where all of them are missing the code fails. `given`: it is only asked
for where these are set.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Read:
    """One variable at one place. `any_case`: the code takes the name in whatever case it is set."""

    name: str
    required: bool
    file: str
    line: int
    default: str | None = None
    unless: tuple[str, ...] = ()
    any_case: bool = False
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dynamic:
    """A read whose name the code does not tell. `all`: the whole environment is looked at or handed on."""

    file: str
    line: int
    detail: str
    all: bool = False


@dataclass
class Found:
    """What a service reads, what it sets by itself, what could not be read, and which files were reached."""

    reads: list[Read] = field(default_factory=list[Read])
    dynamic: list[Dynamic] = field(default_factory=list[Dynamic])
    sets: set[str] = field(default_factory=set[str])
    problems: list[tuple[str, int, str]] = field(default_factory=list[tuple[str, int, str]])
    reached: set[str] = field(default_factory=set[str])

    def add(self, other: Found) -> None:
        """Take in what another reader found."""
        self.reads += other.reads
        self.dynamic += other.dynamic
        self.sets |= other.sets
        self.problems += other.problems
        self.reached |= other.reached
