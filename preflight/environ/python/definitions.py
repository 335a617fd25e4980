"""Functions and classes of the code, and what their parameters hold in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ.python import settings
from preflight.environ.python.evaluating import value
from preflight.environ.python.values import Class, Function, Hole, Items, Scope, Table, Value

if TYPE_CHECKING:
    import ast

    from preflight.environ.python.walk import Walk


def function(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    """Take in a function, with what its decorators and defaults read."""
    made = Function(node, scope)
    walk.functions.append(made)
    for one in node.decorator_list:
        value(walk, one, scope)
    for one in (*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)):
        value(walk, one, scope)
    settings.parameters(walk, node, scope)
    scope.names[node.name] = made


def class_(walk: Walk, node: ast.ClassDef, scope: Scope) -> None:
    """Take in a class with what its body reads."""
    bases = tuple(value(walk, one, scope) for one in node.bases)
    for one in node.decorator_list:
        value(walk, one, scope)
    for key in node.keywords:
        value(walk, key.value, scope)
    made = Class(node, scope, bases)
    inner = Scope(scope.file, scope)
    walk.body(node.body, inner)
    for name, held in inner.names.items():
        if isinstance(held, Function) and held.owner is None and held.scope is inner:
            held.scope, held.owner = scope, made
        made.names[name] = held
    scope.names[node.name] = made
    settings.declared(walk, made, scope)


def bind(  # noqa: PLR0913, PLR0917 - what a call is made of
    walk: Walk,
    arguments: ast.arguments,
    args: list[Value],
    keywords: dict[str, Value],
    inner: Scope,
    outer: Scope,
) -> None:
    """Give the parameters of a function what they hold in one call of it."""
    places = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(places) - len(arguments.defaults)) + list(
        arguments.defaults
    )
    for at, (one, default) in enumerate(zip(places, defaults, strict=True)):
        if at < len(args):
            inner.names[one.arg] = args[at]
        elif one.arg in keywords:
            inner.names[one.arg] = keywords[one.arg]
        else:
            inner.names[one.arg] = value(walk, default, outer) if default is not None else Hole()
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if one.arg in keywords:
            inner.names[one.arg] = keywords[one.arg]
        else:
            inner.names[one.arg] = value(walk, default, outer) if default is not None else Hole()
    if arguments.vararg is not None:
        rest = tuple(args[len(places) :])
        inner.names[arguments.vararg.arg] = Items(rest) if rest else Hole()
    if arguments.kwarg is not None:
        named = {one.arg for one in (*places, *arguments.kwonlyargs)}
        inner.names[arguments.kwarg.arg] = Table(
            tuple((name, held) for name, held in keywords.items() if name not in named), whole=False
        )
