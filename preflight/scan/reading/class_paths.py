"""Paths (see source.py) of names, members and calls of Java, Kotlin and C#.

A variable, field or parameter stands for what is assigned to it; where that tells nothing, for its type. A
path of more than 16 calls in a row (a builder) leaves out the middle, so that a long chain costs no more
than its length. Deliberately absent: inheritance, and what the methods of other files give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading.class_scopes import CLASS
from preflight.scan.reading.shapes import OTHER, Call, Choice, Item, Member, Named, New, Same

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from preflight.scan.reading.class_scopes import Scope
    from preflight.scan.reading.shapes import Dialect, Shape

_DEPTH = 8
_MOST = 8
_LINKS = 16
_WRAPPERS = 64
# Before what may yet turn out to be a fully qualified name (`com` of
# `com.google.cloud.storage.StorageOptions`).
MAYBE = "~"


class Paths:
    """The paths of one file. `outer` gives the path of a name that no scope knows, '' for none.

    `bare` does so for a function that is called without a receiver. `classes`: those that the file declares.
    """

    def __init__(
        self, dialect: Dialect, outer: Callable[[str], str], bare: Callable[[str], str] | None = None
    ) -> None:
        self.dialect, self.outer, self.bare = dialect, outer, bare or outer
        self.classes: dict[str, Scope] = {}
        # Types of what is made without naming one (`StorageClient client = new()`), by the arguments.
        self.expected: dict[int, str] = {}
        # Nodes that only mean the same as another one, which is told by itself.
        self.same: set[int] = set()
        self._shapes: dict[int, Shape] = {}
        # Of nodes in a chain: path, and how many calls it has.
        self._found: dict[int, tuple[str, int]] = {}

    def shape(self, node: Node) -> Shape:
        """Give the shape of a node; what means the same as another node has the shape of that one."""
        found = self._shapes.get(node.id)
        if found is None:
            found = self.dialect.shape(node)
            for _ in range(_WRAPPERS):
                if not isinstance(found, Same):
                    break
                self.same.add(node.id)
                found = self.dialect.shape(found.node)
            if isinstance(found, Same):
                found = OTHER
            self._shapes[node.id] = found
        return found

    def called(self, node: Node, scope: Scope) -> str:
        """Give the path of what a call or a `new` calls; '' for functions of the file and what is unknown."""
        shape = self.shape(node)
        if isinstance(shape, Call) and self._own(shape, scope) is not None:
            return ""
        path = self.path(node, scope)
        return path[:-2] if path.endswith("()") else ""

    def path(self, node: Node, scope: Scope, depth: int = 0) -> str:
        """Give the path of an expression; what a call gives ends in `()`."""
        links: list[tuple[int, Shape, bool]] = []
        found = ("", 0)
        current: Node | None = node
        while current is not None:
            before = self._found.get(current.id)
            if before is not None:
                found = before
                break
            shape = self.shape(current)
            of = shape.of if isinstance(shape, Call | Member | Item) else None
            roots = of is None or self._by_itself(shape, scope)
            links.append((current.id, shape, roots))
            current = None if roots else of
        for key, shape, roots in reversed(links):
            if roots:
                start = self._root(shape, scope, depth)
                found = start, start.count("()")
            else:
                found = self._link(shape, found)
            self._found[key] = found
        path = found[0]
        return "" if path.startswith(MAYBE) else path

    def _by_itself(self, shape: Shape, scope: Scope) -> bool:
        """Whether what stands left of the last `.` is this object or a class of the file."""
        if not isinstance(shape, Call | Member) or shape.of is None:
            return False
        of = self.shape(shape.of)
        return isinstance(of, Named) and (of.name == "this" or self._class(of.name, scope) is not None)

    def _class(self, name: str, scope: Scope) -> Scope | None:
        return self.classes.get(name) if scope.find(name) is None else None

    def _link(self, shape: Shape, left: tuple[str, int]) -> tuple[str, int]:
        start, calls = left
        if not start or not isinstance(shape, Call | Member | Item):
            return left
        if isinstance(shape, Call) and shape.name in self.dialect.keeps:
            return left
        if isinstance(shape, Item):
            return ("" if start.startswith(MAYBE) else f"{start}[]"), calls
        if start.startswith(MAYBE):
            return _qualified(start, shape), calls
        if isinstance(shape, Member):
            return f"{start}.{shape.name}", calls
        if calls >= _LINKS:
            start = start.rpartition(".")[0] or start
        return f"{start}.{shape.name}()", calls + 1

    def _root(self, shape: Shape, scope: Scope, depth: int) -> str:
        if depth > _DEPTH:
            return ""
        if isinstance(shape, Named):
            return self._named(shape.name, scope, depth)
        if isinstance(shape, New):
            kind = self.type(
                shape.type or self.expected.get(shape.arguments.id if shape.arguments else 0, "")
            )
            return f"{kind}()" if kind else ""
        if isinstance(shape, Choice):
            return next((path for one in shape.nodes if (path := self.path(one, scope, depth + 1))), "")
        if isinstance(shape, Member):  # of this object, or of a class of the file
            of = self.shape(shape.of)
            name = of.name if isinstance(of, Named) else ""
            owner = scope.owner() if name == "this" else self._class(name, scope)
            return self.held(shape.name, owner, depth) if owner is not None else ""
        return self._bare(shape, scope, depth) if isinstance(shape, Call) else ""

    def _own(self, shape: Call, scope: Scope) -> Scope | None:
        """Give the scope of the file's own function that a call calls."""
        if shape.of is None:
            return scope.function(shape.name)
        if self._by_itself(shape, scope):
            of = self.shape(shape.of)
            owner = scope.owner() if isinstance(of, Named) and of.name == "this" else None
            return owner.function(shape.name) if owner is not None else self._class_of(of, scope)
        return None

    def _class_of(self, of: Shape, scope: Scope) -> Scope | None:
        return self._class(of.name, scope) if isinstance(of, Named) else None

    def _bare(self, shape: Call, scope: Scope, depth: int) -> str:
        own = self._own(shape, scope)
        if own is not None:
            return self.instance(own.returns.get(shape.name, ""))
        if shape.of is not None:
            return ""
        around: Scope | None = scope
        while around is not None and around.kind != CLASS:
            if around.receiver is not None and not shape.name[:1].isupper():
                path = self.path(*around.receiver, depth + 1)
                if path:
                    return f"{path}.{shape.name}()"
            around = around.parent
        if shape.name in self.classes:
            return ""
        path = self.bare(shape.name)
        return f"{path}()" if path and not path.startswith(MAYBE) else ""

    def _named(self, name: str, scope: Scope, depth: int) -> str:
        if name == "this":
            return ""
        known = scope.find(name)
        if known is not None:
            return self.held(name, known, depth)
        return "" if name in self.classes else self.outer(name)

    def held(self, name: str, known: Scope, depth: int = 0) -> str:
        """Give the path of what a variable or field of the scope `known` holds."""
        if name not in known.held:
            known.held[name] = ""
            values = known.assigned.get(name, ())[:_MOST]
            made = (self.path(value, scope, depth + 1) for value, scope in values)
            found = next(filter(None, made), "") if depth <= _DEPTH else ""
            known.held[name] = found or self.instance(known.types.get(name, ""))
        return known.held[name]

    def type(self, name: str) -> str:
        """Give the path of a type by its name, which may be qualified; '' for those of the file itself."""
        first, _, rest = name.partition(".")
        if not first or first in self.classes:
            return ""
        start = self.outer(first)
        if start.startswith(MAYBE):
            return name if rest and rest.rpartition(".")[2][:1].isupper() else ""
        return f"{start}.{rest}" if start and rest else start

    def instance(self, name: str) -> str:
        """Give the path of something of the type `name`."""
        path = self.type(name)
        return f"{path}()" if path else ""


def _qualified(start: str, shape: Call | Member) -> str:
    """Add one name to what may be a qualified name: packages are written small, and at least two."""
    if isinstance(shape, Call):
        return ""
    path = f"{start}.{shape.name}"
    if shape.name[:1].isupper():
        return path.removeprefix(MAYBE) if path.count(".") > 1 else ""
    return path
