"""Findings that were there when the lint came: kept in a file, so that only new ones fail.

A finding is known by its file, code, model and the words of its line, not by the line's number, so that lines
may move; two alike in one file count as two. Deliberately absent: reasons. A baseline is a debt to be paid
off; what is to stay says why with an ignore.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from preflight.ending import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from preflight.lint.judging import Judged

VERSION = 1


class Known(msgspec.Struct, frozen=True, order=True):
    """A finding that was there: `text` is its line without the blanks around it, `count` how often."""

    file: str
    code: str
    model: str
    text: str
    count: int = 1


class Baseline(msgspec.Struct):
    """The file."""

    version: int
    findings: tuple[Known, ...]


Key = tuple[str, str, str, str]
_LONGEST = 200


def read(path: Path) -> Counter[Key]:
    """Read a baseline. Raises StoppedError."""
    try:
        given = msgspec.json.decode(path.read_bytes(), type=Baseline)
    except OSError as error:
        raise StoppedError(
            [f"{path}: cannot be read, {error.strerror}; write it with --write-baseline"]
        ) from error
    except msgspec.MsgspecError as error:
        raise StoppedError(
            [f"{path}: is no baseline, {error}; write it anew with --write-baseline"]
        ) from error
    if given.version != VERSION:
        raise StoppedError([f"{path}: is of version {given.version}, not {VERSION}; write it anew"])
    return Counter({(one.file, one.code, one.model, one.text): one.count for one in given.findings})


def written(found: Iterable[Judged], line: Callable[[str, int], str]) -> bytes:
    """Give the file that makes all of these known."""
    counts = Counter(_key(one, line) for one in found)
    rows = tuple(sorted(Known(*key, count) for key, count in counts.items()))
    return msgspec.json.format(msgspec.json.encode(Baseline(VERSION, rows)), indent=2) + b"\n"


def new(found: Iterable[Judged], known: Counter[Key], line: Callable[[str, int], str]) -> list[Judged]:
    """Give those that are not known."""
    left = Counter(known)
    fresh: list[Judged] = []
    for one in found:
        key = _key(one, line)
        if left[key] > 0:
            left[key] -= 1
        else:
            fresh.append(one)
    return fresh


def _key(one: Judged, line: Callable[[str, int], str]) -> Key:
    text = " ".join(line(one.finding.file, one.finding.line).split())[:_LONGEST]
    return (one.finding.file, one.finding.code, one.spelled.name, text)
