"""Names that Go, Java, Kotlin, C# and JavaScript put together from constants of other files of the service.

Their readers in the scan follow names within a file and through imports, but a package's and a class's names
need none. Here constants are known by their last name alone, and count where all that have it say the same.
Deliberately absent: scopes. What a reader resolved is not asked again.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from preflight.lint import files, grammar, surroundings
from preflight.lint.regions import Part, syntax_of
from preflight.lint.spelling import Spelled, Standing, Text, channel_of
from preflight.scan.tree import reader_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SUFFIXES = (".go", ".java", ".kt", ".kts", ".cs", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts")
_LITERAL = r"\$?@?(?:\"[^\"\\\n]{0,80}\"|'[^'\\\n]{0,80}'|`[^`\\\n]{0,80}`)"
_TERM = rf"(?:{_LITERAL}|[A-Za-z_]\w*(?:\.\w+)*)"
_SUM = re.compile(rf"{_TERM}(?:\s*\+\s*{_TERM})*")
_FILLED = re.compile(
    r"\b(?:Sprintf|[fF]ormat)\(\s*\"(?P<template>[^\"\\\n]{1,80})\"\s*,\s*(?P<given>[\w.\"\s,-]+?)\)"
    r"|\"(?P<own>[^\"\\\n]{1,80})\"\.(?:formatted|format)\((?P<filled>[\w.\"\s,-]+?)\)"
)
_STRUNG = re.compile(
    r"\bJoin\(\s*\[\]string\{(?P<listed>[^{}\n]*)\}\s*,\s*\"(?P<sign>[^\"\n]*)\"\)"
    r"|\b[jJ]oin\(\s*\"(?P<first>[^\"\n]*)\"\s*,\s*(?P<rest>[^()\n]*)\)"
    r"|(?:Builder|Buffer)\((?P<start>\"[^\"\n]*\")\)(?P<added>(?:\.append\([^()\n]*\))+)"
)
_HOLE = re.compile(r"\$\{\s*([A-Za-z_][\w.]*)\s*\}|\$([A-Za-z_]\w*)|\{([A-Za-z_][\w.]*)\}")
_PLACE = re.compile(r"%[sdvq]|\{\d*\}|%\d\$s")
_CONSTANT = re.compile(
    r"(?<![\w.])([A-Za-z_]\w*)[ \t]*(?::[ \t]*\w+[ \t]*)?(?::?=|:)[ \t]*[\"'`]([A-Za-z0-9._@-]{1,60})[\"'`]"
)
_MOST, _ORDINARY, _LARGEST = 4, 400, 1 << 20


def spelled(texts: Mapping[str, Text], places: Mapping[str, str]) -> Iterator[Spelled]:
    """Give the names that code puts together; `places`: every file below the path."""
    code = [name for name in places if name.endswith(SUFFIXES) and reader_of(name.rpartition("/")[2])]
    mine = [name for name in texts if name.endswith(SUFFIXES)]
    if not mine or len(code) > _ORDINARY:
        code = mine
    opened = {name: texts.get(name) or _opened(name, places[name]) for name in code if name in places}
    constants: dict[tuple[str, str], list[str]] = {}
    for name, text in opened.items():
        for found in _CONSTANT.finditer(text.text):
            kept = constants.setdefault((_kind(name), found[1]), [])
            if found[2] not in kept:
                kept.append(found[2])
    parts = {
        name
        for (_, name), values in constants.items()
        if any(grammar.is_beginning(value) for value in values)
    }
    for name, text in opened.items():
        if len(text.text) <= _LARGEST and (name in texts or any(part in text.text for part in parts)):
            yield from _of_file(text, _kind(name), constants)


def _kind(name: str) -> str:
    suffix = name.rpartition(".")[2]
    return "js" if suffix[-2:] in ("js", "ts") or suffix in ("jsx", "tsx") else suffix


def _opened(name: str, place: str) -> Text:
    try:
        data = files.content(place) or b""
    except OSError:
        data = b""
    return Text(name, files.text(data), syntax_of(name.rpartition("/")[2]))


def _of_file(text: Text, kind: str, constants: Mapping[tuple[str, str], list[str]]) -> Iterator[Spelled]:
    def known(name: str) -> list[str]:
        values = constants.get((kind, name.rpartition(".")[2]), [])
        return values if 0 < len(values) <= _MOST else [grammar.HOLE]

    for start, terms in (*_sums(text.text), *_calls(text.text)):
        if len(terms) == 1 and not _HOLE.search(terms[0]):
            continue
        pieces = [piece for term in terms for piece in _pieces(term, known)]
        if len(pieces) < 2:
            continue
        for _, parts in zip(range(_MOST * 2), product(*pieces), strict=False):
            yield from _named(text, start, parts)


def _named(text: Text, start: int, parts: tuple[str, ...]) -> Iterator[Spelled]:
    whole = "".join(parts)
    for found in grammar.names(whole):
        if surroundings.refused(whole, found.start, found.end) or any(found.name in part for part in parts):
            continue
        standing = _standing(text, start, whole, found)
        channel = channel_of(found.name, whole[: found.start], text.channel)
        yield Spelled(text.file, text.line(start), found.name, found.kind, standing, channel)


def _standing(text: Text, start: int, whole: str, found: grammar.Named) -> Standing:
    part = text.regions.at(start).part
    if part in (Part.COMMENT, Part.DOCUMENTATION):
        return Standing.COMMENT
    talk = surroundings.talked_about(whole, found.start, found.end)
    return Standing.TALK if talk else Standing.VALUE


def _sums(text: str) -> Iterator[tuple[int, list[str]]]:
    for found in _SUM.finditer(text):
        if '"' in found[0] or "`" in found[0] or "'" in found[0]:
            yield found.start(), re.findall(_TERM, found[0])


def _calls(text: str) -> Iterator[tuple[int, list[str]]]:
    for found in _FILLED.finditer(text):
        template = found["template"] or found["own"]
        given = re.findall(_TERM, found["given"] or found["filled"])
        spelled_parts = _PLACE.split(template)
        terms: list[str] = []
        for number, part in enumerate(spelled_parts):
            terms.append(f'"{part}"')
            if number < len(spelled_parts) - 1:
                terms.append(given[number] if number < len(given) else '"?"')
        yield found.start(), terms
    for found in _STRUNG.finditer(text):
        listed = re.findall(_TERM, found["listed"] or found["rest"] or "")
        sign = f'"{found["sign"] if found["sign"] is not None else found["first"] or ""}"'
        if found["start"]:
            yield found.start(), [found["start"], *re.findall(rf"\(({_TERM})\)", found["added"])]
        else:
            yield found.start(), [piece for one in listed for piece in (one, sign)][:-1]


def _pieces(term: str, known: Callable[[str], list[str]]) -> Iterator[list[str]]:
    if term[-1] not in "\"'`":
        yield known(term)
        return
    inner, at = re.sub(r"^[$@]*.", "", term)[:-1], 0
    for hole in _HOLE.finditer(inner):
        yield [inner[at : hole.start()]]
        yield known(hole[1] or hole[2] or hole[3])
        at = hole.end()
    yield [inner[at:]]
