"""Calls: of functions and classes of the code, and of libraries."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python import assigning, handing_on, libraries, members, spelled
from preflight.environ.python.evaluating import value
from preflight.environ.python.values import (
    Class,
    Const,
    Environ,
    Function,
    Items,
    Lib,
    Method,
    Object,
    Scope,
    Table,
    Unknown,
    Value,
    choices,
    made_from,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.environ.python.walk import Walk


def called(walk: Walk, node: ast.Call, scope: Scope) -> Value:
    """Give what a call can give."""
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("append", "add", "extend", "update"):
        grown = _grown(walk, node, node.func, scope)
        if grown is not None:
            return grown
    called = value(walk, node.func, scope)
    args: list[Value] = []
    for one in node.args:
        held = value(walk, one.value if isinstance(one, ast.Starred) else one, scope)
        args += held.values if isinstance(one, ast.Starred) and isinstance(held, Items) else [held]
    keywords: dict[str, Value] = {}
    for key in node.keywords:
        held = value(walk, key.value, scope)
        if key.arg:
            keywords[key.arg] = held
        elif isinstance(held, Table):
            keywords |= dict(held.values)
        elif isinstance(held, Environ):
            walk.whole(scope, node.lineno, "all of it is handed on")
    return one_of(call(walk, one, args, keywords, scope, node) for one in choices(called))


def call(  # noqa: PLR0913, PLR0917 - what a call is made of
    walk: Walk, called: Value, args: list[Value], keywords: dict[str, Value], scope: Scope, node: ast.Call
) -> Value:
    """Give what a call of one thing gives."""
    line = node.lineno
    match called:
        case Function():
            return walk.call(called, args, keywords, scope, line)
        case Class():
            return _made(walk, called, args, keywords, scope, line)
        case Object():
            found = members.in_class(called.of, "__call__")
            if isinstance(found, Function):
                return walk.call(
                    Function(found.node, found.scope, called, found.owner), args, keywords, scope, line
                )
        case Lib() | Method() | Environ():
            return libraries.called(walk, called, args, keywords, scope, node)
        case _:
            pass
    handing_on.handed_on(walk, args, keywords, scope, line)
    return made_from([called, *args, *keywords.values()])


def _made(  # noqa: PLR0913, PLR0917 - what a call is made of
    walk: Walk, of: Class, args: list[Value], keywords: dict[str, Value], scope: Scope, line: int
) -> Value:
    made = Object(of)
    begins = members.in_class(of, "__init__")
    if isinstance(begins, Function):
        walk.call(Function(begins.node, begins.scope, made, begins.owner), args, keywords, scope, line)
        return made
    names = list(_fields(of))
    made.fields |= dict(zip(names, args, strict=False))
    made.fields |= keywords
    handing_on.handed_on(walk, args, keywords, scope, line, harmless=True)
    ends = members.in_class(of, "__post_init__")
    if isinstance(ends, Function):
        walk.call(Function(ends.node, ends.scope, made, ends.owner), [], {}, scope, line)
    return made


def _fields(of: Class) -> Iterator[str]:
    for base in of.bases:
        if isinstance(base, Class):
            yield from _fields(base)
    for one in of.node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield one.target.id


def _grown(walk: Walk, node: ast.Call, function: ast.Attribute, scope: Scope) -> Value | None:
    """Take in what is put into a list that is known."""
    held = value(walk, function.value, scope)
    if not isinstance(held, Items) or len(node.args) != 1:
        return None
    new = value(walk, node.args[0], scope)
    added = new.values if function.attr in ("extend", "update") and isinstance(new, Items) else (new,)
    causes = walk.causes()
    here = causes[0] if causes else frozenset[int]()
    kinds = {world.kind for world in walk.worlds}
    if "never" in kinds or ("present" in kinds and not causes):
        return Const(None)
    reasons = new.reasons if isinstance(new, Items) and new.reasons else (here,) * len(added)
    if len(held.values) > 200:
        return Const(None)
    grown = Items(held.values + tuple(added), spelled.padded(held) + tuple(reasons))
    where = scope.holder(function.value.id) if isinstance(function.value, ast.Name) else scope
    assigning.assign(walk, function.value, grown, where)
    libraries.noted(walk, function.value)
    return Const(None)


def ends(walk: Walk, node: ast.expr, scope: Scope) -> bool:
    """Say whether a statement that is a call ends the program: `sys.exit(1)`."""
    if not isinstance(node, ast.Call):
        return False
    called = value(walk, node.func, scope) if isinstance(node.func, ast.Name | ast.Attribute) else Unknown()
    return isinstance(called, Lib) and libraries.ends(called.path)


def lambda_(walk: Walk, node: ast.Lambda, scope: Scope) -> Value:
    """Give a lambda, which is walked when it is called."""
    made = Function(node, scope)
    walk.functions.append(made)
    return made


def named(walk: Walk, node: ast.NamedExpr, scope: Scope) -> Value:
    """Give what `(x := y)` holds, and note it."""
    held = value(walk, node.value, scope)
    assigning.assign(walk, node.target, held, scope)
    return held


def inner(walk: Walk, node: ast.Await | ast.Starred | ast.YieldFrom, scope: Scope) -> Value:
    """Give what stands behind `await`, `*` or `yield from`."""
    return value(walk, node.value, scope)
