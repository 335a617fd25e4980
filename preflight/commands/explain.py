"""Tell what an API is, what leads to it, where this code uses it, and which grants it usually wants.

API is a name like pubsub.googleapis.com, or its beginning: pubsub. Where it is used is looked up in ROOT, as
`preflight check` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight import output
from preflight.commands import check, scan
from preflight.ending import CLEAN, COULD_NOT_LOOK, StoppedError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from preflight.check.gathering import Gathered

SHOWN = 6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("api", metavar="API")
    check.where(parser)
    scan.how(parser)
    parser.set_defaults(quiet=False)


def run(given: argparse.Namespace) -> int:
    """Explain, and give the exit code."""
    if not given.root.is_dir():
        raise StoppedError([f"{given.root}: there is no such folder; name the project's root with --root"])
    api = named(given.api)
    gathered = check.gathered(
        given, [given.root / scan.DEFAULT] if (given.root / scan.DEFAULT).is_dir() else []
    )
    lines = [*_what(api), *_here(api, gathered, given.root / given.declared), *_leading(api), *_grants(api)]
    output.show("".join(f"{line}\n" for line in lines))
    return COULD_NOT_LOOK if any(skipped.blind for skipped in gathered.report.skipped) else CLEAN


def named(name: str) -> str:
    """Give the API of a name, whole or short. Raises StoppedError with the closest one."""
    from preflight.catalogue import apis  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.closest import closest_api  # noqa: PLC0415 - likewise

    whole = name.lower() if "." in name else f"{name.lower()}.googleapis.com"
    api = apis.canonical(whole)
    if api not in apis.names():
        fix = closest_api(api, apis.names()) or "look it up in preflight/catalogue/tables/apis.csv"
        raise StoppedError([f"{name}: the catalogue knows no such API; {fix}"])
    return api


def _what(api: str) -> Iterator[str]:
    from preflight.catalogue import apis  # noqa: PLC0415 - slow to import, and only needed here

    title = apis.title(api)
    yield f"{api}  {title}" if title else api
    yield ""


def _here(api: str, gathered: Gathered, file: Path) -> Iterator[str]:
    from preflight.check import gathering  # noqa: PLC0415 - slow to import, and only needed here

    entry = gathering.entry_of(api, file)
    yield "declared"
    yield f"  {gathering.shown(file)}:{entry.line}  {entry.reason}" if entry else "  not here"
    if entry and entry.outside:
        yield f"  for: {entry.outside}"
    yield ""
    yield "used here"
    places = gathering.places_of(api, gathered)
    yield from (
        _few([f"{gathering.place_of(place)}  {place.detail}" for place in places])
        if places
        else ["  nowhere"]
    )
    blind = sum(skipped.blind for skipped in gathered.report.skipped)
    if blind:
        yield f"  {blind} could not be looked at; preflight scan says which"
    yield ""


def _leading(api: str) -> Iterator[str]:
    from preflight.explain import leading  # noqa: PLC0415 - slow to import, and only needed here

    yield "what leads to it"
    found = leading.leading(api)
    width = max(map(len, found), default=0)
    for words, keys in found.items():
        rest = f", and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
        yield f"  {words:<{width}}  {', '.join(keys[:SHOWN])}{rest}"
    if not found:
        yield "  nothing that the catalogue knows"
    yield ""


def _grants(api: str) -> Iterator[str]:
    from preflight.explain import grants  # noqa: PLC0415 - slow to import, and only needed here

    yield "what its callers usually want granted"
    found = grants.grants(api)
    for grant in found:
        yield f"  {grant.role} on the {grant.on}, to {grant.to}" if grant.role else f"  nothing to {grant.to}"
    if not found:
        yield f"  see https://cloud.google.com/iam/docs/roles-permissions/{api.partition('.')[0]}"


def _few(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  and {len(lines) - SHOWN} more; preflight scan lists them"
