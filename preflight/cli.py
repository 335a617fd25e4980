"""The command line: `preflight COMMAND`. Each command stands in commands/, found by being there.

    def arguments(parser) -> None      what it takes
    def run(given) -> int              what it does; gives the exit code

The first line of its docstring is its help. Only the command that is asked for is imported, and nothing slow
before its work begins: a hook that runs at every commit waits for this start.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 could not look, 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from preflight.ending import INTERRUPTED, StoppedError
from preflight.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = Path(__file__).with_name("commands")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        given = parser(words).parse_args(words)
        return given.run(given)
    except StoppedError as stopped:
        for sentence in stopped.sentences:
            print(f"preflight: {printable(sentence)}", file=sys.stderr)
        return stopped.code
    except KeyboardInterrupt:
        print("preflight: interrupted", file=sys.stderr)
        return INTERRUPTED


def names() -> list[str]:
    """Give the names of all commands."""
    return sorted(
        [file.stem for file in COMMANDS.glob("[a-z]*.py")]
        + [folder.parent.name for folder in COMMANDS.glob("[a-z]*/__init__.py")]
    )


def parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Give the parser. The arguments of a command are only there if `words` begin with it."""
    top = argparse.ArgumentParser(
        prog="preflight",
        description="Finds out before a deployment what would otherwise be found out in production.",
        epilog="exit codes: 0 clean, 1 findings, 2 usage, 3 could not look; more in docs/preflight.md",
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    found = names()
    chosen = words[0] if words and words[0] in found else None
    for name in found:
        if chosen not in {None, name}:
            commands.add_parser(name)  # only so that a wrong name is told with all of them
            continue
        module = importlib.import_module(f"preflight.commands.{name}")
        documented = str(module.__doc__).strip()
        first = documented.partition("\n")[0].rstrip(".")
        command = commands.add_parser(
            name,
            help=first,
            description=documented,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(command)
        command.set_defaults(run=module.run)
    return top


if __name__ == "__main__":
    sys.exit(main())
