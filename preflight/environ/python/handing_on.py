"""What becomes of values that are given to code that nobody sees: functions are called some time."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python.values import Environ, Function, Hole, Scope, Value, choices

if TYPE_CHECKING:
    from preflight.environ.python.walk import Walk


def handed_on(  # noqa: PLR0913 - what a call is made of
    walk: Walk,
    args: list[Value],
    keywords: dict[str, Value],
    scope: Scope,
    line: int,
    *,
    harmless: bool = False,
) -> None:
    """Note what becomes of arguments of a call into the unknown: functions are called some time."""
    for one in (*args, *keywords.values()):
        for inner in choices(one):
            if isinstance(inner, Environ) and inner.reader == "os.environ" and not harmless:
                walk.whole(scope, line, "all of it is handed on")
            elif isinstance(inner, Function):
                later(walk, inner, scope, line)


def later(walk: Walk, function: Function, scope: Scope, line: int) -> None:
    """Walk a function that somebody else calls."""
    if id(function.node) in walk.called and not isinstance(function.node, ast.Lambda):
        return
    arguments = function.node.args
    count = len(arguments.posonlyargs) + len(arguments.args) - (1 if function.bound is not None else 0)
    count -= len(arguments.defaults)
    walk.call(function, [Hole() for _ in range(max(count, 0))], {}, scope, line)
