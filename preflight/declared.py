"""The declared APIs: reads infra/apis.yaml and says what is wrong with it, each with its line.

    - api: texttospeech.googleapis.com      what Google calls it
      reason: Speaks the scripts.           what would stop without it
      bootstrap: true                       the provider itself cannot work without it; usually left out
      for: The finance team's dashboard.    what outside this repository needs it; usually left out

Read by the program, which enables each, and by `preflight check`, which compares them with what is needed.
Deliberately absent: whether Google has such an API; that takes the catalogue, which the program does without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

import yaml

from preflight import yaml_files
from preflight.closest import closest
from preflight.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

API = re.compile(r"[a-z][a-z0-9-]*\.googleapis\.com")
# How the reader of YAML says what is wrong, behind the file's name; a parser's own sentence holds the line.
_TOLD = re.compile(r"(?::(?P<line>\d+))?: (?P<what>.*); (?P<fix>.*)", re.DOTALL)
_LINE = re.compile(r", line (\d+): ")
_KEYS = ("api", "reason", "bootstrap", "for")
_MALFORMED, _NO_REASON, _DUPLICATE = (
    "malformed-declaration",
    "declaration-without-reason",
    "duplicate-declaration",
)


class Declared(NamedTuple):
    """An API that the platform asks for; `outside`: what its `for` says. Empty where the entry is wrong."""

    api: str
    reason: str
    bootstrap: bool = False
    outside: str = ""
    line: int = 0


class Declarations(NamedTuple):
    """All entries that name an API, sound or not, and what is wrong."""

    entries: tuple[Declared, ...]
    problems: tuple[Finding, ...] = ()


def load(path: Path, place: str) -> Declarations:
    """Read a file that messages call `place`."""
    try:
        # Bytes that are no text are told by the reader of YAML; here only the lines are asked for.
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    return _read(lambda: yaml_files.read(path, place), text, place)


def parse(text: str, place: str) -> Declarations:
    """Read the text of a file that messages call `place`."""
    return _read(lambda: yaml_files.parse(text, place), text, place)


def _read(read: Callable[[], object], text: str, place: str) -> Declarations:
    try:
        document = read()
    except yaml_files.UnreadableError as error:
        return Declarations((), tuple(_unreadable(problem, place) for problem in error.problems))
    if not isinstance(document, list) or not document:
        what = "is empty" if document in ([], None) else "is no list"
        fix = "write entries like `- api: run.googleapis.com`"
        return Declarations((), (Finding(place, 0, _MALFORMED, what, fix),))
    entries = list(zip(cast("list[object]", document), _lines(text), strict=True))
    problems = [
        problem
        for number, (entry, line) in enumerate(entries, 1)
        for problem in _entry(place, number, entry, line)
    ]
    declared = tuple(
        _declared(cast("Mapping[str, object]", entry), line)
        for entry, line in entries
        if isinstance(entry, Mapping)
    )
    return Declarations(declared, (*problems, *_twice(place, declared)))


def _lines(text: str) -> list[int]:
    """Give the line on which each entry of the list begins."""
    root = cast("yaml.SequenceNode", yaml.compose(text, Loader=yaml.SafeLoader))
    return [node.start_mark.line + 1 for node in cast("list[yaml.Node]", root.value)]


def _unreadable(sentence: str, place: str) -> Finding:
    told = _TOLD.fullmatch(sentence.removeprefix(place))
    if told is None:
        return Finding(place, 0, _MALFORMED, sentence, "correct it")
    within = _LINE.search(told["what"])
    line = told["line"] or (within[1] if within else "0")
    return Finding(place, int(line), _MALFORMED, told["what"], told["fix"])


def _declared(block: Mapping[str, object], line: int) -> Declared:
    api, reason, outside = (block.get(key) for key in ("api", "reason", "for"))
    return Declared(
        api if isinstance(api, str) else "",
        reason.strip() if isinstance(reason, str) else "",
        bootstrap=block.get("bootstrap") is True,
        outside=outside.strip() if isinstance(outside, str) else "",
        line=line,
    )


def _twice(place: str, declared: Iterable[Declared]) -> Iterator[Finding]:
    lines: dict[str, list[int]] = {}
    for entry in declared:
        if entry.api:
            lines.setdefault(entry.api, []).append(entry.line)
    for api, (first, *others) in lines.items():
        if others:
            what, fix = f"{api} is declared {len(others) + 1} times", "keep one entry, with all reasons"
            yield Finding(
                place, others[0], _DUPLICATE, what, fix, related=((place, first, "declared here too"),)
            )


def _entry(place: str, number: int, entry: object, line: int) -> Iterator[Finding]:
    if not isinstance(entry, Mapping):
        what, fix = f"entry {number} is no block of keys", "write `- api: ...` and `reason: ...`"
        yield Finding(place, line, _MALFORMED, what, fix)
        return
    fields = cast("Mapping[str, object]", entry)
    name = f"entry {number} ({fields.get('api', 'without api')})"

    def wrong(what: str, fix: str, code: str = _MALFORMED) -> Finding:
        return Finding(place, line, code, f"{name} {what}", fix)

    for key in fields:
        if key not in _KEYS:
            yield wrong(f"has the unknown key {key!r}", closest(key, _KEYS) or "remove it")
    api, reason, outside = fields.get("api"), fields.get("reason"), fields.get("for", "x y")
    # Google enables in batches of 20 that succeed or fail whole, so one bad name fails its neighbours.
    if not isinstance(api, str) or not API.fullmatch(api):
        yield wrong("names no API", "write it like pubsub.googleapis.com")
    if not isinstance(reason, str) or not reason.strip():
        yield wrong("has no reason", "add `reason:`, what would stop without it", _NO_REASON)
    if not isinstance(fields.get("bootstrap", False), bool):
        yield wrong("has a bootstrap that is neither true nor false", "write true")
    if not isinstance(outside, str) or len(outside.split()) < 2:
        yield wrong("has a `for` that is no sentence", "say what outside this repository needs it")
