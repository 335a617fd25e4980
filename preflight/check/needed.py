"""What is needed, with the evidence for each: by code, by resource types, by the declarations' own word.

A need is met by any of its APIs. What must be declared is what the platform's own project is asked for while
it runs or is created. What a person or a pipeline calls to deploy may be asked of another project (the one
that holds state and federation), so it justifies an entry and demands none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.needs import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preflight.check.stack import Resource
    from preflight.declared import Declared
    from preflight.scan.needs import Report


class Place(NamedTuple):
    """Where something needs an API, and what."""

    file: str
    line: int
    detail: str


class Needed(NamedTuple):
    """A need: any of `apis` meets it. `required`: one of them must be declared."""

    apis: tuple[str, ...]
    places: tuple[Place, ...]
    required: bool = True


def by_code(report: Report, *, required: bool = True) -> Iterator[Needed]:
    """Give what scanned code calls; only what it calls at run time is required."""
    for need in report.apis:
        places = tuple(Place(one.file, one.line, one.detail) for one in need.evidence)
        yield Needed((need.api, *need.alternatives), places, required and need.phase is Phase.RUNTIME)


def by_resources(resources: Iterable[tuple[Resource, tuple[str, ...]]]) -> Iterator[Needed]:
    """Give what resources need; each comes with the APIs of its type."""
    for resource, apis in resources:
        for api in apis:
            yield Needed((api,), (Place(resource.file, resource.line, resource.type),))


def by_word(entries: Iterable[Declared], place: str) -> Iterator[Needed]:
    """Give what the declarations themselves say is needed: before the first deployment, or from outside."""
    for entry in entries:
        if entry.api and entry.bootstrap:
            yield Needed((entry.api,), (Place(place, entry.line, f"bootstrap: {entry.reason}"),))
        if entry.api and entry.outside:
            yield Needed((entry.api,), (Place(place, entry.line, f"for: {entry.outside}"),), required=False)


def together(needs: Iterable[Needed]) -> list[Needed]:
    """Put needs of the same APIs together, what is required first, places in the order that they came."""
    groups: dict[tuple[str, ...], list[Needed]] = {}
    for need in needs:
        groups.setdefault(need.apis, []).append(need)
    return [
        Needed(
            apis,
            tuple(
                dict.fromkeys(
                    place for need in sorted(group, key=lambda one: not one.required) for place in need.places
                )
            ),
            any(need.required for need in group),
        )
        for apis, group in sorted(groups.items())
    ]
