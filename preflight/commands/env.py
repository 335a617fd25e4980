"""Compare the environment variables that the code reads with those that the stacks set on its services.

Reads text and runs no service. A variable is required where the code fails without it (os.environ["X"], a
wrapper that raises); with a default, or where nothing may come back (os.getenv("X")), it is optional.
Without --stack and --plan every stack of the Pulumi project at or above PATH is compared, if its program is
Python; where there is none, only what the code itself tells. The program runs under Pulumi's mocks, without
an engine, credentials or a network. Production is a stack named so, or a service that is protected from
deletion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight import output
from preflight.commands.scan import DEFAULT, named
from preflight.planned import asked

if TYPE_CHECKING:
    import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    asked.arguments(parser, named)
    output.arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Compare, report, and give the exit code."""
    paths = asked.paths(given, DEFAULT)

    from preflight.environ import telling  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.environ.comparing import Stack  # noqa: PLC0415 - likewise
    from preflight.planned.services import services  # noqa: PLC0415 - likewise

    root = asked.root(given, paths[0])
    found = asked.stacks(given, root)
    stacks = [Stack(name, tuple(services(planned))) for name, planned in found.read]
    stood_in = [f"{name}: {key}" for name, planned in found.read for key in planned.stood_in]
    plan = str(given.plan[0]) if given.plan else ""
    return output.write(telling.outcome(paths, root, stacks, stood_in, found.unseen, plan), given)
