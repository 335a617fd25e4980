"""Notebooks: names in cells of code count, those in text cells are documentation, outputs are nobody's.

Lines are those of the `.ipynb`, as in the scan. A notebook that is no JSON is read as any other text.

https://nbformat.readthedocs.io/en/latest/format_description.html
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

from preflight.lint import grammar, spelling, surroundings
from preflight.lint.regions import Part, Regions, syntax_of
from preflight.lint.spelling import Spelled, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preflight.lint.spelling import Text


def spelled(text: Text) -> list[Spelled] | None:
    """Give the names of a notebook; None for what is none."""
    if not text.file.endswith(".ipynb"):
        return None
    try:
        document = json.loads(text.text)
        cells = cast("Mapping[str, object]", document)["cells"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    found: list[Spelled] = []
    at = 0
    for cell in cast("list[object]", cells) if isinstance(cells, list) else ():
        if isinstance(cell, dict):
            at = _cell(cast("dict[str, object]", cell), text, at, found)
    return found


def _cell(cell: Mapping[str, object], text: Text, at: int, found: list[Spelled]) -> int:
    lines, starts, at = _lines(cell.get("source", ""), text.text, at)
    whole = "".join(lines)
    code = cell.get("cell_type") == "code"
    shell = whole.lstrip().startswith(("%%bash", "%%sh", "%%script"))
    syntax = syntax_of("cell.sh" if shell else "cell.py" if code else "cell.md")
    regions = Regions(whole, syntax)
    for one in grammar.names(whole):
        if surroundings.refused(whole, one.start, one.end):
            continue
        start = _place(one.start, lines, starts)
        found.append(
            Spelled(text.file, text.line(start), one.name, one.kind, _standing(whole, regions, one),
                    spelling.channel_of(one.name, whole[:one.start].rpartition("\n")[2], text.channel),
                    *_exact(text.text, start, one.name))
        )  # fmt: skip
    return at


def _standing(whole: str, regions: Regions, one: grammar.Named) -> Standing:
    region = regions.at(one.start)
    line = whole.rfind("\n", 0, one.start) + 1
    if region.part is Part.COMMENT:
        return Standing.COMMENT
    if region.part is Part.DOCUMENTATION:
        return Standing.DOCUMENTATION
    if region.part is Part.BARE and not whole[line : one.start].lstrip().startswith(("!", "%")):
        return Standing.VALUE if regions.syntax.bare else Standing.TALK
    if region.part is Part.STRING and surroundings.talked_about(
        whole[region.start : region.end], one.start - region.start, one.end - region.start
    ):
        return Standing.TALK
    return Standing.VALUE


def _lines(source: object, text: str, at: int) -> tuple[list[str], list[int], int]:
    """Give the pieces of a cell, and where each stands in the file."""
    parts = (
        [str(part) for part in cast("list[object]", source)] if isinstance(source, list) else [str(source)]
    )
    starts: list[int] = []
    for part in parts:
        place = text.find(json.dumps(part, ensure_ascii=False), at)
        place = place if place >= 0 else text.find(json.dumps(part), at)
        at = place if place >= 0 else at
        starts.append(at)
    return parts, starts, at


def _place(place: int, lines: list[str], starts: list[int]) -> int:
    for line, start in zip(lines, starts, strict=True):
        if place < len(line):
            return start + 1 + place
        place -= len(line)
    return starts[-1] if starts else 0


_NEAR = 400


def _exact(text: str, start: int, name: str) -> tuple[int, int]:
    """Give where a name stands in the file; escapes before it move it a little."""
    found = re.compile(re.escape(name)).search(text, start, start + _NEAR)
    return (found.start(), found.end()) if found else (-1, -1)
