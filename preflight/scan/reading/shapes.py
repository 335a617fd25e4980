"""What an expression is, in the words that languages of classes share: a name, a member, a call, a text.

Java, Kotlin and C# each have a module that says for one node of their grammar which shape it has
(`java_shapes`, `kotlin_shapes`, `csharp_shapes`); paths and values are then found out in one place for the
three. A shape is one level deep and holds the nodes below it, so that nothing is looked at that nobody asks
for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node


@dataclass(slots=True, eq=False)
class Spelled:
    """A text, number, truth value or nothing that is written out."""

    value: str | bool | int | float | None


@dataclass(slots=True, eq=False)
class Joint:
    """Texts one after the other: spelled ones, and nodes or names of what stands between."""

    parts: list[str | Node | Named]


@dataclass(slots=True, eq=False)
class Named:
    """A bare name; `this` where the object itself is meant."""

    name: str


@dataclass(slots=True, eq=False)
class Member:
    """`of.name`."""

    of: Node
    name: str


@dataclass(slots=True, eq=False)
class Call:
    """`of.name(arguments)`, without `of` for a bare `name(arguments)`."""

    of: Node | None
    name: str
    arguments: Node | None


@dataclass(slots=True, eq=False)
class New:
    """`new type(arguments) { fields }`; `type` without type arguments, empty where the context gives it."""

    type: str
    arguments: Node | None
    fields: Node | None = None


@dataclass(slots=True, eq=False)
class Item:
    """`of[key]`."""

    of: Node
    key: Node | None


@dataclass(slots=True, eq=False)
class Same:
    """What means the same as another node: in brackets, cast, awaited."""

    node: Node


@dataclass(slots=True, eq=False)
class Choice:
    """One of several nodes. `otherwise`: the last is taken where the first gives nothing (`??`, `?:`)."""

    nodes: list[Node]
    otherwise: bool = False


@dataclass(slots=True, eq=False)
class Listed:
    """Several values in a row: an array that is written out."""

    nodes: list[Node]


@dataclass(slots=True, eq=False)
class Other:
    """Anything else."""


Shape = Spelled | Joint | Named | Member | Call | New | Item | Same | Choice | Listed | Other
OTHER = Other()


class Declared(NamedTuple):
    """A variable, field or parameter: its name, its type's name ('' for none), what it starts with."""

    name: str
    type: str
    value: Node | None = None


class Dialect(NamedTuple):
    """What the shared reading asks of one language. `query` has the captures that `class_walk` knows."""

    grammar: str
    query: str
    shape: Callable[[Node], Shape]
    # The arguments of a call, each with its keyword or ''; given an arguments node or the fields of a New.
    arguments: Callable[[Node], list[tuple[str, Node]]]
    # What a captured variable, field or parameter declares.
    declared: Callable[[Node], list[Declared]]
    # The name of a captured class or function, '' for none; and the type that a function gives, '' for none.
    name: Callable[[Node], str]
    returns: Callable[[Node], str]
    # What is assigned to what, of a captured assignment.
    assigned: Callable[[Node], tuple[Node, Node] | None]
    # Methods that give what they are called on.
    keeps: frozenset[str] = frozenset()
