"""Compare the APIs that are needed with those that are declared.

Needed is what services/ calls at run time, what the stack's own resource types need, and what stands as
bootstrap; each with its place. Declared is infra/apis.yaml. --fix adds what is missing, with the evidence as
its reason, and never removes anything: review what it wrote.
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
    from collections.abc import Sequence

    from preflight.check.gathering import Gathered

DECLARED = Path("infra/apis.yaml")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "paths", nargs="*", type=scan.named, metavar="PATH", help="code to scan; default: DIR/services"
    )
    where(parser)
    parser.add_argument("--fix", action="store_true", help="add what is missing to FILE")
    scan.how(parser)
    output.arguments(parser)


def where(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where a project and its declarations are."""
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the project; default: .")
    parser.add_argument(
        "--declared", type=Path, default=DECLARED, metavar="FILE", help=f"below DIR; default: {DECLARED}"
    )


def run(given: argparse.Namespace) -> int:
    """Compare, report, and give the exit code."""
    file = given.root / given.declared
    if not given.root.is_dir():
        raise StoppedError([f"{given.root}: there is no such folder; name the project's root with --root"])
    if not file.is_file():
        raise StoppedError([f"{file}: there is no such file; write it, or name another with --declared"])
    found = gathered(given, given.paths or [given.root / scan.DEFAULT])

    from preflight.check import gathering  # noqa: PLC0415 - slow to import, and only needed here

    for api, why in gathering.fix(found, file) if given.fix else ():
        print(f"preflight: added {api} to {file}: {why} Review it.", file=sys.stderr)
    return output.write(gathering.judged(found, file), given)


def gathered(given: argparse.Namespace, paths: Sequence[Path]) -> Gathered:
    """Scan `paths` and what deploys them, and give all that the project needs."""
    from preflight.check import gathering  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.scan.needs import Report  # noqa: PLC0415 - likewise

    report = scan.scanned(paths, given) if paths else Report()
    deploying = [path for path in gathering.deploying(given.root) if path.exists()]
    return gathering.gather(given.root, report, scan.scanned(deploying, given) if deploying else Report())
