"""Names with holes in scripts and settings, which no reader of the scan folds: `gemini-${VERSION}-flash`.

A hole is filled with what the same file, or a file of settings beside it, gives its variable; several values
give several names. What nothing gives stays a hole.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02
https://developer.hashicorp.com/terraform/language/expressions/strings#interpolation
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from preflight.lint import grammar, surroundings
from preflight.lint.spelling import Spelled, channel_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from preflight.lint.spelling import Text

_HOLE = (
    r"\$\{\{\s*(?P<workflow>[\w.-]+)\s*\}\}|\$\{(?P<braced>[A-Za-z_][\w.]*)(?P<default>:?[-=?+][^{}$]*)?\}"
    r"|\$\((?P<made>\w+)\)|\$(?P<plain>[A-Za-z_]\w*|[0-9@])"
    r"|\{\{-?\s*(?P<rendered>[\w.$ |\"'-]+?)\s*-?\}\}|#\{(?P<ruby>[^{}]*)\}"
    r"|%(?P<batch>[A-Za-z_]\w*)%|\\\((?P<swift>\w+)\)|\{\$(?P<php>\w+)\}|(?<![{$])\{(?P<single>[A-Za-z_][\w.]*)?\}(?!\})|%[sd](?![\w%])"
)
_NAME = r"[A-Za-z0-9._@-]"
_HOLES = re.compile(_HOLE)
_MOST = 8
_LENGTHENED = 200
# Nobody writes a script or settings longer than this; what is longer was made, or recorded.
_LARGEST = 1 << 18
_GIVEN = re.compile(
    r"""^[ \t]*(?:-[ \t]+)?(?:export[ \t]+|ARG[ \t]+|ENV[ \t]+|local[ \t]+|readonly[ \t]+"""
    r"""|declare[ \t]+(?:-\w+[ \t]+)?|set[ \t]+|let[ \t]+|val[ \t]+|var[ \t]+"""
    r"""|const[ \t]+|final[ \t]+|static[ \t]+)*"""
    r"""["']?\$?(?P<name>[A-Za-z_][\w.-]*)["']?[ \t]*(?:::?=|\?=|=>?|:|(?<=\w)[ \t])[ \t]*"""
    r"""(?P<quote>["']?)(?P<value>[A-Za-z0-9._@-]+)(?P=quote)[ \t]*[,;]?[ \t]*(?:#.*|//.*)?$""",
    re.MULTILINE,
)
_VARIABLE = re.compile(
    r'variable\s+"(?P<name>[\w-]+)"\s*\{[^{}]*?default\s*=\s*"(?P<value>[^"\n]*)"', re.DOTALL
)


def given(text: str) -> dict[str, list[str]]:
    """Give what a file sets its variables to, by the last part of their names."""
    found: dict[str, list[str]] = {}
    for pattern in (_VARIABLE, _GIVEN):
        for one in pattern.finditer(text):
            values = found.setdefault(one["name"].rpartition(".")[2], [])
            if one["value"] not in values and len(values) < _MOST:
                values.append(one["value"])
    return found


def spelled(text: Text, beside: Callable[[], Mapping[str, list[str]]]) -> Iterator[Spelled]:
    """Give the names with holes of a file; `beside` gives what the settings in its folder set."""
    if len(text.text) > _LARGEST or not _HOLES.search(text.text):
        return
    own = cache(lambda: given(text.text))
    for number, line in text.lines():
        if _HOLES.search(line) and len(line) < 4000:
            yield from _of_line(text, number, line, own, beside)


def _of_line(
    text: Text,
    number: int,
    line: str,
    own: Callable[[], Mapping[str, list[str]]],
    beside: Callable[[], Mapping[str, list[str]]],
) -> Iterator[Spelled]:
    told: set[str] = set()
    for token in _tokens(line):
        start, end = token
        spelling = line[start:end]
        holes = list(_HOLES.finditer(spelling))
        if len(holes) == 1 and holes[0][0] == spelling:
            continue  # a name that is spelled where the variable is set
        for filled in _filled(spelling, holes, own, beside):
            whole = None if grammar.HOLE in filled else grammar.named(filled)
            part = next(grammar.holed(filled), None) if whole is None else None
            found = whole or part
            if found is None or found.name in told or found.end - found.start != len(filled):
                continue
            if _is_spelled_elsewhere(filled, spelling, holes) or "://" in surroundings.leading(line[:start]):
                continue
            told.add(found.name)
            at = text.start(number) + start
            channel = channel_of(found.name, line[:start], text.channel)
            yield Spelled(
                text.file, number, found.name, found.kind, text.standing(at, at + len(spelling)), channel,
                dynamic=whole is None,
            )  # fmt: skip


_ADDS = re.compile(
    r"""(?<![\w.$])(?P<name>[\w.$]{1,60})[ \t]*(?:\+=|\.=|=[ \t]*(?P=name)[ \t]*\+)[ \t]*"""
    r"""(?P<quote>["'`])(?P<text>[\w.@-]+)(?P=quote)"""
)


def lengthened(text: Text) -> Iterator[Spelled]:
    """Give the names that an assignment begins and a later one ends: `m = "gemini-"; m += "1.5-flash"`."""
    if "=" not in text.text or len(text.text) > _LARGEST:
        return
    for found, _ in zip(_ADDS.finditer(text.text), range(_LENGTHENED), strict=False):
        begins = re.compile(
            rf"""(?<![\w.$]){re.escape(found["name"])}[ \t]*(?::[ \t]*\w+[ \t]*)?:?="""
            r"""[ \t]*(["'`])([\w.@-]+)\1"""
        )
        before = list(begins.finditer(text.text, 0, found.start()))
        name = grammar.named(before[-1][2] + found["text"]) if before else None
        if name is not None:
            number = text.line(found.start())
            standing = text.standing(found.start("text"), found.end("text"))
            channel = channel_of(name.name, "", text.channel)
            yield Spelled(text.file, number, name.name, name.kind, standing, channel)


_CHUNK = re.compile(rf"{_NAME}+")


def _tokens(line: str) -> Iterator[tuple[int, int]]:
    """Give the words of a line that have a hole: name characters and holes, side by side."""
    pieces = sorted(
        [(one.start(), one.end(), True) for one in _HOLES.finditer(line)], key=lambda piece: piece[0]
    )
    at = 0
    while at < len(pieces):
        start, end, _ = pieces[at]
        while start and _CHUNK.match(line[start - 1]):
            start -= 1
        at += 1
        while True:
            while end < len(line) and _CHUNK.match(line[end]):
                end += 1
            if at < len(pieces) and pieces[at][0] == end:
                end = pieces[at][1]
                at += 1
                continue
            break
        yield start, end


def _filled(
    spelling: str,
    holes: list[re.Match[str]],
    own: Callable[[], Mapping[str, list[str]]],
    beside: Callable[[], Mapping[str, list[str]]],
) -> Iterator[str]:
    pieces: list[list[str]] = []
    at = 0
    for hole in holes:
        pieces += [[spelling[at : hole.start()]], _values(hole, own, beside)]
        at = hole.end()
    pieces.append([spelling[at:]])
    for number, parts in enumerate(product(*pieces)):
        if number >= _MOST:
            return
        yield "".join(parts)


def _values(
    hole: re.Match[str],
    own: Callable[[], Mapping[str, list[str]]],
    beside: Callable[[], Mapping[str, list[str]]],
) -> list[str]:
    path = next((value for key, value in hole.groupdict().items() if value and key != "default"), "")
    name = re.split(r"[\s|]", path.strip())[0].rpartition(".")[2]
    default = (hole["default"] or "").lstrip(":")
    values = [default[1:]] if default[:1] in ("-", "=") and default[1:] else []
    values += [one for one in own().get(name, ()) if one not in values]
    if not values and name:
        values += beside().get(name, ())
    return values[:_MOST] or [grammar.HOLE]


def _is_spelled_elsewhere(filled: str, spelling: str, holes: list[re.Match[str]]) -> bool:
    """Whether one hole gave the whole name, and the rest is punctuation."""
    rest = spelling
    for hole in holes:
        rest = rest.replace(hole[0], "", 1)
    return len(holes) == 1 and not rest.strip("-._@") and bool(filled)
