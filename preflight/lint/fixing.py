"""Replaces a retired or closed model by the one that follows it, where nothing but the name is at stake.

Only whole names in code and settings that production uses, and only by a model of the same kind on the same
channel that new projects can call. Deliberately absent: names that are put together, comments, documentation,
tests; and embeddings, since what one model embedded no other can search.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from preflight.finding import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from preflight.lint.judging import Judged
    from preflight.lint.spelling import Text

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def fixed(found: Iterable[Judged], texts: Mapping[str, Text]) -> dict[str, str]:
    """Give the new text of each file that changes."""
    edits: dict[str, dict[int, tuple[int, str]]] = {}
    for one in found:
        spelled, instead = one.spelled, one.replacement
        if (
            one.finding.code != "MDL002"
            or one.finding.level is Level.NOTE
            or spelled.start < 0
            or not instead
        ):
            continue
        if _is_safe(spelled.name, instead):
            edits.setdefault(spelled.file, {})[spelled.start] = (spelled.end, instead)
    return {file: _edited(texts[file].text, places) for file, places in edits.items() if file in texts}


def _is_safe(name: str, instead: str) -> bool:
    plain = "embedding" not in name and "embedding" not in instead and "@" not in name
    kinds = ("live", "image", "tts", "generate", "audio")
    same = all((kind in name) == (kind in instead) for kind in kinds)
    return plain and same and name.partition("-")[0] == instead.partition("-")[0]


def _edited(text: str, places: Mapping[int, tuple[int, str]]) -> str:
    for start in sorted(places, reverse=True):
        end, instead = places[start]
        text = text[:start] + instead + text[end:]
    return text


def diff(file: str, before: str, after: str) -> str:
    """Give the change of a file as a unified diff that `patch` and `git apply` take."""
    lines = difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), f"a/{file}", f"b/{file}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
