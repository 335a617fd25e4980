"""The scan from end to end: list, read, put together by service, judge, and tell what is needed.

from preflight.scan.run import scan
scan([Path("services")]).apis
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import msgspec

from preflight.scan import cache as kept_files
from preflight.scan import detectors, reach, reader_pool, reexports, tree
from preflight.scan.needs import Confidence, Report, Sighting, Skipped, Unresolved
from preflight.scan.service import Service
from preflight.scan.source import Source
from preflight.scan.tally import finish, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from preflight.scan.cache import Entry
    from preflight.scan.tree import File, Tree

_CODE = frozenset({"python", "javascript", "typescript", "go", "java", "kotlin", "csharp", "shell"})
_ORDINARY = 400


def scan(
    paths: Sequence[Path],
    *,
    cache: bool = True,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Say which Google APIs the code below `paths` calls. `progress` gets (files done, files in all).

    The paths must exist. Nothing that is wrong with a file raises: it is told in `skipped`.
    """
    found = tree.listed(list(paths))
    return (
        _kept(found, list(paths), jobs, progress)
        if cache
        else _judged(found, _read(found, None, jobs, progress))
    )


def _kept(
    found: Tree, paths: list[Path], jobs: int | None, progress: Callable[[int, int], None] | None
) -> Report:
    """Scan with what an earlier scan of the same paths left, and leave what this one read."""
    place = kept_files.place(paths)
    kept = kept_files.load(place)
    entries = _read(found, kept.files, jobs, progress)
    key = _key(found, entries)
    if kept.report and kept.report_key == key:
        return msgspec.msgpack.decode(kept.report, type=Report)
    report = _judged(found, entries)
    encoded = msgspec.msgpack.encode(report)
    kept_files.save(place, kept_files.Kept(kept_files.fingerprint(), entries, key, encoded))
    return report


def _read(
    found: Tree,
    known: dict[str, Entry] | None,
    jobs: int | None,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Entry]:
    entries = reader_pool.read_all(found.files, known, jobs, progress)
    return entries | reader_pool.read_whole(list(_neighbours(found, entries)), keep=known is not None)


def _neighbours(found: Tree, entries: dict[str, Entry]) -> Iterator[File]:
    """Give the files that name nothing of Google's, in services that do: they hold constants and imports.

    In a service of more than ordinary size only those that a calling file imports: the rest would not pay.
    """
    home = tree.homes(found)
    calling = {home(file.shown) for file in found.files if entries[file.path].told and file.reader in _CODE}
    quiet: dict[str, list[File]] = {}
    for file in found.files:
        entry = entries[file.path]
        if (
            file.reader in _CODE
            and entry.told is None
            and entry.skipped is None
            and home(file.shown) in calling
        ):
            quiet.setdefault(home(file.shown), []).append(file)
    for folder, files in quiet.items():
        yield from files if len(files) <= _ORDINARY else _named(folder, files, found, entries)


def _named(folder: str, files: list[File], found: Tree, entries: dict[str, Entry]) -> Iterator[File]:
    """Give those of many quiet files that files which call import: there the constants are."""
    home = tree.homes(found)
    decode = msgspec.msgpack.Decoder(Source).decode
    calling = {
        file.shown: decode(told)
        for file in found.files
        if home(file.shown) == folder and (told := entries[file.path].told)
    }
    imported = reach.named_by(calling, {file.shown: Source("") for file in files}, packages=False)
    return (file for file in files if file.shown in imported)


def _key(found: Tree, entries: dict[str, Entry]) -> bytes:
    parts = [f"{file.shown} {entries[file.path].digest.hex()}" for file in found.files]
    parts += [f"{one.file} {one.reason}" for one in found.skipped]
    parts += [f"{folder} {marker}" for folder, marker in sorted(found.services.items())]
    return kept_files.digest(
        "\n".join([*parts, *found.roots, str(found.seen)]).encode("utf-8", "surrogateescape")
    )


def _judged(found: Tree, entries: dict[str, Entry]) -> Report:
    report = Report(files=found.seen, skipped=list(found.skipped))
    decode = msgspec.msgpack.Decoder(Source).decode
    sources: dict[str, Source] = {}
    for file in found.files:
        entry = entries[file.path]
        if entry.skipped is not None:
            report.skipped.append(entry.skipped)
        if entry.told is not None:
            source = sources[file.shown] = decode(entry.told)
            report.skipped += [_problem(file.shown, problem) for problem in source.problems]
    report.read = len(sources)
    for service, marker in services(found, sources):
        tally(report, service, marker, [*sightings(service), *_only_hints(service)])
    finish(report)
    return report


def _only_hints(service: Service) -> Iterator[Sighting]:
    """Give what the files call that only tests reach: named, so that nobody wonders, and never needed."""
    for one in sightings(Service(service.path, service.beside)):
        if isinstance(one, Sighting):
            words = f"{one.detail}, in a file that only tests reach"
            yield msgspec.structs.replace(one, detail=words, confidence=Confidence.WEAK, alternatives=())


def _problem(file: str, problem: str) -> Skipped:
    place, _, words = problem.partition(": ")
    line = place.removeprefix("line ")
    if line.isdecimal() and words:
        return Skipped(file, f"is not read to its end: {words}", line=int(line))
    return Skipped(file, problem)


def services(found: Tree, sources: dict[str, Source]) -> Iterator[tuple[Service, str]]:
    """Give the services below the scanned paths, the outer ones first, each with the file that marks it."""
    members: dict[str, dict[str, Source]] = {folder: {} for folder in found.services}
    tests: dict[str, dict[str, Source]] = {folder: {} for folder in found.services}
    beside: dict[str, dict[str, Source]] = {}
    home = tree.homes(found)
    for file, source in sources.items():
        group = tests if reach.is_test(file, found.roots) else members
        group[home(file)][file] = source
    for folder in sorted(members):
        own = members[folder]
        for file in reach.in_use(own, tests[folder]):
            own[file] = tests[folder].pop(file)
        beside[folder] = {file: own.pop(file) for file in reach.only_from_tests(own, tests[folder])}
    made = {folder: Service(folder, members[folder], beside[folder]) for folder in sorted(members)}
    for folder, service in made.items():
        service.all = made
        reexports.follow(service)
        yield service, found.services[folder]


def sightings(service: Service) -> Iterator[Sighting | Unresolved]:
    """Ask every detector about a service."""
    if not service.sources:
        return
    for module in tree.modules(detectors.__path__[0]):
        detector = cast("Any", import_module(f"{detectors.__name__}.{module}"))
        yield from detector.detect(service)
