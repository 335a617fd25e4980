"""Reads of Python: starts from what a service's own files do, and follows it into files that they reach."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from preflight.environ.python import handing_on
from preflight.environ.python.evaluating import value
from preflight.environ.python.modules import Modules
from preflight.environ.python.parsing import SUFFIXES, Trees, imported
from preflight.environ.python.values import Class, Const, Function, Hole, Object
from preflight.environ.python.walk import ALL_STEPS, Walk
from preflight.environ.python.worth import Worth
from preflight.environ.reads import Dynamic, Found, Read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# What a file must hold to read a variable by itself.
_READS = re.compile(
    rb"environ|getenv|BaseSettings|decouple|envvar|env_var|starlette\.config|expandvars|envparse|prettyconf"
)
_PLAINLY = re.compile(rb"environ|getenv")
_FROM_OUTSIDE = re.compile(rb"\.(from_envvar|from_prefixed_env)\(")


@dataclass
class _Parsed:
    """Every file that an import may mean, for all services that are read from the same files."""

    files: Mapping[str, bytes]
    trees: Trees
    reached: set[str]
    worth: Worth


_parsed: list[_Parsed] = []


def found(own: Iterable[str], files: Mapping[str, bytes]) -> Found:
    """Give what a service reads. `own`: its files; `files`: every file that an import may mean."""
    mine = [file for file in own if file.endswith(SUFFIXES)]
    result = Found()
    if not mine:
        return result
    code = _all_of(files)
    for file in mine:
        if _READS.search(files[file]) and (wrong := code.trees.wrong(file)) is not None:
            result.problems.append((file, *wrong))
    walk = Walk(Modules(code.trees), code.trees, code.worth)
    for file in mine:
        if file in code.reached:
            _within(walk, file, result, partial(walk.module, file))
    _rest(walk, code.reached, result)
    result.add(_told(walk))
    _passed_over(walk, result, files)
    return result


def _all_of(files: Mapping[str, bytes]) -> _Parsed:
    if not _parsed or _parsed[0].files is not files:
        trees = Trees(files)
        reached = _reading(files, trees)
        worth = Worth(trees[file] for file in trees if file in reached)
        _parsed[:] = [_Parsed(files, trees, reached, worth)]
    return _parsed[0]


def _reading(files: Mapping[str, bytes], trees: Trees) -> set[str]:
    """Give the files that read a variable, and those that import one of them, however far."""
    reading = {file for file in trees if _READS.search(files[file])}
    modules = Modules(trees)
    users: dict[str, set[str]] = {}
    for file in trees:
        for used in imported(files[file], file, modules):
            users.setdefault(used, set()).add(file)
    waiting = list(reading)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in reading:
                reading.add(user)
                waiting.append(user)
    return reading


def _rest(walk: Walk, reached: set[str], result: Found) -> None:
    """Walk what nobody calls: handlers, routes, methods that a framework calls."""
    objects: dict[int, Object] = {}
    tried: set[int] = set()
    before = -1
    while len(tried) != before and walk.steps < ALL_STEPS:
        before = len(tried)
        at = 0
        while at < len(walk.functions) and walk.steps < ALL_STEPS:
            function = walk.functions[at]
            at += 1
            node = id(function.node)
            if (
                node in walk.called | tried
                or node not in walk.worth.reading
                or function.scope.file not in reached
            ):
                continue
            tried.add(node)
            walk.begin()
            _within(walk, function.scope.file, result, partial(_by_itself, walk, function, objects))


def _within(walk: Walk, file: str, result: Found, start: Callable[[], object]) -> None:
    """Walk from one starting point; what is nested too deeply is told, and the rest goes on."""
    try:
        start()
    except RecursionError:
        walk.worlds, walk.frames, walk.catches = [], [], []
        result.problems.append((file, 0, "it is nested too deeply"))


def _by_itself(walk: Walk, function: Function, objects: dict[int, Object]) -> None:
    owner = function.owner
    if not isinstance(owner, Class) or function.bound is not None or isinstance(function.node, ast.Lambda):
        handing_on.later(walk, function, function.scope, 0)
        return
    if id(owner) not in objects:
        objects[id(owner)] = _object(walk, owner)
    if id(function.node) in walk.called:
        return
    static = any(
        isinstance(one, ast.Name) and one.id == "staticmethod" for one in function.node.decorator_list
    )
    bound = None if static else objects[id(owner)]
    handing_on.later(walk, Function(function.node, function.scope, bound, owner), function.scope, 0)


def _object(walk: Walk, owner: Class) -> Object:
    made = Object(owner)
    begins = owner.names.get("__init__")
    if isinstance(begins, Function):
        handing_on.later(walk, Function(begins.node, begins.scope, made, owner), begins.scope, 0)
        if not made.fields:
            count = len(begins.node.args.args) - 1
            walk.call(
                Function(begins.node, begins.scope, made, owner),
                [Hole()] * max(count, 0),
                {},
                begins.scope,
                0,
            )
    return made


def _told(walk: Walk) -> Found:
    result = Found(sets=set(walk.sets), reached=set(walk.scopes))
    once: dict[tuple[str, str, int], Read] = {}
    for seen in walk.seen:
        fails = sorted(seen.fails, key=len)
        unless = tuple(sorted(fails[0])) if fails else ()
        needed = bool(fails) and not unless
        read = Read(
            seen.name,
            needed,
            seen.file,
            seen.line,
            seen.default if not needed else None,
            unless,
            seen.any_case,
            tuple(sorted(seen.given)),
        )
        key = seen.name, seen.file, seen.line
        before = once.get(key)
        if (
            before is None
            or (needed and not before.required)
            or (unless and not (before.required or before.unless))
        ):
            once[key] = read
    result.reads = list(once.values())
    for (file, line), (detail, whole) in walk.dynamic.items():
        result.dynamic.append(Dynamic(file, line, detail, whole))
    known = set(walk.dynamic)
    for file, line, detail in dict.fromkeys(walk.guesses):
        if (file, line) not in walk.sites and (file, line) not in known:
            result.dynamic.append(Dynamic(file, line, detail))
    return result


def _passed_over(walk: Walk, result: Found, data: Mapping[str, bytes]) -> None:
    """Add reads that the walk did not come to, where their names are spelled right there."""
    seen = {(one.file, one.line) for one in result.reads} | walk.sites
    told = {(one.file, one.line) for one in result.dynamic}
    for file, module in walk.scopes.items():
        if not _PLAINLY.search(data[file]):
            continue
        for node in ast.walk(walk.trees[file]):
            key = _spelled(node)
            if key is None or (file, key.lineno) in seen | told:
                continue
            held = value(walk, key, module.scope) if isinstance(key, ast.Constant | ast.Name) else None
            if isinstance(held, Const) and isinstance(held.value, str) and held.value:
                # Where the name stands twice, the other place may ask whether it is there.
                once = len(re.findall(rf"""["']{re.escape(held.value)}["']""".encode(), data[file])) == 1
                required = isinstance(node, ast.Subscript) and once
                result.reads.append(Read(held.value, required, file, key.lineno))


def _spelled(node: ast.AST) -> ast.expr | None:
    """Give the name that `os.environ["X"]`, `os.environ.get("X")` or `os.getenv("X")` reads."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return (
            node.slice
            if isinstance(node.value, ast.Attribute | ast.Name)
            and _path(node.value) in ("os.environ", "environ")
            else None
        )
    if isinstance(node, ast.Call) and node.args:
        called = _path(node.func)
        return node.args[0] if called in ("os.environ.get", "os.getenv", "environ.get", "getenv") else None
    return None


def _path(node: ast.expr) -> str:
    names: list[str] = []
    while isinstance(node, ast.Attribute) and len(names) < 4:
        names.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(names)]) if isinstance(node, ast.Name) else ""
