"""The lint from end to end: walk, find what is spelled and what is put together, judge, take back.

The date is an argument; nothing here has a clock.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from preflight.finding import Finding
from preflight.lint import files
from preflight.outcome import NOT_SEEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from preflight.lint.judging import Judged
    from preflight.lint.spelling import Text
    from preflight.models.registry import Registry
    from preflight.scan.needs import Skipped

_REGISTRY = re.compile(r"(?:^|/)preflight/models/models\.yaml$")
_REPORTED = re.compile(r"\"(?:code|ruleId|id)\":\s*\"MDL00\d\"|type=\"MDL00\d\"")
_ROWS = re.compile(r"^models:\s*$", re.MULTILINE)
_ROLES = re.compile(r"^roles:\s*$", re.MULTILINE)


class Result(NamedTuple):
    """What was found: `judged` of names, `others` of ignores; `texts` of the files that were read."""

    judged: list[Judged]
    others: list[Finding]
    texts: dict[str, Text]
    places: dict[str, str]
    seen: int
    skipped: list[Skipped]

    def line(self, file: str, number: int) -> str:
        """Give the text of a line."""
        return self.texts[file].of_line(number) if file in self.texts else ""


def lint(
    paths: Sequence[Path],
    registry: Registry,
    today: date,
    *,
    own: Path | None = None,
    left_out: Callable[[str], bool] = lambda _: False,
) -> Result:
    """Find and judge every name below `paths`, which must exist. `own`: the registry's file, never judged."""
    below = files.Below([0], {}, [], {})
    roots = tuple(shown(path) for path in paths)
    texts: dict[str, Text] = {}
    found = list(_listed(paths, below, left_out))
    if not found:
        return Result([], [], texts, below.places, below.seen[0], below.skipped)
    from preflight.lint import named, regions, spelling  # noqa: PLC0415 - only where a word of a name stands

    for name, data in found:
        text = files.text(data)
        if not _is_registry(name, text, below.places[name], own):
            first = data[:80].partition(b"\n")[0] if b"#!" in data[:2] else b""
            texts[name] = spelling.Text(name, text, regions.syntax_of(name.rpartition("/")[2], first))
    judged, others = named.judged(texts, below, roots, registry, today)
    return Result(judged, others, texts, below.places, below.seen[0], below.skipped)


def _listed(
    paths: Sequence[Path], below: files.Below, left_out: Callable[[str], bool]
) -> Iterator[tuple[str, bytes]]:
    done = set[str]()
    for path in paths:
        name = shown(path)
        if path.is_dir():
            found: Iterable[tuple[str, bytes]] = files.walk(
                os.fspath(path), "" if name == "." else name, below, left_out
            )
        else:
            data = files.one(os.fspath(path), name, below)
            found = () if data is None else ((name, data),)
        for file, data in found:
            if file not in done:
                done.add(file)
                yield file, data


def _is_registry(name: str, text: str, place: str, own: Path | None) -> bool:
    if _REGISTRY.search(name) or (own is not None and os.path.realpath(place) == os.path.realpath(own)):
        return True
    if name.endswith((".json", ".sarif", ".xml")):
        return _REPORTED.search(text) is not None  # a report of this command, or its baseline
    if not name.endswith((".yaml", ".yml")):
        return False
    return (
        bool(_ROWS.search(text) and _ROLES.search(text)) and "verified_on:" in text and "precision:" in text
    )


def blind(skipped: Iterable[Skipped]) -> list[Finding]:
    """Give a finding for each file that could not be looked at."""
    return [
        Finding(
            one.file,
            one.line,
            NOT_SEEN,
            f"models in it are unknown: {one.reason}",
            "correct it, or leave it out",
        )
        for one in skipped
        if one.blind
    ]


def shown(path: Path) -> str:
    """Give a path as it is shown: from the working folder on, where it is below that."""
    if not path.is_absolute():
        return Path(os.path.normpath(path)).as_posix()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
