"""Names, members and items of Python: of files, classes, objects, and of the environment itself."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python import looking_up
from preflight.environ.python.evaluating import value
from preflight.environ.python.values import (
    Class,
    Const,
    Environ,
    Function,
    Hole,
    Items,
    Lib,
    Method,
    Module,
    Object,
    Scope,
    Table,
    Unknown,
    Value,
    choices,
    made_from,
    one_of,
    reason,
)

if TYPE_CHECKING:
    from preflight.environ.python.walk import Walk

_BUILTINS = frozenset({
    "str", "int", "float", "bool", "len", "list", "tuple", "set", "frozenset", "dict", "sorted", "any", "all",
    "map", "filter", "zip", "enumerate", "getattr", "isinstance", "print", "exit", "quit", "object", "type",
    "reversed", "hasattr", "next", "iter", "vars",
    "super", "open", "property", "staticmethod", "classmethod", "repr", "id",
})  # fmt: skip


def name(_walk: Walk, node: ast.Name, scope: Scope) -> Value:
    """Give what a name holds."""
    found = scope.find(node.id)
    if found is not None:
        return found
    if node.id in _BUILTINS:
        return Lib(f"builtins.{node.id}")
    return Lib(f"builtins.{node.id}") if node.id.endswith(("Error", "Exception", "Exit")) else Unknown()


def attribute(walk: Walk, node: ast.Attribute, scope: Scope) -> Value:
    """Give what a member holds."""
    held = value(walk, node.value, scope)
    return one_of(member(walk, one, node.attr, scope, node.lineno) for one in choices(held))


def member(walk: Walk, held: Value, name: str, scope: Scope, line: int) -> Value:  # noqa: PLR0911 - one kind a line
    """Give a member of a value."""
    match held:
        case Lib():
            path = f"{held.path}.{name}"
            return Environ() if path in looking_up.ENVIRON else Lib(path, held.because)
        case Module():
            return held.scope.names.get(name) or _submodule(walk, held, name)
        case Object():
            return _of_object(walk, held, name, scope, line)
        case Class():
            found = in_class(held, name)
            if isinstance(found, Function) and decorated(found, "classmethod"):
                return Function(found.node, found.scope, held, held)
            return found if found is not None else Unknown()
        case Const(value=None) if held.because:
            walk.fail(held.because, frozenset({"AttributeError", "Exception", "BaseException"}))
            return Unknown(held.because)
        case Const() if name in ("value", "name"):  # a member of an enumeration
            return held
        case Const() | Environ() | Items() | Table():
            return Method(held, name)
        case Hole():
            return Hole(held.because)
        case _:
            return Unknown(reason(held))


def _submodule(walk: Walk, held: Module, name: str) -> Value:
    folder = held.scope.file.removesuffix("/__init__.py")
    for file in (f"{folder}/{name}.py", f"{folder}/{name}/__init__.py"):
        if file in walk.trees:
            return walk.module(file)
    return Unknown()


def _of_object(walk: Walk, held: Object, name: str, scope: Scope, line: int) -> Value:
    if name in held.fields:
        return held.fields[name]
    found = in_class(held.of, name) if held.of is not None else None
    if isinstance(found, Function):
        if decorated(found, "staticmethod"):
            return found
        owner: Value = held.of if decorated(found, "classmethod") and held.of else held
        bound = Function(found.node, found.scope, owner, found.owner)
        if decorated(found, "property") or decorated(found, "cached_property"):
            return walk.call(bound, [], {}, scope, line)
        return bound
    if found is not None:
        return found
    # What stands in a base that is a library's, or is set from outside.
    return Hole()


def in_class(of: Class | None, name: str, depth: int = 0) -> Value | None:
    """Give what a class or one of its bases has under a name."""
    if of is None or depth > 8:
        return None
    if name in of.names:
        return of.names[name]
    for base in of.bases:
        found = in_class(base, name, depth + 1) if isinstance(base, Class) else None
        if found is not None:
            return found
    return None


def decorated(function: Function, word: str) -> bool:
    """Say whether a decorator of that name stands above a function."""
    decorators = getattr(function.node, "decorator_list", [])
    return any(
        (one.id if isinstance(one, ast.Name) else one.attr if isinstance(one, ast.Attribute) else "") == word
        for one in decorators
    )


def item_of(walk: Walk, node: ast.Subscript, scope: Scope) -> Value:
    """Give an item of a value."""
    held, key = value(walk, node.value, scope), value(walk, node.slice, scope)
    return one_of(_item(walk, one, key, scope, node) for one in choices(held))


def _item(walk: Walk, held: Value, key: Value, scope: Scope, node: ast.Subscript) -> Value:
    if isinstance(held, Environ):
        return looking_up.subscript(
            walk, held, key, scope, node.lineno, deleting=isinstance(node.ctx, ast.Del)
        )
    if isinstance(held, Table) and isinstance(key, Const):
        found = dict(held.values).get(str(key.value))
        return found if found is not None else Unknown()
    if isinstance(held, Items) and isinstance(key, Const) and isinstance(key.value, int):
        return held.values[key.value] if -len(held.values) <= key.value < len(held.values) else Unknown()
    if isinstance(held, Items | Table):
        return one_of(held.values if isinstance(held, Items) else [one for _, one in held.values])
    if isinstance(held, Const) and held.value is None and held.because:
        walk.fail(held.because, frozenset({"TypeError", "Exception", "BaseException"}))
    return made_from([held, key]) if not isinstance(held, Class | Lib) else held
