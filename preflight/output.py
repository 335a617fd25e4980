"""Where a report goes: standard output or a file, and the summary of a GitHub workflow run.

The report is on standard output and nothing else is; progress and errors are on standard error. Colour is
for terminals only, and never where NO_COLOR is set (https://no-color.org).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from preflight import report
from preflight.ending import StoppedError

if TYPE_CHECKING:
    import argparse

    from preflight.outcome import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command that reports."""
    shown = parser.add_argument_group("report")
    shown.add_argument("--format", choices=report.formats(), default=report.FIRST, help="default: text")
    shown.add_argument("--output", type=Path, metavar="FILE", help="write the report there")
    shown.add_argument("--no-color", action="store_true", help="plain text on a terminal, like NO_COLOR=1")
    shown.add_argument("--quiet", action="store_true", help="only what needs attention, and no progress")


def write(outcome: Outcome, given: argparse.Namespace) -> int:
    """Write the report as asked, and give the exit code. Raises StoppedError if it cannot be written."""
    look = report.Look(colour=given.output is None and coloured(given), quiet=given.quiet)
    reporter = report.reporter(given.format)
    text = reporter.render(outcome, look)
    if given.output is None:
        _print(text)
    else:
        _save(given.output, text, "w")
    summary, page = getattr(reporter, "summary", None), os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and page:
        _save(Path(page), summary(outcome), "a")
    return outcome.code


def coloured(given: argparse.Namespace) -> bool:
    """Say whether standard output shows colours, and may."""
    refused = given.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not refused and terminal(sys.stdout)


def show(text: str) -> None:
    """Print text for a person."""
    _print(text)


def terminal(stream: TextIO | None) -> bool:
    """Say whether a person reads a stream. There is none where whoever started this closed it (`>&-`)."""
    return stream is not None and stream.isatty()


def _print(text: str) -> None:
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison] - closed; only the exit code is asked for
        return
    # What is not a terminal takes UTF-8, whatever the locale; a terminal takes what it can show.
    encoding = (sys.stdout.encoding or "utf-8") if sys.stdout.isatty() else "utf-8"
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        sys.stdout.flush()
    except OSError as error:
        # Without this the interpreter would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return  # whoever read has seen enough
        raise StoppedError(
            [f"standard output: the report cannot be written, {error.strerror}; name a file with --output"]
        ) from error


def _save(path: Path, text: str, mode: str) -> None:
    try:
        with path.open(mode, encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
    except OSError as error:
        raise StoppedError(
            [f"{path}: the report cannot be written, {error.strerror}; name another file"]
        ) from error
