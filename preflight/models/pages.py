"""Reads Google's two pages of models, as markdown: which model, since when, until when, what comes after it.

Both are tables under headings. Vertex's says "or later" where a day is the earliest; the Gemini API's says
once, above all tables, that its days are the earliest possible ones, so there a day to come is `earliest`
and one that has passed is the day of the shutdown. A page that has changed its shape is refused as a whole:
half a page would look like one on which models are missing. Deliberately absent: the network.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions.md.txt
https://ai.google.dev/gemini-api/docs/deprecations.md.txt
"""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from preflight.models.names import floating, preview
from preflight.models.registry import Channel, Precision, Stability

if TYPE_CHECKING:
    from collections.abc import Iterator

_ID = re.compile(r"[A-Za-z][A-Za-z0-9.@_-]*")
# What the columns are called, over the years; the word for the end tells whose page it is.
_ENDS = {
    "retirement date": Channel.VERTEX,
    "discontinuation date": Channel.VERTEX,
    "shutdown date": Channel.GEMINI_API,
}
_COLUMNS = {
    "model": {"model", "model id", "model name"},
    "released": {"release date"},
    "end": {*_ENDS},
    "after": {
        *("replacement", "replacement model", "replacement model id", "recommended replacement"),
        *("recommended upgrade", "recommended upgrades"),
    },
}
_NO_DATE = re.compile(r"(|[-\u2013\u2014]|n/a|tbd|no( \w+)? date (has been )?announced)\.?")
_EARLIEST = re.compile(r"(no sooner than|not before|earliest|on or after)\s+|\s+or later\b")
_FOOTNOTE, _LINK = re.compile(r"<sup>.*?</sup>"), re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[`*\\]|<[^>]*>|&nbsp;")
_HEADING = re.compile(r"#{1,6}\s+(.*)")
# "Models available for shorter availability periods" and its like; "Gemini models" stands below any of them.
_CLASS = re.compile(r"short|month|retire|latest")
_DAYS, _MONTHS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%Y-%m-%d"), ("%B %Y", "%b %Y")
_BETWEEN = re.compile(r",|/|\bor\b|\band\b")


class PageError(ValueError):
    """The page is not what it was; the sentence says where."""


class Listed(NamedTuple):
    """One model as a page lists it; `after`: the models that it names as successors, whole names or words."""

    id: str
    released: date | None
    retires: date | None
    precision: Precision
    stability: Stability
    after: tuple[str, ...]


class Page(NamedTuple):
    """All of a page, in its order."""

    channel: Channel
    models: tuple[Listed, ...]

    def successors(self, model: Listed) -> list[str]:
        """Give the ids that come after a model; a name in words counts if the page has its id."""
        known = {other.id for other in self.models}
        ids = ["-".join(name.lower().split()) for name in model.after]
        return [one for one, name in zip(ids, model.after, strict=True) if one in known or one == name]


def parse(text: str, today: date) -> Page:
    """Read a page as it stood on a day. Raises PageError if it holds no table of models, or an odd one."""
    tables = list(_tables(text))
    channels = {_ENDS[table.end] for table in tables}
    if not tables:
        raise PageError("it holds no table of models with their release and their end")
    if len(channels) > 1:
        raise PageError("its tables speak of retirement and of shutdown; whose page it is cannot be told")
    channel = channels.pop()
    note = "earliest possible" in " ".join(_MARKS.sub("", text).replace("_", "").split())
    listed: dict[str, Listed] = {}
    for table in tables:
        for number, model in _models(table):
            if note and model.precision is Precision.EXACT and model.retires and model.retires > today:
                model = model._replace(precision=Precision.EARLIEST)  # noqa: PLW2901 - the note is about it
            if listed.setdefault(model.id, model) != model:
                raise PageError(f"line {number}: {model.id} stands there twice, with other words")
    if not listed:
        raise PageError("its tables hold no model")
    return Page(channel, tuple(listed.values()))


class _Table(NamedTuple):
    heading: str
    columns: dict[str, int]
    end: str
    rows: list[tuple[int, list[str]]]


def _tables(text: str) -> Iterator[_Table]:
    """Yield the tables of models, each with the heading that tells its class; any other table is none."""
    heading = ""
    lines = enumerate(text.splitlines(), 1)
    for inside, group in groupby(lines, lambda line: line[1].lstrip().startswith("|")):
        block = list(group)
        if not inside:
            headings = [found[1].lower() for _, line in block if (found := _HEADING.match(line.strip()))]
            heading = next((one for one in reversed(headings) if _CLASS.search(one)), heading)
            continue
        (first, head), *rows = [(number, _cells(line)) for number, line in block]
        names = [cell.lower() for cell in head]
        columns = {
            kind: next((place for place, name in enumerate(names) if name in called), -1)
            for kind, called in _COLUMNS.items()
        }
        if columns["model"] < 0:
            continue
        if columns["released"] < 0 or columns["end"] < 0:
            raise PageError(f"line {first}: a table of models tells not when each is released and ends")
        rows = [(number, cells) for number, cells in rows if set("".join(cells)) - {"-", ":", " "}]
        yield _Table(heading, columns, names[columns["end"]], rows)


def _models(table: _Table) -> Iterator[tuple[int, Listed]]:
    preview_section = False
    for number, cells in table.rows:
        cell = {
            kind: cells[place] if 0 <= place < len(cells) else "" for kind, place in table.columns.items()
        }
        name = cell["model"]
        if not any(cells[1:]) and not _ID.fullmatch(name):
            # A line across the table: the models below it are of another kind.
            preview_section = "preview" in name.lower()
            continue
        if not _ID.fullmatch(name):
            raise PageError(f"line {number}: {name[:60]!r} is no id of a model")
        if len(cells) <= max(table.columns.values()):
            raise PageError(f"line {number}: the row of {name} has fewer cells than its table")
        stability = Stability.SHORT_TERM if "short" in table.heading else Stability.STABLE
        if preview_section or preview(name) or floating(name):
            stability = Stability.PREVIEW
        released, whole, _ = _day(number, cell["released"])
        retires, exact, said = _day(number, cell["end"])
        precision = Precision.NONE
        if retires:
            precision = Precision.EXACT if exact and not said else Precision.EARLIEST
        after = tuple(part for part in map(str.strip, _BETWEEN.split(cell["after"])) if part)
        yield number, Listed(name, released if whole else None, retires, precision, stability, after)


def _day(number: int, words: str) -> tuple[date | None, bool, bool]:
    """Give a day, whether it is a day and no month, and whether it is said to be the earliest."""
    text = " ".join(words.split())
    if _NO_DATE.fullmatch(text.lower()):
        return None, False, False
    bare = _EARLIEST.sub("", text.lower()).strip()
    for forms, whole in ((_DAYS, True), (_MONTHS, False)):
        for form in forms:
            try:
                return datetime.strptime(bare, form).date(), whole, bare != text.lower()
            except ValueError:
                continue
    raise PageError(f"line {number}: {words[:60]!r} is no date that is known here")


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [_plain(cell) for cell in re.split(r"(?<!\\)\|", inner)]


def _plain(cell: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1", _FOOTNOTE.sub("", cell))).strip()
