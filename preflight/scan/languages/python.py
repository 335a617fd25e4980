"""Python, read with the standard `ast`: nothing is imported and nothing is run.

Python 2 is not read: its `print x` is a syntax error of today's grammar, and that is said. Deliberately
absent: star imports of the scanned code itself, `exec`, and what metaclasses make up.

https://docs.python.org/3/library/ast.html
"""

from __future__ import annotations

import ast
import shlex
import sys
import warnings
from typing import TYPE_CHECKING

from preflight.scan.reading import interest, python_calls, python_walk
from preflight.scan.reading.methods import UNKNOWN_RECEIVERS
from preflight.scan.reading.python_scopes import Scope, chain
from preflight.scan.reading.python_values import OPAQUE, of_self, one_of, path_of, value_of
from preflight.scan.source import (
    Command,
    Env,
    Import,
    Joined,
    Known,
    Made,
    Name,
    OneOf,
    Setting,
    Source,
    Text,
    Use,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.reading.python_walk import Place, Walk
    from preflight.scan.source import Value

LANGUAGE = "python"
SUFFIXES = (".py", ".pyw", ".pyi")
NAMES: tuple[str, ...] = ()
_STARTS = frozenset({
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
    "subprocess.Popen",
    "subprocess.getoutput", "subprocess.getstatusoutput", "os.system", "os.popen",
    "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell",
})  # fmt: skip
_ENTRIES = ("functions_framework.", "flask.Flask", "fastapi.FastAPI", "starlette.applications.Starlette",
            "quart.Quart", "bottle.Bottle", "aiohttp.web.Application", "click.command", "click.group",
            "typer.Typer", "streamlit.", "gradio.", "firebase_functions.")  # fmt: skip
_SETS_ENV = ("os.environ.setdefault", "os.putenv")
_LONGEST = 2000


def read(data: bytes, name: str) -> Source:
    """Read one file. What is no Python of today is a problem with its line."""
    del name
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except SyntaxError as error:
        return Source(LANGUAGE, problems=[f"line {error.lineno or 1}: {error.msg}"])
    except (ValueError, RecursionError, MemoryError) as error:
        return Source(LANGUAGE, problems=[f"line 1: cannot be parsed ({type(error).__name__})"])
    return told(python_walk.Walk(tree))


def told(walk: Walk) -> Source:
    """Tell what a walk collected."""
    source = Source(LANGUAGE, entry=walk.entry)
    _imports(walk, source)
    for place in walk.calls:
        _call(place, source)
    for place in walk.mentions:
        _mention(place, source)
    _own_functions(walk, source)
    for place in walk.texts:
        _text(place, source)
    for name, value, scope in python_walk.names_of(walk):
        _constant(name, value, scope, source)
    for target, value, scope in walk.settings:
        _setting(target, value, scope, source)
    return source


def _own_functions(walk: Walk, source: Source) -> None:
    """Tell what is given to functions of the code itself, where it matters: they build or call something."""
    local = {name for _, name, _, relative in walk.imports if relative} | walk.functions
    for path, name, _line, _relative in walk.imports:
        if not interest.interesting(LANGUAGE, path) and path.partition(".")[0] not in sys.stdlib_module_names:
            local.add(name)
    for place in walk.calls:
        node = place.node
        if isinstance(node, ast.Call) and (node.args or node.keywords):
            root, _members = chain(node.func)
            if isinstance(root, ast.Name) and root.id in local:
                python_calls.given(node, place.scope, source)


def _imports(walk: Walk, source: Source) -> None:
    for path, name, line, relative in walk.imports:
        used = name in walk.loaded
        if relative:
            source.locals.append(path)
        elif path.partition(".")[0] not in sys.stdlib_module_names:
            source.locals.append(path)
            if interest.interesting(LANGUAGE, path):
                source.imports.append(Import(path, line, used))


def _call(place: Place, source: Source) -> None:
    node, scope = place.node, place.scope
    assert isinstance(node, ast.Call)  # noqa: S101 - what the walk collects as calls
    path = of_self(node.func, scope) or path_of(node.func, scope)
    if not path:
        if isinstance(node.func, ast.Attribute) and node.func.attr in UNKNOWN_RECEIVERS:
            source.uses.append(_use(f"?.{node.func.attr}", node, scope))
        elif isinstance(node.func, ast.Name) and node.func.id == "__import__":
            _by_name(node, scope, source)
        return
    if path in _STARTS:
        _commands(node, scope, source)
    elif path in _SETS_ENV and len(node.args) > 1:
        _set(node.args[0], node.args[1], scope, source)
    elif path == "os.environ.update":
        _set_many(node, scope, source)
    elif path == "importlib.import_module":
        _by_name(node, scope, source)
    if path.startswith(_ENTRIES):
        source.entry = True
    if interest.interesting(LANGUAGE, path):
        source.uses.append(_use(path, node, scope))


def _use(path: str, node: ast.Call, scope: Scope) -> Use:
    keywords = {key.arg: value_of(key.value, scope) for key in node.keywords if key.arg}
    for key in node.keywords:
        if key.arg is None:
            keywords |= _spread(key.value, scope)
    args = tuple(value_of(arg, scope) for arg in node.args[:8])
    return Use(path, node.lineno, args=args, keywords=keywords)


def _spread(value: ast.expr, scope: Scope) -> dict[str, Value]:
    if isinstance(value, ast.Name) and (known := scope.find(value.id)) is not None:
        value = next((one for one in known.assigned.get(value.id, ()) if isinstance(one, ast.Dict)), value)
    if not isinstance(value, ast.Dict):
        return {}
    return {
        key.value: value_of(one, scope)
        for key, one in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _mention(place: Place, source: Source) -> None:
    assert isinstance(place.node, ast.Name | ast.Attribute)  # noqa: S101 - what the walk collects as mentions
    root, _members = chain(place.node)
    scope = place.scope.find(root.id) if isinstance(root, ast.Name) else None
    if scope is None or not isinstance(root, ast.Name) or root.id not in scope.imports:
        return
    path = path_of(place.node, place.scope)
    if interest.interesting(LANGUAGE, path):
        source.uses.append(Use(path, place.node.lineno, called=False))


def _by_name(node: ast.Call, scope: Scope, source: Source) -> None:
    value = value_of(node.args[0], scope) if node.args else OPAQUE
    if isinstance(value, Known) and isinstance(value.value, str):
        path = value.value
        source.locals.append(path)
        if interest.interesting(LANGUAGE, path):
            source.imports.append(Import(path, node.lineno))
            source.uses.append(Use(path, node.lineno))


def _text(place: Place, source: Source) -> None:
    node = place.node
    assert isinstance(node, ast.expr)  # noqa: S101 - what the walk collects as texts
    if isinstance(node, ast.Constant):
        value: Value = Known(str(node.value)[:_LONGEST])
    else:
        value = value_of(node, place.scope)
        if not interest.tells(value):
            return
    source.texts.append(Text(value, node.lineno, _into(place)))


def _into(place: Place) -> str:
    if place.taker is None:
        return ""
    _root, members = chain(place.taker)
    last = members[-1] if members else getattr(_root, "id", "")
    if place.keyword == "=":
        return f"={last}"
    path = of_self(place.taker, place.scope) or path_of(place.taker, place.scope)
    into = path or (f"?.{last}" if members else last)
    return f"{into}:{place.keyword}" if place.keyword else into


def _constant(name: str, node: ast.expr, scope: Scope, source: Source) -> None:
    value = value_of(node, scope)
    if isinstance(value, Known):
        if not isinstance(value.value, str | bool) or (
            isinstance(value.value, str) and len(value.value) > _LONGEST
        ):
            return
    elif not isinstance(value, Env | Joined | Name | OneOf | Made):
        return
    before = source.constants.get(name)
    source.constants[name] = value if before is None else one_of([before, value])


def _setting(target: ast.expr, value: ast.expr, scope: Scope, source: Source) -> None:
    if isinstance(target, ast.Subscript) and path_of(target.value, scope) == "os.environ":
        _set(target.slice, value, scope, source)


def _set(name: ast.expr, value: ast.expr, scope: Scope, source: Source) -> None:
    key = value_of(name, scope)
    if isinstance(key, Known) and isinstance(key.value, str):
        source.settings.append(Setting(key.value, value_of(value, scope), name.lineno))


def _set_many(node: ast.Call, scope: Scope, source: Source) -> None:
    for arg in node.args:
        for name, value in _spread(arg, scope).items():
            source.settings.append(Setting(name, value, node.lineno))
    for key in node.keywords:
        if key.arg:
            source.settings.append(Setting(key.arg, value_of(key.value, scope), node.lineno))


def _commands(node: ast.Call, scope: Scope, source: Source) -> None:
    if not node.args:
        return
    first = node.args[0]
    if isinstance(first, ast.Name) and (known := scope.find(first.id)) is not None:
        first = next(iter(known.assigned.get(first.id, ())), first)
    if isinstance(first, ast.Call) and first.args and path_of(first.func, scope) == "shlex.split":
        first = first.args[0]
    if isinstance(first, ast.List | ast.Tuple):
        words = [_word(value_of(one, scope)) for one in first.elts]
    elif path_of(node.func, scope) == "asyncio.create_subprocess_exec":
        words = [_word(value_of(one, scope)) for one in node.args]
    else:
        words = list(_split(_word(value_of(first, scope))))
    if words and words[0] != "\0":
        source.commands.append(Command(tuple(words), node.lineno))


def _split(line: str) -> Iterator[str]:
    try:
        yield from shlex.split(line, comments=True)
    except ValueError:
        yield from line.split()


def _word(value: Value) -> str:
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Joined):
        return "".join(map(_word, value.parts))
    if isinstance(value, OneOf):
        return _word(value.values[0])
    if isinstance(value, Env) and value.default is not None:
        return _word(value.default)
    return "\0"
