"""Python, read with the standard `ast`: nothing is imported and nothing is run.

Python 2 is not read: its `print x` is a syntax error of today's grammar, and that is said. Deliberately
absent: star imports of the scanned code itself, `exec`, and what metaclasses make up.

https://docs.python.org/3/library/ast.html
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from typing import TYPE_CHECKING

from preflight.scan.reading import (
    interest,
    python_calls,
    python_commands,
    python_expressions,
    python_statements,
    python_walk,
)
from preflight.scan.reading.methods import UNKNOWN_RECEIVERS
from preflight.scan.reading.python_paths import of_self, path_of
from preflight.scan.reading.python_scopes import Scope, chain
from preflight.scan.reading.python_values import value_of
from preflight.scan.reading.values import OPAQUE, is_constant, one_of
from preflight.scan.source import (
    Import,
    Known,
    Name,
    Source,
    Text,
    Use,
)

if TYPE_CHECKING:
    from preflight.scan.reading.python_walk import Place, Walk
    from preflight.scan.source import Value

LANGUAGE = "python"
SUFFIXES = (".py", ".pyw", ".pyi")
NAMES: tuple[str, ...] = ()
_ENTRIES = ("functions_framework.", "flask.Flask", "fastapi.FastAPI", "starlette.applications.Starlette",
            "quart.Quart", "bottle.Bottle", "aiohttp.web.Application", "click.command", "click.group",
            "typer.Typer", "streamlit.", "gradio.", "firebase_functions.")  # fmt: skip
_SETS_ENV = ("os.environ.setdefault", "os.putenv")
_LONGEST = 2000
# How clients of Google's libraries are named, of modules and of classes.
_CLIENT = re.compile(
    r"Client\b|\.(storage|bigquery|firestore|pubsub|spanner|datastore|ndb|logging|genai|\w+_v\d\w*)\."
)
_OWN = frozenset({"self", "cls"})
_HANDLERS = python_statements.HANDLERS | python_expressions.HANDLERS


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
    return told(python_walk.Walk(tree, _HANDLERS))


def told(walk: Walk) -> Source:
    """Tell what a walk collected."""
    source = Source(LANGUAGE, entry=walk.entry, locals=sorted(walk.strings))
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
        python_commands.assigned(target, value, scope, source)
    return source


def _own_functions(walk: Walk, source: Source) -> None:
    """Tell what is given to functions of the code itself, where it matters: they build or call something."""
    local = {name for _, name, _, relative in walk.imports if relative} | walk.functions
    for path, name, _line, _relative in walk.imports:
        if not interest.interesting(LANGUAGE, path) and path.partition(".")[0] not in sys.stdlib_module_names:
            local.add(name)
    for place in walk.calls:
        node = place.node
        if place.root in local and isinstance(node, ast.Call):
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
                source.constants.setdefault(name, Name(walk.module.imports.get(name, path)))


def _call(place: Place, source: Source) -> None:
    node, scope = place.node, place.scope
    assert isinstance(node, ast.Call)  # noqa: S101 - what the walk collects as calls
    path = (of_self(node.func, scope) if place.root in _OWN else "") or path_of(node.func, scope)
    if not path:
        if isinstance(node.func, ast.Attribute) and node.func.attr in UNKNOWN_RECEIVERS:
            source.uses.append(_use(f"?.{node.func.attr}", node, scope))
        elif isinstance(node.func, ast.Name) and node.func.id == "__import__":
            _by_name(node, scope, source)
        return
    if path in python_commands.STARTS:
        python_commands.started(node, scope, source)
    elif path in _SETS_ENV and len(node.args) > 1:
        python_commands.set_to(node.args[0], node.args[1], scope, source)
    elif path == "os.environ.update":
        python_commands.updated(node, scope, source)
    elif path == "importlib.import_module":
        _by_name(node, scope, source)
    if path.startswith(_ENTRIES):
        source.entry = True
    if interest.interesting(LANGUAGE, path) or _may_be_handed_on(path):
        source.uses.append(_use(path, node, scope))


def _may_be_handed_on(path: str) -> bool:
    """Whether another file of the code may have imported a library under this name (see reexports.py)."""
    if path.startswith("."):
        return True
    return path.partition(".")[0] not in sys.stdlib_module_names and _CLIENT.search(path) is not None


def _use(path: str, node: ast.Call, scope: Scope) -> Use:
    keywords = {key.arg: value_of(key.value, scope) for key in node.keywords if key.arg}
    for key in node.keywords:
        if key.arg is None:
            keywords |= python_commands.spread(key.value, scope)
    args = tuple(value_of(arg, scope) for arg in node.args[:8])
    return Use(path, node.lineno, args=args, keywords=keywords)


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
    if not (isinstance(value, Known) and isinstance(value.value, str)):
        source.uses.append(Use("importlib.import_module", node.lineno))
    else:
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
    if place.keyword in ("=", "+="):
        return f"{place.keyword}{last}"
    path = of_self(place.taker, place.scope) or path_of(place.taker, place.scope)
    into = path or (f"?.{last}" if members else last)
    return f"{into}:{place.keyword}" if place.keyword else into


def _constant(name: str, node: ast.expr, scope: Scope, source: Source) -> None:
    value = value_of(node, scope)
    if is_constant(value):
        before = source.constants.get(name)
        source.constants[name] = value if before is None else one_of([before, value])
