"""A local cloud as a process of its own, on a free port, ended by its own handle."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


class Running(NamedTuple):
    """A started server, its address, and the line with which it said that it is ready."""

    process: subprocess.Popen[str]
    address: str
    line: str


def started(*arguments: str) -> subprocess.Popen[str]:
    """Starts `localcloud` with arguments."""
    command = [sys.executable, "-m", "localcloud", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def serving(folder: Path, *more: str) -> Generator[Running]:
    """Serves a folder until the block ends."""
    process = started("serve", "--port", "0", "--data", str(folder), *more)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("localcloud: http://127.0.0.1:"), process.stderr and process.stderr.read()
        yield Running(process, line.split()[1], line)
    finally:
        process.kill()
        process.communicate(timeout=10)
