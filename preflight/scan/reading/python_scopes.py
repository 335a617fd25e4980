"""Names of a Python file: which scope knows what, by import, assignment, annotation or default.

Flow does not count: a name means everything that is ever assigned to it in its scope.
https://docs.python.org/3/reference/executionmodel.html#resolution-of-names
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

MODULE, CLASS, FUNCTION = "module", "class", "function"


@dataclass(slots=True)
class Scope:
    """A module, class or function. `fields`: what methods assign to `self`, kept by the class."""

    kind: str
    name: str = ""
    parent: Scope | None = None
    imports: dict[str, str] = field(default_factory=dict[str, str])
    assigned: dict[str, list[ast.expr]] = field(default_factory=dict[str, list[ast.expr]])
    types: dict[str, ast.expr] = field(default_factory=dict[str, ast.expr])
    # Parameters by name, with their positions; `self` has none.
    parameters: dict[str, int] = field(default_factory=dict[str, int])
    fields: dict[str, list[tuple[ast.expr, Scope]]] = field(
        default_factory=dict[str, "list[tuple[ast.expr, Scope]]"]
    )
    # What names and fields turned out to hold; '' while that is being found out, so that circles end.
    held: dict[str, str] = field(default_factory=dict[str, str])

    def find(self, name: str) -> Scope | None:
        """Give the nearest scope that knows `name`; a class's names are not seen by its methods."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.imports or name in scope.assigned or name in scope.parameters:
                return scope
            scope = scope.parent
            while scope is not None and scope.kind == CLASS:
                scope = scope.parent
        return None

    def owner(self) -> Scope | None:
        """Give the class whose method this scope is in."""
        scope: Scope | None = self
        while scope is not None and scope.kind != CLASS:
            scope = scope.parent
        return scope

    def assign(self, target: ast.expr, value: ast.expr | None, scope: Scope) -> None:
        """Remember that `target` gets `value`."""
        if value is None:
            return
        if isinstance(target, ast.Name):
            self.assigned.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            owner = self.owner()
            if owner is not None and target.value.id in ("self", "cls"):
                owner.fields.setdefault(target.attr, []).append((value, scope))
        elif (
            isinstance(target, ast.Tuple | ast.List)
            and isinstance(value, ast.Tuple | ast.List)
            and len(target.elts) == len(value.elts)
        ):
            for one, other in zip(target.elts, value.elts, strict=True):
                self.assign(one, other, scope)


def chain(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """Take `a.b.c` apart: what is at its root, and the members from left to right."""
    members: list[str] = []
    while isinstance(node, ast.Attribute):
        members.append(node.attr)
        node = node.value
    members.reverse()
    return node, members
