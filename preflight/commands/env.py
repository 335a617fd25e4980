"""Compare the environment variables that the code reads with those that the stacks set on its services.

Reads text and runs no service. A variable is required where the code fails without it (os.environ["X"], a
wrapper that raises); with a default, or where nothing may come back (os.getenv("X")), it is optional.
Without --stack and --plan every stack of the Pulumi project at or above PATH is compared, if its program is
Python; where there is none, only what the code itself tells. The program runs under Pulumi's mocks, without
an engine, credentials or a network. Production is a stack named so, or a service that is protected from
deletion.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from preflight import output
from preflight.commands.scan import DEFAULT, named
from preflight.ending import StoppedError

if TYPE_CHECKING:
    import argparse

    from preflight.environ.comparing import Stack


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
    output.arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Compare, report, and give the exit code."""
    if given.root is not None and not given.root.is_dir():
        raise StoppedError([f"{given.root}: there is no such folder; name the project's root with --root"])
    below = given.root or Path()
    paths = given.paths or [below / DEFAULT if (below / DEFAULT).is_dir() else below]
    for path in paths:
        if not path.exists():
            raise StoppedError([f"{path}: there is no such file or folder; name one that is there"])

    from preflight.environ import telling  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.planned import reading  # noqa: PLC0415 - likewise

    root = given.root if given.root is not None else reading.project_of(paths[0])
    stacks, stood_in, unseen = _stacks(root, given)
    plan = str(given.plan[0]) if given.plan else ""
    return output.write(telling.outcome(paths, root, stacks, stood_in, unseen, plan), given)


def _stacks(root: Path | None, given: argparse.Namespace) -> tuple[list[Stack], list[str], list[str]]:
    """Give the stacks, the settings that were stood in for, and why the stacks of a project were not read."""
    from preflight.environ.comparing import Stack  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.planned import reading  # noqa: PLC0415 - likewise
    from preflight.planned.services import services  # noqa: PLC0415 - likewise

    found: list[Stack] = []
    stood_in: list[str] = []
    for file in given.plan:
        planned = reading.from_document(_read(file), str(file))
        found.append(Stack(planned.stack or file.stem, tuple(services(planned))))
    if given.stack and root is None:
        raise StoppedError(["there is no Pulumi project at or above PATH; name its folder with --root"])
    asked = given.stack or ([] if given.plan or root is None else reading.stacks(root))
    unseen: list[str] = []
    for stack in asked:
        assert root is not None  # noqa: S101 - nothing is asked for otherwise
        try:
            planned = reading.declared(root, stack)
        except StoppedError as error:
            if given.stack:
                raise
            unseen += error.sentences
            continue
        found.append(Stack(stack, tuple(services(planned))))
        stood_in += [f"{stack}: {key}" for key in planned.stood_in]
    return found, stood_in, list(dict.fromkeys(unseen))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise StoppedError(
            [f"{file}: cannot be read, {error.strerror}; name a document of the engine"]
        ) from error
