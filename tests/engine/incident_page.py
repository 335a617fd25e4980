"""docs/incident.md, so that what it shows can be held against what commands print.

Compared are words: how lines are broken, which line of a file it was, and which port, differ from run to run.
"""

from __future__ import annotations

import re

from tools.places import HERE

_PORT = re.compile(r"(127\.0\.0\.1:)\d+")
_LINE = re.compile(r"(\.(?:py|yaml):)\d+")
_PAGE = (HERE.root / "docs/incident.md").read_text(encoding="utf-8")


def words(text: str) -> str:
    """Give a text without what differs from run to run."""
    return " ".join(_LINE.sub(r"\1N", _PORT.sub(r"\1N", text)).split())


_SHOWN = words("\n".join(re.findall(r"^    (.+)$", _PAGE, re.MULTILINE)))


def missing(*said: str) -> list[str]:
    """Give what was said and is not shown on the page."""
    return [text for text in said if words(text) not in _SHOWN]
