"""What commands that compare code with stacks take in common: which code, and which stacks.

Light to import: what reads a stack is imported when one is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from preflight.ending import StoppedError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from preflight.planned.stack import Planned


class Stacks(NamedTuple):
    """The stacks that were read, by name, and why the others of a project were not."""

    read: list[tuple[str, Planned]]
    unseen: list[str]


def arguments(parser: argparse.ArgumentParser, named: Callable[[str], Path]) -> None:
    """Add the options; `named` reads a path that was typed."""
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


def paths(given: argparse.Namespace, default: Path) -> Sequence[Path]:
    """Give the code to look at: what was named, else `default` below the root, else the root.

    Raises StoppedError.
    """
    if given.root is not None and not given.root.is_dir():
        raise StoppedError([f"{given.root}: there is no such folder; name the project's root with --root"])
    below = given.root or Path()
    named: list[Path] = given.paths or [below / default if (below / default).is_dir() else below]
    for path in named:
        if not path.exists():
            raise StoppedError([f"{path}: there is no such file or folder; name one that is there"])
    return named


def root(given: argparse.Namespace, first: Path) -> Path | None:
    """Give the Pulumi project: the one that was named, or that at or above `first`, if there is one."""
    from preflight.planned.project_file import project_of  # noqa: PLC0415 - only needed once a command runs

    return given.root if given.root is not None else project_of(first)


def stacks(given: argparse.Namespace, root: Path | None) -> Stacks:
    """Read what `given` asks for, or every stack of the project at `root`.

    Raises StoppedError for a document, or a stack asked for by name, that cannot be read; a stack that nobody
    named is told in `unseen`.
    """
    from preflight.planned import reading  # noqa: PLC0415 - slow to import, and only needed here

    found = Stacks([], [])
    for file in given.plan:
        planned = reading.from_document(_read(file), str(file))
        found.read.append((planned.stack or file.stem, planned))
    if given.stack and root is None:
        raise StoppedError(["there is no Pulumi project at or above PATH; name its folder with --root"])
    if root is None:
        return found
    for stack in given.stack or ([] if given.plan else reading.stacks(root)):
        try:
            found.read.append((stack, reading.declared(root, stack)))
        except StoppedError as error:
            if given.stack:
                raise
            found.unseen.extend(error.sentences)
    return found._replace(unseen=list(dict.fromkeys(found.unseen)))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise StoppedError(
            [f"{file}: cannot be read, {error.strerror}; name a document of the engine"]
        ) from error
