"""One reporter a module, found by being here: `render(outcome, look) -> str` gives the whole document.

A reporter may have `summary(outcome) -> str` too: Markdown for the page of a GitHub workflow run. Reporters
judge nothing, open nothing and print nothing.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from preflight.outcome import Outcome

# A person asks for text; the rest is for machines, in alphabetical order.
FIRST = "text"


class Look(NamedTuple):
    """How text is shown: with colours or plain, and `quiet`: only what needs attention."""

    colour: bool = False
    quiet: bool = False


class Reporter(Protocol):
    """What a module here offers."""

    def render(self, outcome: Outcome, look: Look) -> str:
        """Give the document."""
        ...


def formats() -> list[str]:
    """Give the names of all formats, the one for people first."""
    found = {file.stem for file in Path(__file__).parent.glob("[a-z]*.py")}
    return [FIRST, *sorted(found - {FIRST})]


def reporter(name: str) -> Reporter:
    """Import the reporter of a format that `formats` gave."""
    return cast("Reporter", importlib.import_module(f"{__name__}.{name}"))
