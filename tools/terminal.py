"""What the developer commands say: one line a step, on standard error, so that output can be piped."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CLEAN, FINDINGS, USAGE, COULD_NOT_LOOK, INTERRUPTED = 0, 1, 2, 3, 130
QUIET_SECONDS = 15.0  # a log that is not a terminal gets a sign of life this often


class CommandError(Exception):
    """A sentence for the user, and the exit code that goes with it."""

    def __init__(self, sentence: str, code: int = USAGE) -> None:
        super().__init__(sentence)
        self.code = code


def say(what: str, sentence: str) -> None:
    """One line: what it is about, then the sentence."""
    print(f"{what:<10} {sentence}", file=sys.stderr, flush=True)


def run(command: Callable[[], int]) -> int:
    """The exit code of a command, its errors said in one sentence each instead of a traceback."""
    try:
        return command()
    except CommandError as error:
        say("error", str(error))
        return error.code
    except KeyboardInterrupt:
        say("stopped", "interrupted; the same command goes on from here")
        return INTERRUPTED


class Ticker:
    """A sign of life: rewritten in place on a terminal, a line every `QUIET_SECONDS` elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = self._shown = time.monotonic()
        self._live = sys.stderr.isatty()

    @property
    def seconds(self) -> int:
        """Whole seconds since the start."""
        return int(time.monotonic() - self._started)

    def tick(self, sentence: str) -> None:
        """Show how far it is, unless that was done a moment ago."""
        now = time.monotonic()
        if now - self._shown < (0.2 if self._live else QUIET_SECONDS):
            return
        self._shown = now
        if self._live:
            print(f"\r\033[K{self._what:<10} {sentence}", end="", file=sys.stderr, flush=True)
        else:
            say(self._what, sentence)

    def done(self) -> None:
        """Clear the line that was rewritten in place."""
        if self._live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
