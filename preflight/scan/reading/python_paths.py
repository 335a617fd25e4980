"""Which library a name of Python leads to, through imports, assignments, fields and annotations.

A circle (`client = client.with_options()`) ends, since what is being found out counts as nothing meanwhile.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.scan.reading.python_scopes import chain

if TYPE_CHECKING:
    from preflight.scan.reading.python_scopes import Scope

SHARED_DEPTH = 6
MOST = 8


def path_of(node: ast.expr, scope: Scope, depth: int = 0) -> str:
    """Give the path of a thing (see source.py), or '' when its root is nothing that was imported."""
    root, members = chain(node)
    start = _root(root, scope, depth)
    return ".".join((start, *members)) if start and members else start


def _root(root: ast.expr, scope: Scope, depth: int) -> str:  # noqa: PLR0911 - one kind of expression a line
    if depth > SHARED_DEPTH:
        return ""
    if isinstance(root, ast.Call):
        return _called(root, scope, depth)
    if isinstance(root, ast.Await):
        return path_of(root.value, scope, depth + 1)
    if isinstance(root, ast.Subscript):
        inner = path_of(root.value, scope, depth + 1)
        return f"{inner}[]" if inner else ""
    if not isinstance(root, ast.Name):
        return ""
    known = scope.find(root.id)
    if known is None:
        return ""
    if root.id in known.imports:
        return known.imports[root.id]
    if root.id not in known.held:
        known.held[root.id] = ""
        known.held[root.id] = _held(root.id, known, depth)
    return known.held[root.id]


def _called(node: ast.Call, scope: Scope, depth: int) -> str:
    """Give what a call gives; importing a module by its name gives the module."""
    path = path_of(node.func, scope, depth + 1)
    first = node.args[0] if node.args else None
    if path == "importlib.import_module" and isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    return f"{path}()" if path else ""


def _held(name: str, scope: Scope, depth: int) -> str:
    for value in scope.assigned.get(name, ())[:MOST]:
        found = made_by(value, scope, depth + 1)
        if found:
            return found
    annotation = scope.types.get(name)
    annotated = path_of(annotation, scope, depth + 1) if annotation is not None else ""
    return f"{annotated}()" if annotated else ""


def made_by(value: ast.expr, scope: Scope, depth: int = 0) -> str:  # noqa: PLR0911 - one kind of expression a line
    """Give `path()` for an expression that holds what calling `path` gave, or an imported thing itself."""
    if depth > SHARED_DEPTH:
        return ""
    if isinstance(value, ast.IfExp):
        return made_by(value.body, scope, depth + 1) or made_by(value.orelse, scope, depth + 1)
    if isinstance(value, ast.BoolOp):
        return next((made for one in value.values if (made := made_by(one, scope, depth + 1))), "")
    if isinstance(value, ast.Await):
        return made_by(value.value, scope, depth + 1)
    if isinstance(value, ast.Call):
        return _called(value, scope, depth + 1)
    if isinstance(value, ast.Attribute | ast.Name):
        return of_self(value, scope, depth) or path_of(value, scope, depth + 1)
    return ""


def of_self(node: ast.expr, scope: Scope, depth: int = 0) -> str:
    """Give what `self.client.method` is, by what any method of the class assigns to `self.client`."""
    root, members = chain(node)
    owner = scope.owner()
    if owner is None or not members or not isinstance(root, ast.Name) or root.id not in ("self", "cls"):
        return ""
    field = f"self.{members[0]}"
    if field not in owner.held:
        owner.held[field] = ""
        owner.held[field] = _field(members[0], owner, depth)
    return ".".join((owner.held[field], *members[1:])) if owner.held[field] else ""


def _field(name: str, owner: Scope, depth: int) -> str:
    values = [*owner.fields.get(name, ()), *((value, owner) for value in owner.assigned.get(name, ()))]
    made = (made_by(value, where, depth + 1) for value, where in values[:MOST])
    found = next(filter(None, made), "")
    if not found and (annotation := owner.types.get(name)) is not None:
        annotated = path_of(annotation, owner, depth + 1)
        return f"{annotated}()" if annotated else ""
    return found
