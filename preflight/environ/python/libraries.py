"""What calls into known libraries read: the standard library, and readers of settings that many services use.

os                  environ (all its methods), getenv, environb, path.expandvars
environs            Env()("X"), .str("X"), .prefixed("P_")
django-environ      environ.Env(DEBUG=(bool, False))("X"), .str("X"), .db()
python-decouple     config("X", default=...), Config(...), AutoConfig(...)
starlette           config.Config()("X", default=...)
click, typer        envvar=

Deliberately absent: what a library reads for itself (GOOGLE_CLOUD_PROJECT by google.auth): see names.py.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, cast

from preflight.environ.python import handing_on, looking_up, members, settings, truths
from preflight.environ.python.values import (
    Class,
    Const,
    Environ,
    Function,
    Hole,
    Items,
    Lib,
    Method,
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
    from collections.abc import Callable

    from preflight.environ.python.walk import Walk

_GETENV = frozenset({"os.getenv", "os.getenvb", "posix.getenv"})
# Readers that are called with a name: what makes them, and whether a name without default must be there.
_READERS = {
    "environs.Env()": "environs", "environs.EnvMixin()": "environs", "environs.FileAwareEnv()": "environs",
    "environ.Env()": "django", "environ.FileAwareEnv()": "django",
    "decouple.config": "decouple", "decouple.AutoConfig()": "decouple", "decouple.Config()": "decouple",
    "starlette.config.Config()": "starlette", "envparse.env": "environs", "envparse.Env()": "environs",
    "prettyconf.config": "decouple",
}  # fmt: skip
_ENDS = frozenset({"sys.exit", "os._exit", "builtins.exit", "builtins.quit", "os.abort"})
_HARMLESS = frozenset({
    "builtins.isinstance", "builtins.len", "builtins.type",
    "builtins.id", "builtins.hasattr", "builtins.bool",
    "typing.cast", "builtins.dict", "builtins.getattr",
})  # fmt: skip
# What takes a text or a path and raises for nothing.
_NEEDS_TEXT = frozenset({
    "builtins.open", "io.open", "pathlib.Path", "pathlib.PurePath", "os.path.join", "os.path.exists",
    "os.path.isfile", "os.path.isdir", "os.path.abspath", "os.path.expanduser", "os.path.dirname",
    "os.path.basename", "os.makedirs", "os.mkdir", "json.loads", "base64.b64decode", "ast.literal_eval",
})  # fmt: skip
_PROBLEMS = re.compile(r"(problem|error|missing|fail|issue|invalid|violation)", re.IGNORECASE)
_EXPANDED = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
_TEXT_METHODS = frozenset({
    "strip", "lstrip", "rstrip", "lower", "upper",
    "title", "capitalize", "casefold", "replace", "removeprefix",
    "removesuffix", "isdecimal", "isdigit", "isnumeric", "isalpha", "isalnum", "startswith", "endswith",
    "encode", "decode", "split", "rsplit", "partition", "rpartition", "zfill",
})  # fmt: skip
_CONVERSIONS: dict[str, Callable[..., str | int | float | bool]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "len": len,
    "repr": repr,
}
_ANY = frozenset({"Exception", "BaseException"})


def imported(path: str) -> Value:
    """Give what an import from outside of the code gives."""
    if path in looking_up.ENVIRON:
        return Environ()
    if f"{path}()" not in _READERS and path in _READERS:
        return Environ(reader=_READERS[path])
    return Lib(path)


def star(module: str) -> dict[str, Value]:
    """Give what `from os import *` gives, as far as it matters."""
    return {"environ": Environ(), "getenv": Lib("os.getenv")} if module == "os" else {}


def ends(path: str) -> bool:
    """Say whether calling this ends the program."""
    return path in _ENDS or path == "argparse.ArgumentParser().error"


def called(  # noqa: PLR0913, PLR0917 - what a call is made of
    walk: Walk, function: Lib | Method | Environ, args: list[Value], keywords: dict[str, Value], scope: Scope,
    node: ast.Call,
) -> Value:  # fmt: skip
    """Give what a call of a library, or of a member of plain data, gives."""
    if isinstance(function, Environ):
        return looking_up.asked(walk, function, args, keywords, scope, node.lineno)
    if isinstance(function, Method):
        return _method(walk, function, args, keywords, scope, node)
    return _library(walk, function, args, keywords, scope, node)


def _library(  # noqa: C901, PLR0911, PLR0913, PLR0917 - one library a line
    walk: Walk, function: Lib, args: list[Value], keywords: dict[str, Value], scope: Scope, node: ast.Call
) -> Value:
    path = function.path
    if path in _GETENV:
        return looking_up.got(walk, Environ(), args, keywords, scope, node.lineno)
    if path == "os.environ":
        return Unknown()
    if f"{path}()" in _READERS:
        return _reader(f"{path}()", args, keywords)
    if path in ("os.path.expandvars", "posixpath.expandvars") and args:
        for one in choices(args[0]):
            for found in _EXPANDED.finditer(str(one.value) if isinstance(one, Const) else ""):
                walk.read(Const(found[1] or found[2]), scope, node.lineno, Const(found[0]))
        return made_from(args)
    if ends(path):
        walk.fail()
        return Unknown()
    _needs_text(walk, path, args)
    if path.startswith("builtins."):
        found = _builtin(walk, path.removeprefix("builtins."), args, scope, node)
        if found is not None:
            return found
    if path in ("typing.cast", "copy.copy", "copy.deepcopy", "types.MappingProxyType") and args:
        return args[-1]
    if path == "functools.partial" and args and isinstance(args[0], Function):
        return args[0]
    settings.options(walk, path, args, keywords, scope, node)
    handing_on.handed_on(walk, args, keywords, scope, node.lineno, harmless=path in _HARMLESS)
    made = f"{path}()"
    return Lib(made, reason(made_from([*args, *keywords.values()])))


def _needs_text(walk: Walk, path: str, args: list[Value]) -> None:
    for one in (held for given in args for held in choices(given)) if path in _NEEDS_TEXT else ():
        if isinstance(one, Const) and one.value is None and one.because:
            walk.fail(one.because, _ANY | {"TypeError"})


def _reader(path: str, args: list[Value], keywords: dict[str, Value]) -> Environ:
    kind = _READERS[path]
    prefix = keywords.get("env_prefix") or keywords.get("prefix")
    start = str(prefix.value) if isinstance(prefix, Const) and isinstance(prefix.value, str) else ""
    del args
    defaults = tuple(
        name
        for name, held in keywords.items()
        if kind == "django" and isinstance(held, Items) and len(held.values) > 1
    )
    return Environ(start, kind, defaults)


def _builtin(  # noqa: C901, PLR0911, PLR0912 - one function a line
    walk: Walk, name: str, args: list[Value], scope: Scope, node: ast.Call
) -> Value | None:
    first = args[0] if args else None
    if name == "object":
        return Object(None)
    if name == "dict" and isinstance(first, Environ):
        return first
    if name == "dict" and first is None:
        return Table(tuple((key.arg, Unknown()) for key in node.keywords if key.arg), whole=False)
    if name in ("list", "tuple", "set", "frozenset", "sorted", "iter", "reversed"):
        if isinstance(first, Environ):
            if name not in ("set", "frozenset"):
                walk.whole(scope, node.lineno, "all of its names are listed")
            return first
        if first is None:
            return Items(())
        if isinstance(first, Table) and first.whole:
            return Items(tuple(Const(key) for key, _ in first.values))
        return first
    if name in ("str", "int", "float", "bool", "len", "repr") and first is not None:
        return one_of(_converted(walk, name, one) for one in choices(first))
    if name == "map" and len(args) == 2 and isinstance(args[1], Items):
        from preflight.environ.python import calls  # noqa: PLC0415 - each needs the other

        function = args[0]
        return Items(tuple(calls.call(walk, function, [one], {}, scope, node) for one in args[1].values))
    if name == "getattr" and len(args) > 1 and isinstance(args[1], Const):
        held = args[0]
        return one_of(
            members.member(walk, one, str(args[1].value), scope, node.lineno) for one in choices(held)
        )
    if name in ("any", "all") and first is not None:
        truth = truths.quantified(name, first)
        because = frozenset[int]().union(*truth.causes) if truth.causes else frozenset[int]()
        return Unknown(because) if truth.holds is None else Const(truth.holds, because)
    if name == "super":
        return _super(scope)
    return None


def _super(scope: Scope) -> Value:
    held, owner = scope.find("self"), scope.find("__class__")
    if isinstance(held, Object) and isinstance(owner, Class):
        base = next((one for one in owner.bases if isinstance(one, Class)), None)
        proxy = Object(base)
        proxy.fields = held.fields
        return proxy
    return Hole()


def _converted(walk: Walk, name: str, held: Value) -> Value:
    if isinstance(held, Items) and name == "len":
        return Const(len(held.values), reason(held))
    if not isinstance(held, Const):
        return made_from([held])
    if held.value is None and name in ("int", "float", "len"):
        if held.because:
            walk.fail(held.because, _ANY | {"TypeError"})
        return Unknown(held.because)
    try:
        made = _CONVERSIONS[name](held.value)
    except (TypeError, ValueError, OverflowError):
        return Unknown(held.because)
    return Const(made, held.because)


def _method(  # noqa: C901, PLR0911, PLR0913, PLR0917 - one method a line
    walk: Walk, function: Method, args: list[Value], keywords: dict[str, Value], scope: Scope, node: ast.Call
) -> Value:
    held, name = function.of, function.name
    if isinstance(held, Environ):
        return looking_up.member_called(walk, held, name, args, keywords, scope, node)
    if isinstance(held, Const) and isinstance(held.value, str | bytes):
        if name == "format":
            return _filled(held, args, keywords)
        if name == "join" and args and isinstance(args[0], Items):
            return made_from([held, *args[0].values])
        if name in _TEXT_METHODS and all(isinstance(one, Const) for one in args):
            return _computed(held, name, [one for one in args if isinstance(one, Const)])
        return made_from([held, *args])
    if isinstance(held, Table):
        if name == "get" and args and isinstance(args[0], Const):
            return dict(held.values).get(str(args[0].value), args[1] if len(args) > 1 else Unknown())
        if name == "values":
            return Items(tuple(one for _, one in held.values))
        if name == "keys":
            return Items(tuple(Const(key) for key, _ in held.values))
        if name == "items":
            return Items(tuple(Items((Const(key), one)) for key, one in held.values))
    if isinstance(held, Items) and name == "copy":
        return held
    handing_on.handed_on(walk, args, keywords, scope, node.lineno)
    return made_from([held, *args, *keywords.values()])


def _computed(held: Const, name: str, args: list[Const]) -> Value:
    because = held.because.union(*(one.because for one in args))
    if name == "zfill" and any(isinstance(one.value, int) and one.value > 4000 for one in args):
        return Unknown(because)
    try:
        made: object = getattr(held.value, name)(*(one.value for one in args))
    except (TypeError, ValueError, LookupError, MemoryError):
        return Unknown(because)
    if isinstance(made, list | tuple):
        parts = cast("list[str | bytes]", made)[:200]
        return Items(tuple(Const(one, because) for one in parts), (because,) * len(parts))
    if isinstance(made, str | bytes):
        return Const(made[:4000], because)
    return Const(made, because) if isinstance(made, bool | int) else Unknown(because)


def _filled(held: Const, args: list[Value], keywords: dict[str, Value]) -> Value:
    given = [*args, *keywords.values()]
    if not all(isinstance(one, Const) for one in given):
        return made_from(given)
    plain = [one.value for one in args if isinstance(one, Const)]
    named = {key: one.value for key, one in keywords.items() if isinstance(one, Const)}
    try:
        return Const(str(held.value).format(*plain, **named)[:4000], reason(made_from(given)))
    except (LookupError, ValueError, AttributeError, TypeError):
        return Unknown()


def noted(walk: Walk, target: ast.expr) -> None:
    """Note that a problem was put on a list of an object that is asked later: it counts as a failure."""
    if isinstance(target, ast.Attribute) and _PROBLEMS.search(target.attr):
        walk.fail()
