"""`build("calendar", "v3")`: clients that Google's general libraries make from a discovery document.

https://googleapis.github.io/google-api-python-client/docs/dyn/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.catalogue import discovery
from preflight.scan.needs import Sighting, Unresolved
from preflight.scan.service import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Use

_BUILDS = ("googleapiclient.discovery.build", "apiclient.discovery.build")
_GENERAL = "googleapis.google."  # the npm package `googleapis`
_NOT_APIS = frozenset({"auth", "options", "discover", "discoverAPI", "addAPI", "getSupportedAPIs"})


def detect(service: Service) -> Iterator[Sighting | Unresolved]:
    """Give the APIs that are named to a general library."""
    for file, source in service.of():
        for use in source.uses:
            if use.path in _BUILDS and use.called:
                yield from _built(service, file, use)
            elif use.path.startswith(_GENERAL) and use.called:
                yield from _general(file, use)


def _built(service: Service, file: str, use: Use) -> Iterator[Sighting | Unresolved]:
    named = use.args[0] if use.args else use.keywords.get("serviceName")
    if named is None:
        return
    given = use.args[1] if len(use.args) > 1 else use.keywords.get("version")
    version = service.text(file, given) if given is not None else ""
    resolved = service.resolve(file, named)
    names = [name for name in resolved.texts if HOLE not in name and name]
    if not names:
        yield Unresolved(file, use.line, "build() of an API whose name is not in the code")
    for name in names:
        found = discovery.api_of(name, version.replace(HOLE, ""))
        if found is None:
            yield Unresolved(file, use.line, f"build({name!r}): no discovery document of that name is known")
        elif found:
            yield Sighting(found, file, use.line, f"build({name!r})")


def _general(file: str, use: Use) -> Iterator[Sighting | Unresolved]:
    name, _, rest = use.path[len(_GENERAL) :].partition(".")
    if name.removesuffix("()") in _NOT_APIS or rest:
        return
    found = discovery.api_of(name, "")
    if found is None:
        yield Unresolved(file, use.line, f"google.{name}(): no API of that name is known")
    elif found:
        yield Sighting(found, file, use.line, f"google.{name}(…)")
