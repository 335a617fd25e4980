"""Every name in the texts that hold a word of one: written out, put together, judged, taken back.

Apart from the walk, because nearly all trees that are linted name no model, and this is slow to import.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.lint import channels, files, folding, ignores, judging, places, spelling
from preflight.lint.grammar import Kind
from preflight.lint.regions import syntax_of
from preflight.scan.needs import Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from preflight.finding import Finding
    from preflight.lint.judging import Judged
    from preflight.lint.spelling import Spelled, Text
    from preflight.models.registry import Registry


def judged(
    texts: dict[str, Text], below: files.Below, roots: tuple[str, ...], registry: Registry, today: date
) -> tuple[list[Judged], list[Finding]]:
    """Give what the names in these texts break, and what is wrong with the ignores."""
    found, unread = _spelled(texts, below)
    below.skipped.extend(Skipped(file, f"its reader failed ({why})") for file, why in unread)
    told: list[Judged] = []
    others: list[Finding] = []
    for file, text in texts.items():
        reader = places.reader_of(file, roots)
        mine = [
            one
            for each in found.get(file, ())
            if not _is_anothers(each, text)
            for one in judging.judged(each, reader, registry, today)
        ]
        left, wrong = ignores.without(mine, text, ignores.ignores(text))
        told += left
        if reader is not places.Reader.TESTS:
            others += wrong
    return told, others


def _is_anothers(one: Spelled, text: Text) -> bool:
    """Whether a name of Claude is not called through Google."""
    if not one.name.startswith("claude"):
        return False
    line = text.of_line(one.line)
    at = one.start - text.start(one.line) if one.start >= 0 else max(0, line.find("claude"))
    return channels.of_anthropic(one.name, line[:at], vertex=text.vertex, own=text.anthropic)


def _spelled(
    texts: dict[str, Text], below: files.Below
) -> tuple[dict[str, list[Spelled]], list[tuple[str, str]]]:
    found = {file: _written(text) for file, text in texts.items()}
    told = folding.folded(texts, below.places, below.services)
    made: dict[str, list[Spelled]] = {}
    chained = _chained(texts, below)
    resolved = {(one.file, one.line) for one in chained}
    unresolved = [one for one in told.spelled if not (one.dynamic and (one.file, one.line) in resolved)]
    for one in (*unresolved, *chained):
        made.setdefault(one.file, []).append(one)
        texts.setdefault(one.file, _opened(one.file, below))
    for file, text in texts.items():
        if folding.language(file) not in _PYTHON or file in told.broken:
            made.setdefault(file, []).extend(_filled(text, below, broken=file in told.broken))
    families = {one.name for ones in made.values() for one in ones if not one.dynamic}
    return {file: _together(found.get(file, []), made.get(file, []), families) for file in texts}, told.unread


_PYTHON = ("python", "notebook")


def _written(text: Text) -> list[Spelled]:
    if not text.file.endswith(".ipynb"):
        return spelling.spelled(text)
    from preflight.lint import notebooks  # noqa: PLC0415 - only where there is one

    return notebooks.spelled(text) or spelling.spelled(text)


def _chained(texts: Mapping[str, Text], below: files.Below) -> list[Spelled]:
    if not any(folding.language(file) not in (None, *_PYTHON) for file in texts):
        return []
    from preflight.lint import chains  # noqa: PLC0415 - only where there is another language

    return list(chains.spelled(texts, below.places))


def _filled(text: Text, below: files.Below, *, broken: bool) -> Iterator[Spelled]:
    from preflight.lint import templates  # noqa: PLC0415 - only where there is another language

    language = folding.language(text.file)
    if language not in _PYTHON:
        yield from templates.lengthened(text)
    if language is None or broken:
        yield from templates.spelled(text, _beside(text.file, below))


def _opened(file: str, below: files.Below) -> Text:
    data = files.content(below.places[file]) or b""
    return spelling.Text(file, files.text(data), syntax_of(file.rpartition("/")[2]))


def _beside(file: str, below: files.Below) -> Callable[[], Mapping[str, list[str]]]:
    """Give what the settings in a file's own folder set, read when first asked for."""
    from preflight.lint import templates  # noqa: PLC0415 - as above

    folder = file.rpartition("/")[0]
    kept: dict[str, list[str]] = {}

    def settings() -> Mapping[str, list[str]]:
        if not kept:
            kept[""] = []
            for name, place in below.places.items():
                if name.rpartition("/")[0] == folder and name != file and _SETTINGS.search(name):
                    for key, values in templates.given(files.text(files.content(place) or b"")).items():
                        kept.setdefault(key, []).extend(one for one in values if one not in kept.get(key, ()))
        return kept

    return settings


_SETTINGS = re.compile(r"(?:\.tf|\.tfvars|(?:^|/)\.env[\w.-]*|\.env|(?:^|/)values[\w.-]*\.ya?ml)$")


def _together(written: list[Spelled], made: list[Spelled], families: set[str]) -> list[Spelled]:
    """Put together what is written out and what is put together, each name once a line.

    A name that goes on in a longer one of its line is a part of that; so is a family that a name is made of.
    """
    longer = {(one.line, one.name) for one in made if not one.dynamic}
    kept = [
        one
        for one in written
        if not any(
            line == one.line and name != one.name and name.startswith(one.name) for line, name in longer
        )
        and not (one.kind is Kind.FAMILY and any(name.startswith(f"{one.name}-") for name in families))
    ]
    kept += made
    best: dict[tuple[int, str], Spelled] = {}
    for one in kept:
        key = (one.line, one.name)
        if key not in best or (
            best[key].standing is not spelling.Standing.VALUE and one.standing is spelling.Standing.VALUE
        ):
            best[key] = one
    return sorted(best.values(), key=lambda one: (one.line, one.name))
