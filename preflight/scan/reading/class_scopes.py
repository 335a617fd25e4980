"""Names of a file of Java, Kotlin or C#: which scope knows what, by declaration, assignment or type.

Flow does not count: a name means everything that is ever assigned to it in its scope.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.source import Value

FILE, CLASS, FUNCTION = "file", "class", "function"


class Place(NamedTuple):
    """A node, the scope that it stands in, and what was captured around it (itself a place, or nothing)."""

    node: Node
    scope: Scope
    around: Place | None
    capture: str


@dataclass(slots=True, eq=False)
class Scope:
    """A file, a class or a function."""

    kind: str
    name: str = ""
    parent: Scope | None = None
    # Name -> what is assigned to it, each with the scope that it is written in.
    assigned: dict[str, list[tuple[Node, Scope]]] = field(
        default_factory=dict[str, "list[tuple[Node, Scope]]"]
    )
    types: dict[str, str] = field(default_factory=dict[str, str])
    # What a container gives to a field or parameter (`@Value("${topic}")`).
    given: dict[str, Value] = field(default_factory=dict[str, "Value"])
    # Functions of a class or file, with the name of the type that each gives.
    returns: dict[str, str] = field(default_factory=dict[str, str])
    # What bare calls are asked of, in a function that is written inside of a call (`client.apply {
    # close() }`).
    receiver: tuple[Node, Scope] | None = None
    parameters: set[str] = field(default_factory=set[str])
    # What names turned out to hold; '' while that is being found out, so that circles end.
    held: dict[str, str] = field(default_factory=dict[str, str])

    def knows(self, name: str) -> bool:
        """Whether a variable, field or parameter of this name belongs to this scope."""
        return name in self.assigned or name in self.types or name in self.given

    def find(self, name: str) -> Scope | None:
        """Give the nearest scope that knows `name`."""
        scope: Scope | None = self
        while scope is not None and not scope.knows(name):
            scope = scope.parent
        return scope

    def owner(self) -> Scope | None:
        """Give the class that this scope is in, itself if it is one."""
        scope: Scope | None = self
        while scope is not None and scope.kind != CLASS:
            scope = scope.parent
        return scope

    def function(self, name: str) -> Scope | None:
        """Give the scope that has a function of this name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.returns:
            scope = scope.parent
        return scope

    def declare(self, name: str, kind: str, value: Node | None, scope: Scope) -> None:
        """Remember a variable, field or parameter."""
        if kind:
            self.types.setdefault(name, kind)
        values = self.assigned.setdefault(name, [])
        if value is not None:
            values.append((value, scope))
