"""What an expression of Python is, as a Value: strings put together, environment variables, names, calls.

Deliberately absent: evaluation. Nothing is computed but the joining of texts that are spelled.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from preflight.scan.reading.python_paths import MOST, SHARED_DEPTH, path_of
from preflight.scan.reading.python_scopes import CLASS, MODULE, Scope, chain
from preflight.scan.reading.values import OPAQUE, joined, one_of
from preflight.scan.source import Env, Known, Made, Name, Value

if TYPE_CHECKING:
    from collections.abc import Callable

_DEPTH = 24
_SAME_TEXT = frozenset({"lower", "upper", "strip", "rstrip", "lstrip", "casefold", "removesuffix", "encode"})
_READS_ENV = frozenset({"os.environ.get", "os.getenv", "os.environ.setdefault", "os.environ.pop"})
_ENV_FUNCTIONS = frozenset({"decouple.config", "environs.Env().str", "environ.Env()"})
_PASSES_ON = frozenset({"str", "bool", "int", "cast", "typing.cast", "pathlib.Path"})
_NUMBER_HOLE = re.compile(r"(?<!%)%[dir]")
_NAMED_HOLE = re.compile(r"%\((\w+)\)[sdir]")
_FIELDS = frozenset({"pydantic.Field", "pydantic_settings.Field", "dataclasses.field"})


def value_of(node: ast.expr | None, scope: Scope, depth: int = 0) -> Value:
    """Give the value of an expression."""
    if node is None or depth > _DEPTH:
        return OPAQUE
    make = _KINDS.get(type(node))
    return OPAQUE if make is None else make(node, scope, depth)


def _constant(node: ast.Constant, _scope: Scope, _depth: int) -> Value:
    value = node.value
    if isinstance(value, bytes):
        return Known(value.decode("latin-1"))
    return Known(value) if value is None or isinstance(value, str | bool | int | float) else OPAQUE


def _joined(node: ast.JoinedStr, scope: Scope, depth: int) -> Value:
    return joined([value_of(part, scope, depth + 1) for part in node.values])


def _sum(node: ast.BinOp, scope: Scope, depth: int) -> Value:
    if isinstance(node.op, ast.Add):
        return joined([value_of(node.left, scope, depth + 1), value_of(node.right, scope, depth + 1)])
    left = _template(node.left, scope, depth)
    if isinstance(node.op, ast.Mod) and isinstance(left, Known) and isinstance(left.value, str):
        return _percent(left.value, node.right, scope, depth)
    if isinstance(node.op, ast.Div):  # pathlib, or anything that ends in what stands on the right
        return joined([left, Known("/"), value_of(node.right, scope, depth + 1)])
    return OPAQUE


def _template(node: ast.expr, scope: Scope, depth: int) -> Value:
    """Give a text that has holes; a constant of the file stands for what it is assigned."""
    known = scope.find(node.id) if isinstance(node, ast.Name) else None
    if known is not None and isinstance(node, ast.Name) and known.assigned.get(node.id):
        return value_of(known.assigned[node.id][0], known, depth + 1)
    return value_of(node, scope, depth + 1)


def _percent(template: str, given: ast.expr, scope: Scope, depth: int) -> Value:
    """Give `template % given`; what stands for a number is put in as it is spelled."""
    if isinstance(given, ast.Dict):
        named = {
            key.value: value_of(value, scope, depth + 1)
            for key, value in zip(given.keys, given.values, strict=True)
            if isinstance(key, ast.Constant)
        }
        pieces = _NAMED_HOLE.split(template)
        parts: list[Value] = [
            named.get(piece, OPAQUE) if at % 2 else Known(piece) for at, piece in enumerate(pieces)
        ]
        return joined(parts)
    right = given.elts if isinstance(given, ast.Tuple) else [given]
    return filled(_NUMBER_HOLE.sub("%s", template), "%s", [value_of(one, scope, depth + 1) for one in right])


def filled(template: str, hole: str, values: list[Value]) -> Value:
    """Put values into the holes of a template, one after the other."""
    pieces = template.split(hole)
    parts: list[Value] = [Known(pieces[0])]
    for number, piece in enumerate(pieces[1:]):
        parts += [values[number] if number < len(values) else OPAQUE, Known(piece)]
    return joined(parts)


def _formatted(template: str, node: ast.Call, scope: Scope, depth: int) -> Value:
    named = {key.arg: key.value for key in node.keywords if key.arg}
    parts: list[Value] = []
    rest, number = template, 0
    while (start := rest.find("{")) >= 0 and (end := rest.find("}", start)) >= 0:
        name = rest[start + 1 : end].partition(":")[0].partition("!")[0]
        parts.append(Known(rest[:start]))
        if name in named:
            parts.append(value_of(named[name], scope, depth + 1))
        else:
            index = int(name) if name.isdecimal() else number
            number += 1
            parts.append(value_of(node.args[index], scope, depth + 1) if index < len(node.args) else OPAQUE)
        rest = rest[end + 1 :]
    return joined([*parts, Known(rest)])


def _called(node: ast.Call, scope: Scope, depth: int) -> Value:  # noqa: PLR0911 - one kind of expression a line
    path = path_of(node.func, scope)
    if path in _READS_ENV or path in _ENV_FUNCTIONS:
        return _environment(node, scope, depth)
    if path in _FIELDS:
        keywords = {key.arg: key.value for key in node.keywords}
        return value_of(keywords.get("default") or (node.args[0] if node.args else None), scope, depth + 1)
    function = node.func
    if isinstance(function, ast.Attribute) and not path.endswith(")"):
        if function.attr == "format":
            template = _template(function.value, scope, depth)
            if isinstance(template, Known) and isinstance(template.value, str):
                return _formatted(template.value, node, scope, depth)
        if function.attr == "join" and len(node.args) == 1:
            return _strung(function.value, node.args[0], scope, depth)
        if function.attr in _SAME_TEXT:
            return value_of(function.value, scope, depth + 1)
    if node.args and (path in _PASSES_ON or (isinstance(function, ast.Name) and function.id in _PASSES_ON)):
        return value_of(node.args[-1], scope, depth + 1)
    if path:
        return Made(path)
    return Made(function.id) if isinstance(function, ast.Name) else OPAQUE


def _strung(between: ast.expr, listed: ast.expr, scope: Scope, depth: int) -> Value:
    """Give `between.join(listed)` of a list that is written out, there or where its name is assigned."""
    known = scope.find(listed.id) if isinstance(listed, ast.Name) else None
    if known is not None and isinstance(listed, ast.Name) and len(known.assigned.get(listed.id, ())) == 1:
        listed, scope = known.assigned[listed.id][0], known
    if not isinstance(listed, ast.List | ast.Tuple):
        return OPAQUE
    sign = value_of(between, scope, depth + 1)
    parts: list[Value] = []
    for one in listed.elts[: MOST * 2]:
        parts += [sign, value_of(one, scope, depth + 1)]
    return joined(parts[1:])


def _environment(node: ast.Call, scope: Scope, depth: int) -> Value:
    if not node.args:
        return OPAQUE
    name = value_of(node.args[0], scope, depth + 1)
    keywords = {key.arg: key.value for key in node.keywords}
    given = node.args[1] if len(node.args) > 1 else keywords.get("default")
    default = value_of(given, scope, depth + 1) if given is not None else None
    return Env(name.value, default) if isinstance(name, Known) and isinstance(name.value, str) else OPAQUE


def _subscript(node: ast.Subscript, scope: Scope, depth: int) -> Value:
    if path_of(node.value, scope) == "os.environ":
        name = value_of(node.slice, scope, depth + 1)
        if isinstance(name, Known) and isinstance(name.value, str):
            return Env(name.value)
    return OPAQUE


def _name(node: ast.Name, scope: Scope, depth: int) -> Value:
    known = scope.find(node.id)
    if known is None:
        return OPAQUE
    if node.id in known.imports:
        return Name(known.imports[node.id])
    if known.kind == MODULE:
        return Name(node.id)
    if depth > SHARED_DEPTH:
        return OPAQUE
    values = [value_of(value, known, depth + 4) for value in known.assigned.get(node.id, ())[:MOST]]
    if node.id in known.parameters:
        # What its callers give it: see `python_calls`.
        values += [
            Name(f"{known.name}({node.id})"),
            Name(f"{known.name}(#{known.parameters[node.id]})"),
            OPAQUE,
        ]
    return one_of(values) if values else OPAQUE


def _member(node: ast.Attribute, scope: Scope, depth: int) -> Value:
    root, members = chain(node)
    if not isinstance(root, ast.Name):
        return OPAQUE
    if root.id in ("self", "cls") and (owner := scope.owner()) is not None:
        fields = owner.fields.get(members[0], ())[:MOST]
        if fields and len(members) == 1 and depth <= SHARED_DEPTH:
            return one_of([value_of(value, where, depth + 4) for value, where in fields])
        return Name(".".join((owner.name, *members)))
    path = path_of(node, scope)
    if path:
        return Name(path)
    known = scope.find(root.id)
    return (
        Name(".".join((root.id, *members))) if known is not None and known.kind in (MODULE, CLASS) else OPAQUE
    )


def _inner(node: ast.FormattedValue | ast.Await | ast.NamedExpr, scope: Scope, depth: int) -> Value:
    return value_of(node.value, scope, depth + 1)


def _choice(node: ast.IfExp, scope: Scope, depth: int) -> Value:
    return one_of([value_of(node.body, scope, depth + 1), value_of(node.orelse, scope, depth + 1)])


def _either(node: ast.BoolOp, scope: Scope, depth: int) -> Value:
    if not isinstance(node.op, ast.Or):
        return OPAQUE
    return one_of([value_of(one, scope, depth + 1) for one in node.values[:MOST]])


_KINDS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _inner,
    ast.BinOp: _sum,
    ast.Call: _called,
    ast.Subscript: _subscript,
    ast.Name: _name,
    ast.Attribute: _member,
    ast.Await: _inner,
    ast.NamedExpr: _inner,
    ast.IfExp: _choice,
    ast.BoolOp: _either,
}
