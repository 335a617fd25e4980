"""Tell what an API is, what leads to it, where this code uses it, and which grants it usually wants.

API is a name like pubsub.googleapis.com, or its beginning: pubsub. Where it is used is looked up below DIR,
as `preflight check` does; where there is no DIR/services, all of DIR counts as the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight import output
from preflight.commands import check, scan
from preflight.ending import CLEAN, COULD_NOT_LOOK, StoppedError
from preflight.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from preflight.explain.document import Explained

SHOWN = 6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("api", metavar="API")
    check.where(parser)
    scan.how(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(quiet=False)


def run(given: argparse.Namespace) -> int:
    """Explain, and give the exit code."""
    if not given.root.is_dir():
        raise StoppedError([f"{given.root}: there is no such folder; name the project's root with --root"])
    api = named(given.api)
    services = given.root / scan.DEFAULT
    gathered = check.gathered(given, [services if services.is_dir() else given.root])

    from preflight.explain import document  # noqa: PLC0415 - slow to import, and only needed here

    told = document.explained(api, gathered, given.root / given.declared)
    output.show(document.rendered(told) if given.format == "json" else _text(told))
    return COULD_NOT_LOOK if told.blind else CLEAN


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


def _text(told: Explained) -> str:
    parts = {
        "declared": _declared(told),
        "used here": _used(told),
        "what leads to it": _leading(told),
        "what its callers usually want granted": _grants(told),
    }
    lines = ["  ".join(filter(None, (told.api, told.title)))]
    for words, part in parts.items():
        lines += ["", words, *(f"  {printable(line)}" for line in part)]
    return "".join(f"{line}\n" for line in lines)


def _declared(told: Explained) -> Iterator[str]:
    entry = told.declared
    yield f"{entry.file}:{entry.line}  {entry.reason}" if entry else "not here"
    if entry and entry.outside:
        yield f"for: {entry.outside}"


def _used(told: Explained) -> Iterator[str]:
    for place in told.used:
        yield f"{place.file}:{place.line}  {place.detail}" if place.line else f"{place.file}  {place.detail}"
    if not told.used:
        yield "nowhere"
    if told.unresolved:
        yield f"{len(told.unresolved)} calls are of unknown APIs; preflight scan says which"
    if told.blind:
        yield f"{told.blind} could not be looked at; preflight scan says which"


def _leading(told: Explained) -> Iterator[str]:
    width = max(map(len, told.leading), default=0)
    for words, keys in told.leading.items():
        rest = f", and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
        yield f"{words:<{width}}  {', '.join(keys[:SHOWN])}{rest}"
    if not told.leading:
        yield "nothing that the catalogue knows"


def _grants(told: Explained) -> Iterator[str]:
    for grant in told.grants:
        yield f"{grant.role} on the {grant.on}, to {grant.to}" if grant.role else f"nothing to {grant.to}"
    if not told.grants:
        yield f"see https://cloud.google.com/iam/docs/roles-permissions/{told.api.partition('.')[0]}"
