"""Findings that a comment takes back: `# preflight: ignore[MDL001] why`, at the end of the line or above it.

A reason is asked for: an ignore without one takes nothing back and is a finding itself, and so is one that
takes nothing back because nothing is wrong there any more. Files without comments have the baseline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from preflight.finding import Finding, Level
from preflight.lint.regions import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preflight.lint.judging import Judged
    from preflight.lint.spelling import Text

WITHOUT_REASON = "ignore-without-reason"
OF_NOTHING = "ignore-of-nothing"
_WORD = "preflight: ignore"
_IGNORE = re.compile(
    r"preflight:[ \t]*ignore(?:\[(?P<codes>[^\]\n]*)\])?[ \t:\u2013\u2014-]*(?P<reason>[^\n]*)"
)
_CODE = re.compile(r"MDL\d{3}")
_CLOSES = re.compile(r"\s*(?:-->|\*/|#\}|--\}\}|\*\}|\\n\",?|\",?)\s*$")
_SIGNS = re.compile(r"\s*(?:#+|//+|/\*+|<!--|--|;+|\{#|\{\{!--|\"#|\*|%)?\s*$")


class Ignore(NamedTuple):
    """What is taken back in line `line`; `place`: the line of the comment."""

    place: int
    line: int
    codes: frozenset[str]
    reason: str


def ignores(text: Text) -> Iterator[Ignore]:
    """Give the ignores of a file that speak of models."""
    if "preflight:" not in text.text:
        return
    for found in _IGNORE.finditer(text.text):
        if not _in_comment(text, found.start()):
            continue
        codes = frozenset(_CODE.findall(found["codes"] or ""))
        if not codes and found["codes"] is not None:
            continue  # another command's
        place = text.line(found.start())
        alone = _SIGNS.fullmatch(text.text[text.start(place) : found.start()]) is not None
        line = _next(text, place) if alone else place
        yield Ignore(place, line, codes, _CLOSES.sub("", found["reason"]).strip())


def _in_comment(text: Text, place: int) -> bool:
    if text.syntax.name in ("plain", "json"):
        return True
    if text.syntax.name == "prose":
        return text.text[max(0, place - 10) : place].rstrip().endswith("<!--")
    region = text.regions.at(place)
    return region.part is Part.COMMENT


def _next(text: Text, line: int) -> int:
    """Give the next line that holds more than a comment."""
    for following in range(line + 1, line + 20):
        start = text.start(following)
        written = text.of_line(following)
        if (
            written.strip()
            and text.regions.at(start + len(written) - len(written.lstrip())).part is not Part.COMMENT
        ):
            return following
    return line + 1


def without(
    found: Iterable[Judged], text: Text, given: Iterable[Ignore]
) -> tuple[list[Judged], list[Finding]]:
    """Give what is left of the findings of a file, and what is wrong with its ignores."""
    left, wrong = list(found), list[Finding]()
    for one in given:
        if not one.codes or len(one.reason) < 3:
            wrong.append(_reasonless(text.file, one))
            continue
        lines = {one.line, one.place}
        meant = [
            judged for judged in left if judged.finding.line in lines and judged.finding.code in one.codes
        ]
        if not meant:
            wrong.append(_needless(text.file, one))
        left = [judged for judged in left if judged not in meant]
        # What the reason itself names is part of the ignore.
        left = [judged for judged in left if judged.finding.line != one.place or one.place == one.line]
    return left, wrong


def _reasonless(file: str, one: Ignore) -> Finding:
    what = "takes nothing back: it has no reason" if one.codes else "takes nothing back: it names no code"
    return Finding(file, one.place, WITHOUT_REASON, f"this ignore {what}", "write ignore[MDL001] and why")


def _needless(file: str, one: Ignore) -> Finding:
    codes = " and ".join(sorted(one.codes))
    return Finding(
        file,
        one.place,
        OF_NOTHING,
        f"nothing breaks {codes} there any more",
        "remove the comment",
        Level.WARNING,
    )
