"""What a definition of Python says of itself: decorators, parameters, constants."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.roles.python import types

if TYPE_CHECKING:
    from collections.abc import Iterator

Def = ast.FunctionDef | ast.AsyncFunctionDef


def constant(node: ast.expr) -> object:
    """Give a spelled value, or the name of what stands there."""
    if isinstance(node, ast.Constant):
        return node.value
    return types.dotted(node.func if isinstance(node, ast.Call) else node) or None


def methods(node: ast.ClassDef) -> Iterator[Def]:
    """Give the methods of a class."""
    return (one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def _decorated(node: Def, *names: str) -> bool:
    found = (types.dotted(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list)
    return any(one.rpartition(".")[2] in names for one in found)


def is_property(node: Def) -> bool:
    """Say whether a method is read like an attribute."""
    return _decorated(node, "property", "cached_property")


def is_static(node: Def) -> bool:
    """Say whether a method takes no instance."""
    return _decorated(node, "staticmethod")


def is_class_method(node: Def) -> bool:
    """Say whether a method takes its class."""
    return _decorated(node, "classmethod")


def defaults(args: ast.arguments) -> dict[str, ast.expr]:
    """Give the defaults of parameters by their names."""
    positional = [one.arg for one in [*args.posonlyargs, *args.args]]
    named = zip(reversed(positional), reversed(args.defaults), strict=False)
    only = ((one.arg, value) for one, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value)
    return {**dict(named), **dict(only)}


def global_names(node: Def | None) -> set[str]:
    """Give the names that a function says are the file's."""
    if node is None:
        return set()
    return {name for one in ast.walk(node) if isinstance(one, ast.Global) for name in one.names}
