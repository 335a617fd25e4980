"""What `with` does to names: prefixes of readers, exceptions that are swallowed."""

from __future__ import annotations

import ast

from preflight.environ.python.values import Environ, Scope, Value


def prefixed(held: Environ, node: ast.expr, scope: Scope) -> list[tuple[Scope, str, Value]]:
    """Rename what `with env.prefixed("P_"):` prefixes, and give what to put back."""
    function = node.func if isinstance(node, ast.Call) else None
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return []
    name = function.value.id
    before = scope.find(name)
    if not isinstance(before, Environ):
        return []
    had = name in scope.names
    scope.names[name] = Environ(held.prefix, before.reader, before.defaults)
    return [(scope, name, before)] if had or before else []


def named_kinds(node: ast.expr) -> frozenset[str]:
    """Give the names of the exceptions that a `suppress(...)` takes."""
    given = node.args if isinstance(node, ast.Call) else []
    return frozenset(one.id for one in given if isinstance(one, ast.Name))
