"""The most memory that a command and the processes it starts hold at once, asked of Linux as they run.

Pages that processes share count once in the sum, or forked workers would seem to hold their parent's again.
Deliberately absent: other systems, which tell no such sum.

https://docs.kernel.org/filesystems/proc.html
"""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PROCESSES = Path("/proc")
_HIGHEST = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_PROPORTION = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


class Memory(NamedTuple):
    """Megabytes: the most that one process held so far, and what all of them hold together."""

    largest: float
    together: float


def told_here() -> bool:
    """Whether this system tells it."""
    return (_PROCESSES / "self" / "smaps_rollup").exists()


def of(command: Sequence[str], env: Mapping[str, str]) -> Memory:
    """Run a command to its end and give the highest of what was seen."""
    silent = subprocess.DEVNULL
    highest = Memory(0, 0)
    with subprocess.Popen(command, env=env, stdout=silent, stderr=silent) as process:
        while process.poll() is None:
            seen = held(process.pid)
            highest = Memory(max(highest.largest, seen.largest), max(highest.together, seen.together))
            time.sleep(0.005)
    return highest


def held(pid: int) -> Memory:
    """Give what a process and all below it hold at this moment."""
    family = list(_family(pid))
    return Memory(
        max(_megabytes(one, "status", _HIGHEST) for one in family),
        sum(_megabytes(one, "smaps_rollup", _PROPORTION) for one in family),
    )


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in (_PROCESSES / str(pid) / "task").glob("*/children"):
        for child in _text(thread).split():
            yield from _family(int(child))


def _megabytes(pid: int, file: str, line: re.Pattern[str]) -> float:
    found = line.search(_text(_PROCESSES / str(pid) / file))
    return int(found[1]) / 1024 if found else 0


def _text(path: Path) -> str:
    # A process that ended between two looks holds nothing any more.
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
