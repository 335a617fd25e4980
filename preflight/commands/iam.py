"""Compare the roles that the code needs with those that the stacks grant to the identities of its services.

Reads text and runs no service. What a call on a client needs stands in the catalogue, with the narrowest
role and what to grant it on; what no row tells is said to be unknown. Without --stack and --plan every stack
of the Pulumi project at or above PATH is compared, if its program is Python; with --needed-only none, and
nothing is judged. The program runs under Pulumi's mocks, without an engine, credentials or a network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight import output
from preflight.commands.scan import DEFAULT, named
from preflight.ending import StoppedError
from preflight.planned import asked

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    asked.arguments(parser, named)
    parser.add_argument(
        "--needed-only", action="store_true", help="tell what the code needs, and compare nothing"
    )
    output.arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Compare, report, and give the exit code."""
    if given.needed_only and (given.stack or given.plan):
        raise StoppedError(["--needed-only compares nothing; leave out --stack and --plan"])
    paths = asked.paths(given, DEFAULT)

    from preflight.roles import telling  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.roles.stacks import stack_of  # noqa: PLC0415 - likewise

    root = asked.root(given, paths[0])
    found = asked.Stacks([], []) if given.needed_only else asked.stacks(given, root)
    stacks = [stack_of(planned, name) for name, planned in found.read]
    plan = str(given.plan[0]) if given.plan else ""
    return output.write(telling.outcome(paths, root, stacks, found.unseen, plan), given)
