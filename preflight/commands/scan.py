"""List every Google API that the code below PATH calls, with the places.

Reads text and runs nothing. Each API comes with where it is called, how that was seen, and whether at run
time or to deploy. A call that cannot be named and a file that cannot be read are told, never passed over.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from preflight import output
from preflight.ending import StoppedError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from preflight.scan.needs import Report

DEFAULT = Path("services")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("paths", nargs="*", type=named, metavar="PATH", help="default: services/, else .")
    parser.add_argument("--phase", choices=("runtime", "deploy", "all"), default="all", help="default: all")
    how(parser)
    output.arguments(parser)


def how(parser: argparse.ArgumentParser) -> None:
    """Add the options of whatever scans."""
    parser.add_argument("--no-cache", action="store_true", help="read every file anew")
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes; default: one a core")


def run(given: argparse.Namespace) -> int:
    """Scan, report, and give the exit code."""
    paths = given.paths or [DEFAULT if DEFAULT.is_dir() else Path()]
    report = scanned(paths, given)

    from preflight import outcome  # noqa: PLC0415 - slow to import, and only needed here

    return output.write(outcome.of_scan(report, given.phase), given)


def scanned(paths: Sequence[Path], given: argparse.Namespace) -> Report:
    """Scan `paths` with the options of `how`. Raises StoppedError for a path that is not there."""
    wrong = [sentence for path in paths if (sentence := _wrong(path))]
    if wrong:
        raise StoppedError(wrong)

    from preflight.scan import run as engine  # noqa: PLC0415 - slow to import, and only needed here

    shown = progress() if not given.quiet and output.terminal(sys.stderr) else None
    try:
        return engine.scan(paths, cache=not given.no_cache, jobs=given.jobs, progress=shown)
    finally:
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _wrong(path: Path) -> str:
    try:
        path.stat()
    except FileNotFoundError:
        what = "this is a link to nothing" if path.is_symlink() else "there is no such file or folder"
        return f"{path}: {what}; name one that is there"
    except OSError as error:
        return f"{path}: this cannot be looked at, {error.strerror}; name a file or folder that can"
    return ""


def named(text: str) -> Path:
    """Give a path that was typed. An empty one is a variable that was not set, never the current folder."""
    if not text:
        import argparse  # noqa: PLC0415 - imported by the command line already

        raise argparse.ArgumentTypeError("a path is empty; name a file or folder, or . for this one")
    return Path(text)


def progress() -> Callable[[int, int], None]:
    """Give what shows on a terminal how far a scan is, at most ten times a second."""
    from time import monotonic  # noqa: PLC0415 - beside what it is for

    last = monotonic()

    def show(done: int, of: int) -> None:
        nonlocal last
        if monotonic() - last >= 0.1:
            last = monotonic()
            print(f"\r\033[Kscanning {done} of {of} files", end="", file=sys.stderr, flush=True)

    return show


def _jobs(text: str) -> int:
    import argparse  # noqa: PLC0415 - imported by the command line already

    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes; give 1 or more")
    return int(text)
