"""One command at a time on the local cloud of a checkout; the next one waits, and says so.

https://docs.python.org/3/library/fcntl.html#fcntl.flock
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tools.terminal import say

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tools.places import Places

_held: set[Path] = set()  # by this very process, which may ask again


@contextmanager
def alone(places: Places) -> Generator[None]:
    """Hold the lock of this checkout's local cloud and its state."""
    file = places.local / "cloud.lock"
    if file in _held:
        yield
        return
    places.local.mkdir(exist_ok=True)
    with file.open("w") as lock:
        if not _taken(lock.fileno()):
            say("waiting", "another command works on this checkout's local cloud")
            fcntl.flock(lock, fcntl.LOCK_EX)
        _held.add(file)
        try:
            yield
        finally:
            _held.remove(file)


def held_by_another(file: Path) -> bool:
    """Whether some process has locked `file`, as the local cloud locks its data folder."""
    if not file.exists():
        return False
    with file.open("r+") as lock:
        return not _taken(lock.fileno())


def _taken(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
