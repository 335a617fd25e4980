"""What the walk does with statements of Python: definitions, imports, assignments, blocks.

Each tells the scopes what a name gets, and says what is looked at next.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.scan.reading.python_scopes import CLASS, FUNCTION, Scope, chain
from preflight.scan.reading.python_walk import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from preflight.scan.reading.python_walk import Walk


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    documents = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if documents else body


def _module(walk: Walk, node: ast.Module, scope: Scope, *_: object) -> None:
    for statement in node.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            walk.imported.update(alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    walk.push_all(_without_docstring(node.body), scope)


def _class(walk: Walk, node: ast.ClassDef, scope: Scope, *_: object) -> None:
    inner = Scope(CLASS, node.name, scope)
    walk.scopes.append(inner)
    scope.assigned.setdefault(node.name, [])
    walk.push_all(_without_docstring(node.body), inner)
    for base in node.bases:
        walk.push(base, scope)
    for key in node.keywords:
        walk.push(key.value, scope)
    walk.push_all(node.decorator_list, scope)


def _function(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, *_: object) -> None:
    inner = Scope(FUNCTION, node.name, scope)
    walk.functions.add(node.name)
    walk.scopes.append(inner)
    _parameters(walk, node.args, inner, scope)
    walk.push_all(_without_docstring(node.body), inner)
    walk.push_all(node.decorator_list, scope)


def _lambda(walk: Walk, node: ast.Lambda, scope: Scope, *_: object) -> None:
    inner = Scope(FUNCTION, "", scope)
    _parameters(walk, node.args, inner, scope)
    walk.push(node.body, inner)


def _parameters(walk: Walk, args: ast.arguments, inner: Scope, outer: Scope) -> None:
    places = [*args.posonlyargs, *args.args]
    for at, one in enumerate((*places, *args.kwonlyargs)):
        inner.parameters[one.arg] = at
        if one.annotation is not None:
            inner.types[one.arg] = _plain(one.annotation)
    defaults = [*zip(reversed(places), reversed(args.defaults), strict=False)]
    defaults += [(one, value) for one, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value]
    for one, value in defaults:
        inner.assigned.setdefault(one.arg, []).append(value)
        walk.push(value, outer)


def _plain(annotation: ast.expr) -> ast.expr:
    """Give the type of `X | None`, `Optional[X]` and `Annotated[X, …]`."""
    if isinstance(annotation, ast.BinOp):
        return _plain(annotation.left)
    if isinstance(annotation, ast.Subscript):
        name = chain(annotation.value)
        if (name[1] or [getattr(name[0], "id", "")])[-1] in ("Optional", "Annotated"):
            inner = annotation.slice
            return _plain(inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner)
    return annotation


def _import(walk: Walk, node: ast.Import, scope: Scope, *_: object) -> None:
    for alias in node.names:
        walk.imported.add(alias.asname or alias.name.partition(".")[0])
        scope.imports[alias.asname or alias.name.partition(".")[0]] = (
            alias.name if alias.asname else alias.name.partition(".")[0]
        )
        walk.imports.append((alias.name, alias.asname or alias.name.partition(".")[0], node.lineno, False))


def _from(walk: Walk, node: ast.ImportFrom, scope: Scope, *_: object) -> None:
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        joint = "" if module.endswith(".") else "."
        path = f"{module}{joint}{alias.name}"
        walk.imported.add(alias.asname or alias.name)
        scope.imports[alias.asname or alias.name] = path
        walk.imports.append((path, alias.asname or alias.name, node.lineno, node.level > 0))


def _assign(walk: Walk, node: ast.Assign, scope: Scope, *_: object) -> None:
    root, _members = chain(node.value)
    alias = isinstance(root, ast.Name) and root.id in walk.imported  # `gcs = google.cloud.storage`
    for target in node.targets:
        scope.assign(target, node.value, scope)
        if alias and isinstance(target, ast.Name):
            walk.imported.add(target.id)
        if isinstance(target, ast.Subscript):
            walk.settings.append((target, node.value, scope))
            walk.push(target, scope)
    walk.push(node.value, scope, node.targets[0], "=")


def _annotated(walk: Walk, node: ast.AnnAssign, scope: Scope, *_: object) -> None:
    scope.assign(node.target, node.value, scope)
    if isinstance(node.target, ast.Name):
        scope.types[node.target.id] = _plain(node.annotation)
        scope.assigned.setdefault(node.target.id, [])
    elif isinstance(node.target, ast.Attribute) and (owner := scope.owner()) is not None:
        owner.types.setdefault(node.target.attr, _plain(node.annotation))
    walk.push(node.value, scope, node.target, "=")


def _added(walk: Walk, node: ast.AugAssign, scope: Scope, *_: object) -> None:
    """`name += "-flash"`: the name also holds what was assigned to it last, with that behind it."""
    before = scope.assigned.get(node.target.id) if isinstance(node.target, ast.Name) else None
    if not before or not isinstance(node.op, ast.Add) or not isinstance(node.target, ast.Name):
        walk.push(node.target, scope)
        walk.push(node.value, scope, node.target, "=")
        return
    whole = ast.copy_location(ast.BinOp(before[-1], ast.Add(), node.value), node)
    before.append(whole)
    walk.texts.append(Place(whole, scope, node.target, "+="))
    walk.push(node.value, scope, node.target, "=")


def _named(walk: Walk, node: ast.NamedExpr, scope: Scope, *_: object) -> None:
    scope.assign(node.target, node.value, scope)
    walk.push(node.value, scope, node.target, "=")


def _with(walk: Walk, node: ast.With | ast.AsyncWith, scope: Scope, *_: object) -> None:
    for item in node.items:
        if item.optional_vars is not None:
            scope.assign(item.optional_vars, item.context_expr, scope)
        walk.push(item.context_expr, scope)
    walk.push_all(node.body, scope)


def _loop(walk: Walk, node: ast.For | ast.AsyncFor, scope: Scope, *_: object) -> None:
    if isinstance(node.iter, ast.List | ast.Tuple | ast.Set):
        for value in node.iter.elts[:8]:
            scope.assign(node.target, value, scope)
    walk.push(node.iter, scope)
    walk.push_all(node.body, scope)
    walk.push_all(node.orelse, scope)


def _if(walk: Walk, node: ast.If, scope: Scope, *_: object) -> None:
    test = node.test
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__":
        walk.entry = True
    walk.push(test, scope)
    walk.push_all(node.body, scope)
    walk.push_all(node.orelse, scope)


def _expression(walk: Walk, node: ast.Expr, scope: Scope, *_: object) -> None:
    if not isinstance(node.value, ast.Constant):  # a string that stands alone says something to readers only
        walk.push(node.value, scope)


HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Module: _module, ast.ClassDef: _class, ast.FunctionDef: _function, ast.AsyncFunctionDef: _function,
    ast.Lambda: _lambda, ast.Import: _import, ast.ImportFrom: _from, ast.Assign: _assign,
    ast.AnnAssign: _annotated, ast.AugAssign: _added,
    ast.NamedExpr: _named, ast.With: _with, ast.AsyncWith: _with, ast.For: _loop,
    ast.AsyncFor: _loop, ast.If: _if, ast.Expr: _expression,
}  # fmt: skip
