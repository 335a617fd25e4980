"""The services below a path with the calls of each: its own files, and the files of others that it imports.

Shared code belongs to whoever imports it, tests and what only tests reach to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from preflight.planned.services import folder_name
from preflight.roles import hints
from preflight.roles.python.modules import Files
from preflight.roles.service_code import Code, Unknown, code_of
from preflight.scan import looking, reach, reader_pool, run, tree
from preflight.scan.needs import Skipped
from preflight.scan.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from preflight.scan.service import Service

_PYTHON = "python"


@dataclass
class Gathered:
    """All services, and what could not be looked at."""

    services: list[Code]
    skipped: list[Skipped]
    files: int = 0


def gather(paths: Sequence[Path], names: frozenset[str] = frozenset()) -> Gathered:
    """Read everything below `paths`; `names`: how the stacks call the folders of their services."""
    listed = tree.listed(list(paths))
    _named(listed, names)
    entries = reader_pool.read_all(listed.files, None, None, None)
    decode = msgspec.msgpack.Decoder(Source).decode
    sources = {file.shown: decode(told) for file in listed.files if (told := entries[file.path].told)}
    skipped = [*listed.skipped, *(entry.skipped for entry in entries.values() if entry.skipped)]
    texts = _texts(listed)
    files = Files(texts)
    skipped += _problems(sources, files, texts)
    found: list[Code] = []
    reached: set[str] = set()
    every = list(run.services(listed, sources))
    # Services with a marker first: what they import of the rest is theirs.
    for service, marker in sorted(every, key=lambda one: not one[1]):
        own = [name for name in texts if _below(name, service.path, every) and name not in service.beside]
        others: set[str] = set() if marker else reached
        closed = _closed((name for name in own if name not in others), files) - others
        code = code_of(service, {name: texts[name] for name in closed}, others)
        reached |= closed
        if marker or code.needs or code.unknown:
            _hinted(code, listed.roots, lambda name, at=service.path: _below(name, at, every))
            code.partial |= any(one.blind and _below(one.file, service.path, every) for one in skipped)
            found.append(code)
    found.sort(key=lambda one: one.path)
    return Gathered(found, skipped, listed.seen)


def _hinted(code: Code, roots: tuple[str, ...], is_own: Callable[[str], bool]) -> None:
    """Add what the files of a service only hint at."""
    seen = frozenset({*(need.api for need in code.needs), *(one.api for one in code.unknown)})
    for hint in hints.of_folder(code.path, roots, is_own, seen):
        code.unknown.append(Unknown(*hint))
        code.partial |= not hint.api


def _problems(sources: Mapping[str, Source], files: Files, texts: Mapping[str, bytes]) -> Iterator[Skipped]:
    """Give what could not be read to its end, as the scan tells it, and Python that could not be followed."""
    told: set[str] = set()
    for name, source in sources.items():
        for problem in source.problems:
            place, _, words = problem.partition(": ")
            line = place.removeprefix("line ")
            spoken = f"is not read to its end: {words}" if line.isdecimal() and words else problem
            told.add(name)
            yield Skipped(name, spoken, line=int(line) if line.isdecimal() and words else 0)
    for name, why in files.unread.items():
        if name not in told:
            blind = looking.matters(texts[name], _PYTHON)
            yield Skipped(name, f"cannot be read as Python: {why}", blind=blind)


def _named(listed: tree.Tree, names: frozenset[str]) -> None:
    """Make a folder that a stack names a service of its own, though nothing in it marks it as one."""
    for file in listed.files:
        folder = file.shown.rpartition("/")[0]
        while folder and names:
            if folder_name(folder.rpartition("/")[2]) in names:
                listed.services.setdefault(folder, "stack")
            folder = folder.rpartition("/")[0]


def _texts(listed: tree.Tree) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for file in listed.files:
        if file.reader == _PYTHON and not reach.is_test(file.shown, listed.roots):
            data = looking.bytes_of(file)
            if isinstance(data, bytes):
                found[file.shown] = data
    return found


def _below(name: str, folder: str, every: Iterable[tuple[Service, str]]) -> bool:
    """Say whether a file is of the service in `folder`: the nearest one above it."""
    folders = {service.path for service, _ in every}
    at = name.rpartition("/")[0] or "."
    while at not in folders and at not in (".", "/", ""):
        at = at.rpartition("/")[0] or ("/" if at.startswith("/") else ".")
    return at == folder or (at not in folders and folder == name)


def _closed(own: Iterable[str], files: Files) -> set[str]:
    """Give the files of a service with all that they import, however far."""
    found: set[str] = set()
    waiting = list(own)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += files.imported_by(name)
    return found
