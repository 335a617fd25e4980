"""The processes that the language host starts: the program, and the policy pack.

Each runs in a process group of its own. The engine interrupts the host's group when it is done; a child in
that group would print a KeyboardInterrupt traceback into the user's terminal. The price is that every way
out of the host has to end the children itself, which `end_all` does.
"""

from __future__ import annotations

import subprocess
import threading
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Stream = Literal["stdout", "stderr"]
GRACE_SECONDS = 5.0


@dataclass
class Children:
    """What is running now; a child leaves the list when it has been waited for."""

    _running: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(
        self, command: Sequence[str], *, folder: Path, env: Mapping[str, str], piped: bool
    ) -> subprocess.Popen[bytes]:
        """Start `command` in `folder`; piped output is read with `output_of`, else it is our own."""
        pipe = subprocess.PIPE if piped else None
        child = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, process_group=0
        )
        with self._lock:
            self._running.append(child)
        return child

    def wait(self, child: subprocess.Popen[bytes]) -> int:
        """The child's exit code, negative where a signal ended it."""
        code = child.wait()
        with self._lock:
            if child in self._running:
                self._running.remove(child)
        return code

    def end_all(self) -> None:
        """End whatever still runs; safe to call more than once."""
        with self._lock:
            running, self._running = self._running, []
        for child in running:
            end(child)


def end(child: subprocess.Popen[bytes]) -> None:
    """Ask the child to stop, and kill it where it does not within `GRACE_SECONDS`."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def output_of(child: subprocess.Popen[bytes]) -> Iterator[tuple[Stream, bytes]]:
    """Both streams of a piped child, as they come, until both are closed."""
    queue: SimpleQueue[tuple[Stream, bytes]] = SimpleQueue()

    def pump(stream: Stream, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                queue.put((stream, line))
        queue.put((stream, b""))

    pipes: list[tuple[Stream, IO[bytes] | None]] = [("stdout", child.stdout), ("stderr", child.stderr)]
    open_pipes = 0
    for stream, pipe in pipes:
        if pipe is not None:
            open_pipes += 1
            threading.Thread(target=pump, args=(stream, pipe), daemon=True).start()
    while open_pipes:
        stream, line = queue.get()
        if line:
            yield stream, line
        else:
            open_pipes -= 1
