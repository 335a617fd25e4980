"""Show what the policy packs said in a preview, an update or an analysis, read from the engine's events.

EVENTS is the engine's event log (`--event-log FILE`, which needs PULUMI_DEBUG_COMMANDS=true), the output of
`pulumi policy analyze --json`, or that of `pulumi preview --json` with the variable
PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true; - is standard input. Mandatory comes first, then the most severe.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from preflight import output
from preflight.commands import scan
from preflight.ending import StoppedError

if TYPE_CHECKING:
    import argparse

_INPUT = Path("-")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("events", type=scan.named, metavar="EVENTS", help="a file, or - for standard input")
    output.arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Read, report, and give the exit code."""
    data = _read(given.events)

    from preflight.policies import events, judging  # noqa: PLC0415 - slow to import, and only needed here

    name = "standard input" if given.events == _INPUT else str(given.events)
    return output.write(judging.outcome(events.read(data, name), name, settings_file), given)


def _read(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == _INPUT else path.read_bytes()
    except OSError as error:
        raise StoppedError(
            [f"{path}: this cannot be read, {error.strerror}; name a log of events"]
        ) from error


def settings_file(stack: str) -> str:
    """Give the file that a violation is shown at: its stack's settings, or else the project's."""
    file = f"Pulumi.{stack}.yaml"
    return file if Path(file).is_file() else "Pulumi.yaml"
