"""The `filter` of lists: comparisons `field=value` and `field:value`, joined by AND; all else is refused.

`:` finds text anywhere in a field, whatever its case, a key of a map, or with `*` whether there is anything.
A `*` at the beginning or end of a text stands for anything.
Absent: OR, NOT, parentheses, functions, and comparisons of size. Filters of Pub/Sub subscriptions are in
their service's folder. https://google.aip.dev/160
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from localcloud.casing import Json, camel
from localcloud.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.discovery import Document

_TERM = re.compile(r'\s*([A-Za-z_][\w.-]*)\s*([:=])\s*("(?:[^"\\]|\\.)*"|[^\s"():=<>]+)\s*')
_AND = re.compile(r"AND(?=\s)")
_WORDS = frozenset({"AND", "OR", "NOT"})


class Term(NamedTuple):
    """One comparison: the parts of a field's name, `:` or `=`, and the text it is held against."""

    path: list[str]
    sign: str
    text: str


def wanted(document: Document, schema: str, text: str) -> Callable[[Json], bool]:
    """Gives the test for the resources that a filter names; raises 400 for one that cannot be read."""
    terms = _terms(text) if text.strip() else []
    shapes = document.shapes.get(schema, {})
    if unknown := [term.path[0] for term in terms if shapes and camel(term.path[0]) not in shapes]:
        raise invalid(f"Invalid filter '{text}': there is no field '{unknown[0]}'.", "filter")
    return lambda body: all(_holds(_values(body, term.path), term) for term in terms)


def pages(
    fetch: Callable[[str, int], list[tuple[str, Json]]], fits: Callable[[Json], bool]
) -> Callable[[str, int], list[tuple[str, Json]]]:
    """Gives a `fetch` that leaves out what does not fit, and still fills its pages."""

    def chosen(after: str, limit: int) -> list[tuple[str, Json]]:
        found: list[tuple[str, Json]] = []
        while len(found) < limit and (rows := fetch(after, limit)):
            found += [row for row in rows if fits(row[1])]
            after = rows[-1][0]
        return found[:limit]

    return chosen


def _terms(text: str) -> list[Term]:
    terms: list[Term] = []
    place = 0
    while found := _TERM.match(text, place):
        name, sign, value = found.groups()
        plain = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        if name in _WORDS or (value == "*" and sign == "="):
            break
        terms.append(Term(name.split("."), sign, plain))
        place = found.end()
        if place == len(text):
            return terms
        joined = _AND.match(text, place)
        if joined is None:
            break
        place = joined.end()
    words = f"Invalid filter '{text}': only field=value and field:value, joined by AND, are answered here."
    raise invalid(words, "filter")


def _values(body: object, path: list[str]) -> list[object]:
    """Everything at a path; lists are gone through."""
    if isinstance(body, list):
        return [found for item in cast("list[object]", body) for found in _values(item, path)]
    if not path:
        return [body]
    if not isinstance(body, dict):
        return []
    inside = cast("Json", body)
    # Keys of labels may hold dots, hyphens and underscores; they are taken as they are written.
    for key in (".".join(path), path[0], camel(path[0])):
        if key in inside:
            return _values(inside[key], [] if key == ".".join(path) else path[1:])
    return []


def _holds(values: list[object], term: Term) -> bool:
    if term.sign == ":" and term.text == "*":
        return any(value not in (None, "", {}) for value in values)
    return any(_is(value, term) for value in values)


def _is(value: object, term: Term) -> bool:
    if isinstance(value, dict):
        return term.sign == ":" and term.text in value
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    if term.text.strip("*") != term.text:
        return fits(shown, term.text)
    return shown == term.text if term.sign == "=" else term.text.lower() in shown.lower()


def fits(text: str, wanted: str) -> bool:
    """Whether a text is the wanted one, whatever its case; a `*` at either end stands for anything."""
    bare, lower = wanted.strip("*").lower(), text.lower()
    if wanted.startswith("*"):
        return bare in lower if wanted.endswith("*") else lower.endswith(bare)
    return lower.startswith(bare) if wanted.endswith("*") else lower == bare
