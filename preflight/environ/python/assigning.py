"""What statements give to names, members and items."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python.evaluating import value
from preflight.environ.python.values import (
    Const,
    Environ,
    Items,
    Module,
    Object,
    Scope,
    Table,
    Value,
    choices,
    made_from,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preflight.environ.python.walk import Walk


def assign(walk: Walk, target: ast.expr, held: Value, scope: Scope) -> None:  # noqa: C901 - one kind a line
    """Give a name, a member or an item what it holds from here on."""
    match target:
        case ast.Name():
            scope.names[target.id] = held
        case ast.Attribute():
            for one in choices(value(walk, target.value, scope)):
                if isinstance(one, Object):
                    one.fields[target.attr] = held
                elif isinstance(one, Module):
                    one.scope.names[target.attr] = held
        case ast.Subscript():
            of, key = value(walk, target.value, scope), value(walk, target.slice, scope)
            if isinstance(of, Environ):
                walk.sets.update(str(one.value) for one in choices(key) if isinstance(one, Const))
            elif isinstance(of, Table) and isinstance(key, Const):
                assign(walk, target.value, Table((*of.values, (str(key.value), held)), of.whole), scope)
        case ast.Tuple() | ast.List():
            given: Iterable[Value] = held.values if isinstance(held, Items) else ()
            kept = list(given)
            for at, one in enumerate(target.elts):
                assign(walk, one, kept[at] if at < len(kept) else made_from([held]), scope)
        case ast.Starred():
            assign(walk, target.value, made_from([held]), scope)
        case _:
            pass


def augment(walk: Walk, node: ast.AugAssign, scope: Scope) -> None:
    """Walk `x += y`."""
    loaded = ast.copy_location(ast.BinOp(_loaded(node.target), node.op, node.value), node)
    assign(walk, node.target, value(walk, loaded, scope), scope)


def _loaded(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name():
            return ast.copy_location(ast.Name(target.id, ast.Load()), target)
        case ast.Attribute():
            return ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target)
        case _:
            return ast.copy_location(ast.Constant(None), target)
