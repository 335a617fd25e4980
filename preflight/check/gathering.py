"""Fills the two sets of a project on disk, and writes what is missing into its declarations."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from preflight import declared
from preflight.catalogue import apis as catalogue
from preflight.catalogue.resource_types import CatalogueError, apis_of
from preflight.check import comparing, entries, needed, stack
from preflight.ending import StoppedError
from preflight.finding import Finding
from preflight.outcome import NOT_SEEN, NOT_TOLD, Outcome, blind_spots
from preflight.scan.needs import Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator


class Gathered(NamedTuple):
    """What a project needs by itself: the scan of its services, the needs, and what stood in the way."""

    report: Report
    needs: list[needed.Needed]
    findings: list[Finding]


def deploying(root: Path) -> list[Path]:
    """Give the places whose code deploys: what it calls justifies an entry."""
    return [root / "infra" / "bootstrap", root / ".github"]


def gather(root: Path, report: Report, supporting: Report) -> Gathered:
    """Put together what the services call, what deploys them, and the stack's resource types."""
    found = list(resources(root))
    skipped = [one for one in found if isinstance(one, Skipped)]
    typed = [one for one in found if isinstance(one, stack.Resource)]
    findings, rows = list[Finding](), list[tuple[stack.Resource, tuple[str, ...]]]()
    for resource in typed:
        try:
            rows.append((resource, apis_of(resource.type)))
        except CatalogueError as error:
            what, _, fix = error.problems[0].rpartition("; ")
            findings.append(Finding(resource.file, resource.line, "unknown-resource-type", what, fix))
    # A script that cannot be read hides evidence; what it calls without a name demands nothing.
    report.skipped += [*skipped, *supporting.skipped]
    needs = [
        *needed.by_code(report),
        *needed.by_resources(rows),
        *needed.by_code(supporting, required=False),
    ]
    return Gathered(report, needs, [*findings, *blind_spots(report)])


def resources(root: Path) -> Iterator[stack.Resource | Skipped]:
    """Give every resource type that the program below `root` names, and each file that cannot be read."""
    for path in [root / "__main__.py", *sorted((root / "infra").rglob("*.py"))]:
        if path.is_file():
            read = stack.read(path, shown(path))
            yield from [read] if isinstance(read, Skipped) else read


def judged(gathered: Gathered, file: Path) -> Outcome:
    """Compare with what a file declares."""
    place = shown(file)
    declarations = declared.load(file, place)
    needs = needed.together([*gathered.needs, *needed.by_word(declarations.entries, place)])
    partial = any(finding.code in {NOT_SEEN, NOT_TOLD} for finding in gathered.findings)
    findings, compared = comparing.compare(needs, declarations, catalogue.names(), place, partial=partial)
    return Outcome("check", gathered.report, (*findings, *gathered.findings), tuple(compared))


def entry_of(api: str, file: Path) -> declared.Declared | None:
    """Give the entry of an API in a file that may not be there."""
    entries_ = declared.load(file, shown(file)).entries if file.is_file() else ()
    return next((entry for entry in entries_ if entry.api == api), None)


def places_of(api: str, gathered: Gathered) -> list[needed.Place]:
    """Give every place that needs an API, what runs before what deploys."""
    needs = [need for need in needed.together(gathered.needs) if api in need.apis]
    return list(dict.fromkeys(place for need in needs for place in need.places))


def fix(gathered: Gathered, file: Path) -> list[tuple[str, str]]:
    """Write what is missing into `file`, and give each API with its reason. Raises StoppedError."""
    place = shown(file)
    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StoppedError(
            [f"{place}: cannot be read, so nothing was added, {error}; correct that"]
        ) from error
    known = {entry.api for entry in declared.parse(text, place).entries}
    needs = comparing.missing(needed.together(gathered.needs), known)
    new = [(need.apis[0], entries.reason(need.places)) for need in needs if len(need.apis) == 1]
    if not new:
        return []
    written = entries.added(text, new)
    if written is None:
        raise StoppedError(
            [f"{place}: nothing was added; write it as a sound list, one entry below the other"]
        )
    _replace(file.resolve(), written)
    return new


def _replace(file: Path, text: str) -> None:
    # In one step, so that an interruption leaves the old file or the new one.
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(text.encode("utf-8"))
        beside.chmod(file.stat().st_mode)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoppedError([f"{shown(file)}: cannot be written, {error.strerror}; correct that"]) from error


def shown(path: Path) -> str:
    """Give a path as messages show it: from the current folder where it is below, else whole."""
    relative = os.path.relpath(path)
    return Path(os.path.abspath(path) if relative.startswith("..") else relative).as_posix()  # noqa: PTH100 - links stay
