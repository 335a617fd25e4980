"""Look-ups in the environment, and in readers of settings that are called with a name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python.values import (
    Const,
    Environ,
    Hole,
    Items,
    Object,
    Scope,
    Table,
    Unknown,
    Value,
    choices,
    made_from,
    one_of,
)

if TYPE_CHECKING:
    from preflight.environ.python.walk import Walk

ENVIRON = frozenset({"os.environ", "os.environb"})
_GIVEN_NAMES = {
    "db": "DATABASE_URL", "db_url": "DATABASE_URL", "dj_db_url": "DATABASE_URL", "cache": "CACHE_URL",
    "cache_url": "CACHE_URL", "dj_cache_url": "CACHE_URL", "email": "EMAIL_URL", "email_url": "EMAIL_URL",
    "dj_email_url": "EMAIL_URL", "search_url": "SEARCH_URL", "channels": "CHANNELS_URL",
}  # fmt: skip
_NO_READS = frozenset({"read_env", "read_envfile", "seal", "dump", "parser_for", "add_parser", "repository"})


def subscript(walk: Walk, held: Environ, key: Value, scope: Scope, line: int, *, deleting: bool) -> Value:  # noqa: PLR0913 - what a call is made of
    """Give what `os.environ[key]` gives, which fails where it is missing."""
    if held.reader != "os.environ":
        return asked(walk, held, [key], {}, scope, line)
    found = walk.read(key, scope, line, None, prefix=held.prefix)
    if not deleting:
        for at in found:
            walk.require(at)
    return Unknown(frozenset(found)) if not isinstance(key, Hole) else Hole(frozenset(found))


def contains(walk: Walk, left: Value, right: Value, scope: Scope, line: int) -> list[int] | None:
    """Give the reads of `"X" in os.environ`, or None if that is not what is asked."""
    if not isinstance(right, Environ):
        return None
    return walk.read(left, scope, line, Const(None), prefix=right.prefix) or None


def combined(walk: Walk, left: Value, right: Value, scope: Scope, node: ast.BinOp) -> Value:
    """Give what is left of names without those that are set: `REQUIRED - os.environ.keys()`."""
    if isinstance(node.op, ast.Sub) and isinstance(left, Items) and isinstance(right, Environ):
        reasons = tuple(
            frozenset(walk.read(one, scope, node.lineno, Const(None), prefix=right.prefix))
            for one in left.values
        )
        return Items(left.values, reasons)
    if isinstance(node.op, ast.BitOr) and (isinstance(left, Environ) or isinstance(right, Environ)):
        walk.whole(scope, node.lineno, "all of it is copied")
        return left if isinstance(left, Environ) else right
    if isinstance(node.op, ast.BitOr) and isinstance(left, Table) and isinstance(right, Table):
        return Table((*left.values, *right.values), left.whole and right.whole)
    return made_from([left, right])


def got(  # noqa: PLR0913, PLR0917 - what a call is made of
    walk: Walk, held: Environ, args: list[Value], keywords: dict[str, Value], scope: Scope, line: int
) -> Value:
    """Give what `get` gives: the default, for want of the variable."""
    name = args[0] if args else keywords.get("key", keywords.get("varname", Unknown()))
    default = args[1] if len(args) > 1 else keywords.get("default", Const(None))
    found = walk.read(name, scope, line, default, prefix=held.prefix)
    return one_of(_missing(one, frozenset(found)) for one in choices(default))


def _missing(default: Value, because: frozenset[int]) -> Value:
    match default:
        case Const():
            return Const(default.value, default.because | because)
        case Unknown():
            return Unknown(default.because | because)
        case Hole():
            return Hole(default.because | because)
        case Object(of=None):
            return Object(None, {}, default.itself, default.because | because)
        case _:
            return default


def asked(  # noqa: PLR0913, PLR0917 - what a call is made of
    walk: Walk, held: Environ, args: list[Value], keywords: dict[str, Value], scope: Scope, line: int
) -> Value:
    """Give what a reader of settings gives for a name: without a default it must be there."""
    if not args and not keywords:
        return Unknown()
    name = args[0] if args else keywords.get("var", keywords.get("key", Unknown()))
    positional = {"decouple": 1, "environs": 1, "starlette": 2, "django": 2}.get(held.reader, 1)
    default = keywords.get("default", args[positional] if len(args) > positional else None)
    found = walk.read(name, scope, line, default, prefix=held.prefix)
    for at in found:
        if default is None and walk.seen[at].name.removeprefix(held.prefix) not in held.defaults:
            walk.require(at)
    return Unknown(frozenset(found)) if default is None else _missing(one_of([default]), frozenset(found))


def member_called(  # noqa: C901, PLR0911, PLR0912, PLR0913, PLR0917 - one method a line
    walk: Walk, held: Environ, name: str, args: list[Value], keywords: dict[str, Value], scope: Scope,
    node: ast.Call,
) -> Value:  # fmt: skip
    """Give what a method of the environment, or of a reader, gives."""
    line = node.lineno
    if held.reader != "os.environ":
        if name == "prefixed" and args and isinstance(args[0], Const):
            return Environ(held.prefix + str(args[0].value), "prefixed", held.defaults)
        if name in _NO_READS:
            return Unknown()
        if name in _GIVEN_NAMES and not args:
            return asked(walk, held, [Const(_GIVEN_NAMES[name])], keywords, scope, line)
        if held.reader == "django" and len(args) > 1:
            keywords = {"default": args[1], **keywords}
            args = args[:1]
        return asked(walk, held, args, keywords, scope, line)
    match name:
        case "get" | "setdefault":
            return got(walk, held, args, keywords, scope, line)
        case "pop":
            if len(args) > 1 or "default" in keywords:
                return got(walk, held, args, keywords, scope, line)
            return subscript(walk, held, args[0] if args else Unknown(), scope, line, deleting=False)
        case "__getitem__":
            return subscript(walk, held, args[0] if args else Unknown(), scope, line, deleting=False)
        case "__contains__":
            found = walk.read(args[0] if args else Unknown(), scope, line, Const(None), prefix=held.prefix)
            return Const(value=False, because=frozenset(found)) if found else Unknown()
        case "copy" | "keys":
            return held
        case "items" | "values":
            walk.whole(scope, line, "all of it is gone through")
            return Unknown()
        case "update":
            for one in args:
                walk.sets.update(key for key, _ in one.values) if isinstance(one, Table) else None
            walk.sets.update(keywords)
            return Const(None)
        case _:
            return Unknown()
