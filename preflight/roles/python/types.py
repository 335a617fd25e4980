"""The types that values have, as far as they lead to a library's client.

A library's value is its path as the scan writes it: `google.cloud.storage.Client().bucket().blob`.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from preflight.catalogue import libraries


class Library(NamedTuple):
    """Something of a library: a module, a class, a function, or with `()` at its end what that gives."""

    path: str

    def member(self, name: str) -> Library:
        """Give an attribute of it."""
        return Library(f"{self.path}.{name}")

    def called(self) -> Library:
        """Give what calling it gives."""
        return self if len(self.path) > _LONGEST else Library(f"{self.path}()")


class Module(NamedTuple):
    """A file of the code's own."""

    file: str


class Class(NamedTuple):
    """A class of the code's own."""

    file: str
    name: str


class Instance(NamedTuple):
    """What such a class makes."""

    made: Class


class Function(NamedTuple):
    """A function of the code's own; `owner`: the class whose method it is."""

    file: str
    name: str
    owner: str = ""


class Many(NamedTuple):
    """A container or iterator of things of one type."""

    of: Type


class Held(NamedTuple):
    """A method of a container."""

    of: Type
    name: str


class Partial(NamedTuple):
    """A function with some of its arguments given; calling it calls that."""

    function: Type


Type = Library | Module | Class | Instance | Function | Many | Held | Partial

#: What stands for a receiver that is not known.
NOBODY = "?"
_LONGEST = 400
# Types of typing that stand for what they hold, and those that stand for many of it.
SAME = frozenset(
    {"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "Awaitable"}
)
MANY = frozenset(
    {
        "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Collection", "Generator", "Iterable", "Iterator",
        "List", "Sequence", "Set", "FrozenSet", "Tuple", "list", "set", "frozenset", "tuple", "deque",
    }
)  # fmt: skip
MAPS = frozenset({"Dict", "Mapping", "MutableMapping", "defaultdict", "dict", "OrderedDict"})
CONTEXTS = frozenset({"AbstractContextManager", "AbstractAsyncContextManager", "ContextManager"})
# Functions that give back what they are given, or the things in it.
PASSING = frozenset(
    {"list", "tuple", "set", "sorted", "reversed", "iter", "enumerate", "next", "aiter", "anext"}
)
# What runs a function that is given to it: the place of that function among the arguments.
RUNS = {"to_thread": 0, "run_in_threadpool": 0, "submit": 0, "run_in_executor": 1, "map": 0, "create_task": 0,
        "run_sync": 0, "add_task": 0, "Thread": 0, "retry": 0}  # fmt: skip


def is_library(path: str) -> bool:
    """Say whether a path belongs to a library that the catalogue knows, or to one of Google's."""
    first = path.partition(".")[0]
    ours = path.startswith("preflight.startup")
    return ours or first in ("google", "vertexai") or libraries.library("python", path) is not None


def dotted(node: ast.expr) -> str:
    """Give `a.b.c` of an expression that is one, else nothing."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
