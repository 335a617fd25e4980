"""What callers give to the functions of the code itself: `get_service("calendar", "v3")`, built with inside.

Kept as constants under the name of the function: `get_service(#0)` by position, `get_service(version)` by
name. A function is known by its name alone, so two of the same name share what they are given. Deliberately
absent: methods, and values that are no short text.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.scan.reading.python_scopes import chain
from preflight.scan.reading.python_values import value_of
from preflight.scan.reading.values import one_of
from preflight.scan.source import Joined, Known, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.reading.python_scopes import Scope
    from preflight.scan.source import Source, Value

_LONGEST = 200


def given(node: ast.Call, scope: Scope, source: Source) -> None:
    """Keep the arguments of a call of a function of the code itself."""
    root, members = chain(node.func)
    if not isinstance(root, ast.Name) or len(members) > 1 or root.id in ("self", "cls"):
        return
    function = members[0] if members else root.id
    known = scope.find(root.id)
    if members and (known is None or root.id not in known.imports):
        return
    for key, value in _arguments(node):
        told = value_of(value, scope)
        if _tells(told):
            name = f"{function}({key})"
            before = source.constants.get(name)
            source.constants[name] = told if before is None else one_of([before, told])


def _arguments(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    for at, value in enumerate(node.args[:6]):
        yield f"#{at}", value
    for key in node.keywords[:8]:
        if key.arg:
            yield key.arg, key.value


def _tells(value: Value) -> bool:
    if isinstance(value, Known):
        return isinstance(value.value, str) and 0 < len(value.value) < _LONGEST
    return isinstance(value, Name | Joined)
