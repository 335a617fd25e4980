"""Ask the registry of models: what may be called, until when, and where a model is spelled beside it.

`preflight models QUESTION --help` tells more of each question.
"""

# Each question is a module here, found by being there, and takes and gives what a command does; its name in a
# report is `models` and its own.

from __future__ import annotations

import argparse
import importlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from preflight.ending import StoppedError

if TYPE_CHECKING:
    from preflight.models.registry import Registry

# The words of preflight.models.registry and lifecycle, which are slow to import; a test holds them together.
CHANNELS = ("vertex", "gemini_api", "text_to_speech")
STATES = ("alive", "closing", "closed_to_new", "retired", "due", "unknown")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes: one of its questions, and what that one takes."""
    questions = parser.add_subparsers(metavar="QUESTION", required=True)
    for name in names():
        module = importlib.import_module(f"{__name__}.{name}")
        documented = str(module.__doc__).strip()
        question = questions.add_parser(
            name,
            help=documented.partition("\n")[0].rstrip("."),
            description=documented,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(question)
        question.set_defaults(ask=module.run)


def names() -> list[str]:
    """Give the names of all questions."""
    return sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))


def run(given: argparse.Namespace) -> int:
    """Ask, and give the exit code."""
    return given.ask(given)


def when(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which registry is asked, and for which day."""
    parser.add_argument(
        "--today", type=day, default=datetime.now(UTC).date(), metavar="DATE", help="default: today"
    )
    parser.add_argument("--registry", type=Path, metavar="FILE", help="default: this project's own")


def registry(given: argparse.Namespace) -> Registry:
    """Read the registry that is asked. Raises StoppedError if it is wrong."""
    from preflight.models import registry as models  # noqa: PLC0415 - slow to import, and only needed here

    try:
        return models.read(given.registry) if given.registry else models.load()
    except models.RegistryError as error:
        raise StoppedError(error.problems) from error


def day(text: str) -> date:
    """Give a day that was typed, as in 2026-11-25."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write one like 2026-11-25") from None
