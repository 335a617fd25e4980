"""Ask whether the tables behind a scan are sound, or what changed in Google's own lists since they were made.

`validate` reads every table and asks nobody. `diff` compares them with the lists that Google publishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight import output
from preflight.ending import CLEAN, FINDINGS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("what", choices=("validate", "diff"))


def run(given: argparse.Namespace) -> int:
    """Ask, say what was found, and give the exit code."""
    found = _problems() if given.what == "validate" else _changes()
    fine = {"validate": "every table is sound", "diff": "nothing changed"}[given.what]
    output.show("".join(f"{sentence}\n" for sentence in found or [fine]))
    return FINDINGS if found else CLEAN


def _problems() -> Sequence[str]:
    from preflight import catalogue  # noqa: PLC0415 - slow to import, and only needed here

    return catalogue.validate()


def _changes() -> Sequence[str]:
    from preflight.refresh import catalogue  # noqa: PLC0415 - slow to import, and only needed here

    return catalogue.changes()
