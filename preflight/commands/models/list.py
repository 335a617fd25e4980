"""List the models that may be called, and until when.

Retired ones are left out unless --all or --state asks for them; they stay in the registry for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight import output
from preflight.commands import models

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from preflight.models.document import Told
    from preflight.sheet import Row

NAME = "models list"
HEAD = ("model", "channel", "state", "day", "stability", "instead", "used by")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--all", action="store_true", help="the retired ones as well")
    parser.add_argument("--state", action="append", choices=models.STATES, help="only these")
    parser.add_argument("--channel", choices=models.CHANNELS, help="only this one")
    models.when(parser)
    output.arguments(parser)


def run(given: argparse.Namespace) -> int:
    """List, and give the exit code."""
    registry = models.registry(given)

    from msgspec.structs import replace  # noqa: PLC0415 - slow to import, and only needed here

    from preflight.models import document  # noqa: PLC0415 - likewise
    from preflight.outcome import Outcome  # noqa: PLC0415 - likewise
    from preflight.scan.needs import Report  # noqa: PLC0415 - likewise
    from preflight.sheet import Sheet  # noqa: PLC0415 - likewise

    whole = document.listing(registry, given.today)
    kept = [model for model in whole.models if _wanted(model, given)]
    told = f"{len(kept)} of {len(whole.models)} rows on {given.today}"
    sheet = Sheet(replace(whole, models=kept), told, HEAD, tuple(map(_row, kept)))
    return output.write(Outcome(NAME, Report(), sheet=sheet), given)


def _wanted(model: Told, given: argparse.Namespace) -> bool:
    wanted: Sequence[str] = given.state or ()
    shown = model.state in wanted if wanted else given.all or model.state != "retired"
    return shown and given.channel in {None, model.channel}


def _row(model: Told) -> Row:
    from preflight.sheet import Row, State  # noqa: PLC0415 - imported by the time of the first row

    states = {
        **dict.fromkeys(("closed_to_new", "retired"), State.BAD),
        **dict.fromkeys(("closing", "due"), State.WARNING),
    }
    earliest = model.day and model.precision == "earliest" and model.day == model.retires
    day = f"{model.day} or later" if earliest else model.day or "-"
    cells = (model.id, model.channel, model.state, day, model.stability, model.replacement or "-")
    return Row((*cells, "; ".join(model.roles) or "-"), states.get(model.state, State.GOOD))
