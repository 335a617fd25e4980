"""Finds who names a Google resource without comparing every name of a stack with every other.

A name and the URN of the resource whose output it is both lead to it, as `Reference.same` has it. Whoever
names something that only the update will know stands apart, and is asked last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_policy.proxy import UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rules import Resource
    from rules.references import Reference

    Key = tuple[str, str | None]
    Ask = Callable[[Resource], Reference | None]

# Under a name or a URN stand all, those of one project, and those that have no name.
_ALL, _NAMELESS = "*", ""


@dataclass(frozen=True)
class Index:
    """Who names what. `ask` gives what a resource names, and raises for those that are `unread`."""

    ask: Ask
    kept: Mapping[Key, Sequence[tuple[Reference, Resource]]]
    unread: Sequence[Resource]

    def __bool__(self) -> bool:
        """Say whether anybody names anything."""
        return bool(self.kept or self.unread)

    def naming(self, one: Reference) -> Iterator[Resource]:
        """Yield those of which a preview knows that they name it."""
        for key in _sought_under(one):
            yield from (who for reference, who in self.kept.get(key, ()) if reference.same(one))

    def names(self, one: Reference, besides: str = "") -> bool:
        """Say whether a resource of another URN names it, and raise if only the update will know."""
        if any(who.urn != besides for who in self.naming(one)):
            return True
        self.wait(besides)
        return False

    def wait(self, besides: str = "") -> None:
        """Raise if only the update will know what a resource of another URN names."""
        for who in self.unread:
            if who.urn != besides:
                self.ask(who)


def index_of(resources: Iterable[Resource], ask: Ask) -> Index:
    """Ask each resource what it names, None for nothing."""
    kept: dict[Key, list[tuple[Reference, Resource]]] = {}
    unread: list[Resource] = []
    for one in resources:
        try:
            reference = ask(one)
        except UnknownValueError:
            unread.append(one)
            continue
        if reference:
            for key in _kept_under(reference):
                kept.setdefault(key, []).append((reference, one))
    return Index(ask, kept, unread)


def _kept_under(one: Reference) -> Iterator[Key]:
    if one.name:
        yield from ((one.name, _sure(one.project)), (one.name, _ALL))
    for urn in one.urns:
        yield (urn, _ALL)
        if not one.name:
            yield (urn, _NAMELESS)


def _sought_under(one: Reference) -> Iterator[Key]:
    """Yield where a resource is found: by its name, and by whose output it is where a name is missing."""
    if one.name and (project := _sure(one.project)):
        yield from ((one.name, project), (one.name, None))
    elif one.name:
        yield (one.name, _ALL)
    yield from ((urn, _NAMELESS if one.name else _ALL) for urn in one.urns)


def _sure(project: str | None) -> str | None:
    """Give the name of a project, None for a number, which may be that of any."""
    return project if project and not project.isdigit() else None
