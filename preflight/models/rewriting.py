"""Writes into the text of the registry what a page says: line by line, so that order and comments stay.

A row that is no longer on its page stays, because lists drop the retired ones first. What a page leaves open
(an empty successor, a release that is only a month) takes nothing away. Deliberately absent: a library that
writes YAML, which would write the whole file anew, and judging; a person reads the difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from preflight.models.registry import Channel, Precision, RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from preflight.models.pages import Listed, Page
    from preflight.models.registry import Model, Registry

# In this order the fields of a row stand; a new one is put behind those that come before it.
_ORDER = (
    *("id", "channel", "released", "retires", "precision", "stability", "closed_to_new", "shutdown"),
    *("shutdown_by_region", "replacement", "note", "source", "verified_on"),
)
_ROW = re.compile(r"  - ")
_FIELD = re.compile(r"    (?P<name>\w+):(?P<value>.*?)(?P<comment>\s+#.*)?$")

Fields = dict[str, str]


class Compared(NamedTuple):
    """What a page says and a registry does not: fields by row, whole rows, and rows that the page lacks."""

    changed: dict[str, Fields]
    new: dict[str, Fields]
    missing: tuple[str, ...]


def compared(registry: Registry, page: Page, source: str) -> Compared:
    """Compare a page with the rows of its channel; `source` is where the page stands."""
    listed = {model.id: model for model in page.models}
    known = {row.id: row for row in registry.models if row.channel is page.channel}
    changed = {
        name: fields
        for name, model in listed.items()
        if name in known and (fields := _changed(known[name], model, page, source))
    }
    new = {name: _new(model, page, source) for name, model in listed.items() if name not in known}
    return Compared(changed, new, tuple(name for name in known if name not in listed))


def rewritten(text: str, page: Page, found: Compared, today: date) -> str:
    """Give the registry's text with what was found; every row that the page has was verified on `today`.

    Raises RegistryError if the text is not written in the way that is read here.
    """
    seen = {"verified_on": str(today)}
    blocks = list(_blocks(text))
    rows = [block for block in blocks if {"id", "channel"} <= block.row.keys()]
    if not rows:
        raise RegistryError(["models.yaml: its rows do not begin with `  - `; write each like that"])
    ours = [block for block in rows if block.row["channel"] == page.channel]
    listed = {model.id for model in page.models}
    for block in ours:
        name, read = block.row["id"], block.row.get("verified_on", "")
        if name in listed:
            block.set({**found.changed.get(name, {}), **(seen if read < str(today) else {})})
    added = [_written(page.channel, name, {**fields, **seen}) for name, fields in found.new.items()]
    last = (ours or rows)[-1]
    last.lines += [line for row in added for line in row]
    return "".join(line for block in blocks for line in block.lines)


class _Block:
    """The lines of one row, or lines between rows, which are none."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    @property
    def row(self) -> Mapping[str, str]:
        """Give the row's fields as they are written; nothing between rows."""
        if not _ROW.match(self.lines[0]):
            return {}
        found = [_FIELD.match(_as_field(line)) for line in self.lines]
        return {field["name"]: field["value"].strip().strip("\"'") for field in found if field}

    def set(self, fields: Fields) -> None:
        """Write fields, each where it stands or where it belongs."""
        for name, value in fields.items():
            places = {field["name"]: place for place, field in self._fields()}
            if name in places:
                line = self.lines[places[name]]
                field = _FIELD.match(_as_field(line.rstrip("\r\n")))
                comment, end = (field["comment"] or "") if field else "", line[len(line.rstrip("\r\n")) :]
                self.lines[places[name]] = f"{line[:4]}{name}: {value}{comment}{end}"
                continue
            before = [place for known, place in places.items() if _rank(known) < _rank(name)]
            self.lines.insert(max(before) + 1, f"    {name}: {value}\n")

    def _fields(self) -> Iterator[tuple[int, re.Match[str]]]:
        for place, line in enumerate(self.lines):
            if field := _FIELD.match(_as_field(line.rstrip("\r\n"))):
                yield place, field


def _blocks(text: str) -> Iterator[_Block]:
    held: list[str] = []
    models = False
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#", "\n")):
            models = line.startswith("models:")
        ends = not line.startswith("    ") and bool(held) and bool(_ROW.match(held[0]))
        if held and (ends or (models and _ROW.match(line))):
            yield _Block(held)
            held = []
        held.append(line)
    if held:
        yield _Block(held)


def _as_field(line: str) -> str:
    return f"    {line[4:]}" if _ROW.match(line) else line


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _changed(row: Model, model: Listed, page: Page, source: str) -> Fields:
    fields: Fields = {}
    if model.released and model.released != row.released:
        fields["released"] = str(model.released)
    # The Gemini API's page calls all its days the earliest ones; that one is final was announced elsewhere.
    final = row.channel is Channel.GEMINI_API and row.precision is Precision.EXACT
    if model.retires != row.retires or (model.precision is not row.precision and not final):
        fields |= {"retires": _or_null(model.retires), "precision": model.precision.value}
    if model.stability != row.stability:
        fields["stability"] = model.stability.value
    after = page.successors(model)
    if after and row.replacement not in after:
        fields["replacement"] = after[0]
    if fields and row.source.removesuffix(".md.txt") != source.removesuffix(".md.txt"):
        fields["source"] = source
    return fields


def _new(model: Listed, page: Page, source: str) -> Fields:
    return {
        "released": _or_null(model.released),
        "retires": _or_null(model.retires),
        "precision": model.precision.value,
        "stability": model.stability.value,
        **({"replacement": after[0]} if (after := page.successors(model)) else {}),
        "source": source,
    }


def _written(channel: Channel, name: str, fields: Fields) -> list[str]:
    whole = {"id": name, "channel": channel.value, **fields}
    first, *rest = [f"{key}: {whole[key]}\n" for key in sorted(whole, key=_rank)]
    return [f"  - {first}", *(f"    {line}" for line in rest)]


def _or_null(day: date | None) -> str:
    return str(day) if day else "null"
