"""Where a fault may strike: patterns over services, methods and paths, refused where they fit nothing.

`*` stands for anything. A fault that can never strike would make a test that cannot fail.
"""

from __future__ import annotations

import pkgutil
import re
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, cast

from localcloud import apis, discovery, dispatch, gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localcloud.casing import Json

_VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_ID = re.compile(rb'"id": "\w+\.([A-Za-z0-9.]+)"')
_PLACES = ("services", "methods", "paths")


def is_service(name: object) -> bool:
    """Whether it is a host that Google has."""
    return isinstance(name, str) and name in gate.known()


def problems(fault: str, only: object) -> Iterator[str]:
    """Gives what is wrong with an `only`."""
    if not isinstance(only, dict) or not only:
        yield f"{fault}.only must be an object with {', '.join(_PLACES)}"
        return
    for place, patterns in cast("Json", only).items():
        if place not in _PLACES:
            yield f"{fault}.only has no {place}; it takes {', '.join(_PLACES)}"
        elif not isinstance(patterns, list) or not patterns:
            yield f"{fault}.only.{place} must be a list of names"
        else:
            for pattern in cast("list[object]", patterns):
                if not (isinstance(pattern, str) and _fits_something(place, pattern)):
                    yield f"{fault}.only.{place}: {_WORDS[place].format(pattern)}"


def fits(only: Json, asked: dispatch.Asked) -> bool:
    """Whether a call is in one of the named services, methods and paths."""
    services, methods, paths = (only.get(place) for place in _PLACES)
    return (
        (not services or _any(asked.host, services))
        and (not paths or _any(f"/{asked.host}/{asked.path}", paths))
        and (not methods or _any(asked.verb, methods) or _any(dispatch.method_id(asked), methods))
    )


_WORDS = {
    "services": "'{}' fits no Google service; write pubsub.googleapis.com, or with * for several",
    "methods": "'{}' fits no method; write POST, or projects.topics.create, or with * for several",
    "paths": "'{}' fits no path; write it as /_local/calls shows it, or with * for several",
}


def _fits_something(place: str, pattern: str) -> bool:
    if place == "paths":
        return pattern.startswith(("/", "*"))
    known = gate.known() if place == "services" else _VERBS | _methods()
    return any(fnmatchcase(name, pattern) for name in known)


def _any(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@cache
def _methods() -> frozenset[str]:
    """Every method of every service that has a file, by its id without the API's name."""
    return frozenset(
        found.decode()
        for module in pkgutil.iter_modules(apis.__path__)
        for path in discovery.folder().glob(f"{module.name}.v*.json")
        for found in _ID.findall(path.read_bytes())
    )
