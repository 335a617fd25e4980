"""Programs that Python code starts, and environment variables that it sets.

https://docs.python.org/3/library/subprocess.html
"""

from __future__ import annotations

import ast
import shlex
from typing import TYPE_CHECKING

from preflight.scan.reading.python_paths import path_of
from preflight.scan.reading.python_values import value_of
from preflight.scan.reading.values import word
from preflight.scan.source import Command, Known, Setting, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.reading.python_scopes import Scope
    from preflight.scan.source import Value

STARTS = frozenset({
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
    "subprocess.Popen", "subprocess.getoutput", "subprocess.getstatusoutput", "os.system", "os.popen",
    "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell",
})  # fmt: skip


def assigned(target: ast.expr, value: ast.expr, scope: Scope, source: Source) -> None:
    """Keep what is assigned to `os.environ[...]`."""
    if isinstance(target, ast.Subscript) and path_of(target.value, scope) == "os.environ":
        set_to(target.slice, value, scope, source)


def set_to(name: ast.expr, value: ast.expr, scope: Scope, source: Source) -> None:
    """Keep a variable that is set by its name."""
    key = value_of(name, scope)
    if isinstance(key, Known) and isinstance(key.value, str):
        source.settings.append(Setting(key.value, value_of(value, scope), name.lineno))


def updated(node: ast.Call, scope: Scope, source: Source) -> None:
    """Keep what `os.environ.update` sets."""
    for arg in node.args:
        for name, value in spread(arg, scope).items():
            source.settings.append(Setting(name, value, node.lineno))
    for key in node.keywords:
        if key.arg:
            source.settings.append(Setting(key.arg, value_of(key.value, scope), node.lineno))


def started(node: ast.Call, scope: Scope, source: Source) -> None:
    """Keep the command line that a call starts."""
    if not node.args:
        return
    first = node.args[0]
    if isinstance(first, ast.Name) and (known := scope.find(first.id)) is not None:
        first = next(iter(known.assigned.get(first.id, ())), first)
    if isinstance(first, ast.Call) and first.args and path_of(first.func, scope) == "shlex.split":
        first = first.args[0]
    if isinstance(first, ast.List | ast.Tuple):
        words = [word(value_of(one, scope)) for one in first.elts]
    elif path_of(node.func, scope) == "asyncio.create_subprocess_exec":
        words = [word(value_of(one, scope)) for one in node.args]
    else:
        words = list(_split(word(value_of(first, scope))))
    if words and words[0] != "\0":
        source.commands.append(Command(tuple(words), node.lineno))


def _split(line: str) -> Iterator[str]:
    try:
        yield from shlex.split(line, comments=True)
    except ValueError:
        yield from line.split()


def spread(value: ast.expr, scope: Scope) -> dict[str, Value]:
    """Give the fields of a dictionary that is spelled where it stands, or under a name."""
    if isinstance(value, ast.Name) and (known := scope.find(value.id)) is not None:
        held = known.assigned.get(value.id, ())
        value = next((one for one in held if isinstance(one, ast.Dict | ast.Call)), value)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict":
        return {key.arg: value_of(key.value, scope) for key in value.keywords if key.arg}
    if not isinstance(value, ast.Dict):
        return {}
    return {
        key.value: value_of(one, scope)
        for key, one in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
