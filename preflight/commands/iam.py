"""Compare the roles that the code needs with those that the stacks grant to the identities of its services.

Reads text and runs no service. What a call on a client needs stands in the catalogue, with the narrowest
role and what to grant it on; what no row tells is said to be unknown. Without --stack and --plan every stack
of the Pulumi project at or above PATH is compared, if its program is Python; with --needed-only none, and
nothing is judged. The program runs under Pulumi's mocks, without an engine, credentials or a network.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from preflight import output
from preflight.commands.scan import DEFAULT, named
from preflight.ending import StoppedError

if TYPE_CHECKING:
    import argparse

    from preflight.roles.stacks import Stack


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "paths", nargs="*", type=named, metavar="PATH", help="default: DIR/services, else DIR"
    )
    parser.add_argument(
        "--root", type=Path, metavar="DIR", help="the Pulumi project; default: at or above PATH"
    )
    parser.add_argument(
        "--stack", action="append", default=[], metavar="S", help="compare this one; may be repeated"
    )
    parser.add_argument("--plan", action="append", default=[], type=Path, metavar="FILE",
                        help="compare what `preview --json` or `stack export` of pulumi wrote")  # fmt: skip
    parser.add_argument(
        "--needed-only", action="store_true", help="tell what the code needs, and compare nothing"
    )
    output.arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Compare, report, and give the exit code."""
    if given.root is not None and not given.root.is_dir():
        raise StoppedError([f"{given.root}: there is no such folder; name the project's root with --root"])
    if given.needed_only and (given.stack or given.plan):
        raise StoppedError(["--needed-only compares nothing; leave out --stack and --plan"])
    below = given.root or Path()
    paths = given.paths or [below / DEFAULT if (below / DEFAULT).is_dir() else below]
    for path in paths:
        if not path.exists():
            raise StoppedError([f"{path}: there is no such file or folder; name one that is there"])

    from preflight.planned import reading  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.roles import telling  # noqa: PLC0415 - likewise

    root = given.root if given.root is not None else reading.project_of(paths[0])
    stacks, unseen = ([], []) if given.needed_only else _stacks(root, given)
    plan = str(given.plan[0]) if given.plan else ""
    return output.write(telling.outcome(paths, root, stacks, unseen, plan), given)


def _stacks(root: Path | None, given: argparse.Namespace) -> tuple[list[Stack], list[str]]:
    """Give the stacks, and why the stacks of a project were not read."""
    from preflight.planned import reading  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.roles.stacks import stack_of  # noqa: PLC0415 - likewise

    found: list[Stack] = []
    for file in given.plan:
        planned = reading.from_document(_read(file), str(file))
        found.append(stack_of(planned, planned.stack or file.stem))
    if given.stack and root is None:
        raise StoppedError(["there is no Pulumi project at or above PATH; name its folder with --root"])
    asked = given.stack or ([] if given.plan or root is None else reading.stacks(root))
    unseen: list[str] = []
    for stack in asked:
        assert root is not None  # noqa: S101 - nothing is asked for otherwise
        try:
            found.append(stack_of(reading.declared(root, stack), stack))
        except StoppedError as error:
            if given.stack:
                raise
            unseen += error.sentences
    return found, list(dict.fromkeys(unseen))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise StoppedError(
            [f"{file}: cannot be read, {error.strerror}; name a document of the engine"]
        ) from error
