"""What an expression can be: asked of whoever knows its kind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python.values import Scope, Unknown, Value, made_from

if TYPE_CHECKING:
    from preflight.environ.python.walk import Walk


def value(walk: Walk, node: ast.expr | None, scope: Scope) -> Value:
    """Give what an expression can be."""
    if node is None:
        return Unknown()
    walk.steps += 1
    make = walk.kinds.get(type(node))
    if make is None:
        return made_from(
            [value(walk, one, scope) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
        )
    return make(walk, node, scope)
