"""Tell everything that is known of a model: how it stands, where that is written, who uses it.

MODEL may be written as code writes it: publishers/google/models/NAME, models/NAME, NAME@VERSION. A name that
no row speaks for is UNKNOWN, which is not the same as fine, and ends with 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight import output
from preflight.commands import models
from preflight.ending import CLEAN, FINDINGS, StoppedError
from preflight.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from preflight.models.document import Shown, Told


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("--channel", choices=models.CHANNELS, help="only this one")
    models.when(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(given: argparse.Namespace) -> int:
    """Show, and give the exit code."""
    registry = models.registry(given)
    if not given.model.strip("/ "):
        raise StoppedError(["a name is empty; name a model"])

    from preflight.models import document  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.models.registry import Channel  # noqa: PLC0415 - likewise

    channel = Channel(given.channel) if given.channel else None
    told = document.shown(registry, given.model, channel, given.today)
    output.show(document.rendered(told) if given.format == "json" else _text(told))
    return CLEAN if told.models else FINDINGS


def _text(told: Shown) -> str:
    kinds = [kind for kind, true in (("floating", told.floating), ("preview", told.preview)) if true]
    lines = [f"{told.model}  {', '.join([told.state.upper(), *kinds])}", f"  {told.words}."]
    if told.replacement:
        alive = told.state == "alive"
        lines.append(
            f"  {'Its successor is' if alive else 'Call'} {told.replacement}{'' if alive else ' instead'}."
        )
    if told.nearest:
        lines.append(f"  Known names that are like it: {', '.join(told.nearest)}.")
    if not told.models and told.floating:
        lines.append("  Such a name goes to another model from one day to the next; call a fixed one.")
    elif not told.models:
        lines.append("  Look it up, then add its row to preflight/models/models.yaml.")
    for model in told.models:
        lines += ["", *_row(model)]
    return "".join(f"{printable(line)}\n" for line in lines)


def _row(model: Told) -> Iterator[str]:
    yield f"{model.id} on {model.channel}: {model.state}"
    earliest = " or later" if model.precision == "earliest" else ""
    regions = ", ".join(f"{region} {day}" for region, day in model.shutdown_by_region.items())
    facts = {
        "released": model.released or "not known",
        "retires": f"{model.retires}{earliest}" if model.retires else "nothing is announced",
        "closed to new projects": model.closed_to_new,
        "shut down": model.shutdown,
        "shut down in": regions,
        "class": model.stability,
        "successor": model.successor,
        "used by": "; ".join(model.roles) or "no role",
        "note": model.note,
        "source": model.source,
        "verified on": model.verified_on,
    }
    shown = {name: fact for name, fact in facts.items() if fact}
    width = max(map(len, shown))
    yield from (f"  {name:<{width}}  {fact}" for name, fact in shown.items())
