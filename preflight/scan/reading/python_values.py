"""What an expression of Python is, as a Value: strings put together, environment variables, names, calls.

Deliberately absent: evaluation. Nothing is computed but the joining of texts that are spelled.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.scan.reading.python_scopes import CLASS, MODULE, Scope, chain
from preflight.scan.source import Env, Joined, Known, Made, Name, OneOf, Opaque, Value

if TYPE_CHECKING:
    from collections.abc import Callable

_DEPTH = 24
_SHARED_DEPTH = 6
_MOST = 8
OPAQUE = Opaque()
_SAME_TEXT = frozenset({"lower", "upper", "strip", "rstrip", "lstrip", "casefold", "removesuffix", "encode"})
_READS_ENV = frozenset({"os.environ.get", "os.getenv", "os.environ.setdefault", "os.environ.pop"})
_ENV_FUNCTIONS = frozenset({"decouple.config", "environs.Env().str", "environ.Env()"})
_PASSES_ON = frozenset({"str", "bool", "int", "cast", "typing.cast", "pathlib.Path"})
_FIELDS = frozenset({"pydantic.Field", "pydantic_settings.Field", "dataclasses.field"})


def path_of(node: ast.expr, scope: Scope, depth: int = 0) -> str:
    """Give the path of a thing (see source.py), or '' when its root is nothing that was imported."""
    root, members = chain(node)
    start = _root(root, scope, depth)
    return ".".join((start, *members)) if start and members else start


def _root(root: ast.expr, scope: Scope, depth: int) -> str:  # noqa: PLR0911 - one kind of expression a line
    if depth > _SHARED_DEPTH:
        return ""
    if isinstance(root, ast.Call):
        made = path_of(root.func, scope, depth + 1)
        return f"{made}()" if made else ""
    if isinstance(root, ast.Await):
        return path_of(root.value, scope, depth + 1)
    if isinstance(root, ast.Subscript):
        inner = path_of(root.value, scope, depth + 1)
        return f"{inner}[]" if inner else ""
    if not isinstance(root, ast.Name):
        return ""
    known = scope.find(root.id)
    if known is None:
        return ""
    if root.id in known.imports:
        return known.imports[root.id]
    if root.id not in known.held:
        known.held[root.id] = ""
        known.held[root.id] = _held(root.id, known, depth)
    return known.held[root.id]


def _held(name: str, scope: Scope, depth: int) -> str:
    for value in scope.assigned.get(name, ())[:_MOST]:
        found = made_by(value, scope, depth + 1)
        if found:
            return found
    annotation = scope.types.get(name)
    annotated = path_of(annotation, scope, depth + 1) if annotation is not None else ""
    return f"{annotated}()" if annotated else ""


def made_by(value: ast.expr, scope: Scope, depth: int = 0) -> str:  # noqa: PLR0911 - one kind of expression a line
    """Give `path()` for an expression that holds what calling `path` gave, or an imported thing itself."""
    if depth > _SHARED_DEPTH:
        return ""
    if isinstance(value, ast.IfExp):
        return made_by(value.body, scope, depth + 1) or made_by(value.orelse, scope, depth + 1)
    if isinstance(value, ast.BoolOp):
        return next((made for one in value.values if (made := made_by(one, scope, depth + 1))), "")
    if isinstance(value, ast.Await):
        return made_by(value.value, scope, depth + 1)
    if isinstance(value, ast.Call):
        path = path_of(value.func, scope, depth + 1)
        return f"{path}()" if path else ""
    if isinstance(value, ast.Attribute | ast.Name):
        return of_self(value, scope, depth) or path_of(value, scope, depth + 1)
    return ""


def of_self(node: ast.expr, scope: Scope, depth: int = 0) -> str:
    """Give what `self.client.method` is, by what any method of the class assigns to `self.client`."""
    root, members = chain(node)
    owner = scope.owner()
    if owner is None or not members or not isinstance(root, ast.Name) or root.id not in ("self", "cls"):
        return ""
    field = f"self.{members[0]}"
    if field not in owner.held:
        owner.held[field] = ""
        owner.held[field] = _field(members[0], owner, depth)
    return ".".join((owner.held[field], *members[1:])) if owner.held[field] else ""


def _field(name: str, owner: Scope, depth: int) -> str:
    values = [*owner.fields.get(name, ()), *((value, owner) for value in owner.assigned.get(name, ()))]
    made = (made_by(value, where, depth + 1) for value, where in values[:_MOST])
    found = next(filter(None, made), "")
    if not found and (annotation := owner.types.get(name)) is not None:
        annotated = path_of(annotation, owner, depth + 1)
        return f"{annotated}()" if annotated else ""
    return found


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


def joined(parts: list[Value]) -> Value:
    """Join texts, neighbours that are spelled into one."""
    flat: list[Value] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Joined) else (part,):
            if isinstance(piece, Known) and flat and isinstance(last := flat[-1], Known):
                flat[-1] = Known(f"{last.value}{piece.value}")
            else:
                flat.append(piece)
    return flat[0] if len(flat) == 1 else Joined(tuple(flat))


def one_of(values: list[Value]) -> Value:
    """Give the choice between values, each once."""
    flat: list[Value] = []
    for value in values:
        for one in value.values if isinstance(value, OneOf) else (value,):
            if one not in flat and len(flat) < _MOST:
                flat.append(one)
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat))


def _sum(node: ast.BinOp, scope: Scope, depth: int) -> Value:
    if isinstance(node.op, ast.Add):
        return joined([value_of(node.left, scope, depth + 1), value_of(node.right, scope, depth + 1)])
    left = value_of(node.left, scope, depth + 1)
    if isinstance(node.op, ast.Mod) and isinstance(left, Known) and isinstance(left.value, str):
        right = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return filled(left.value, "%s", [value_of(one, scope, depth + 1) for one in right])
    if isinstance(node.op, ast.Div):  # pathlib, or anything that ends in what stands on the right
        return joined([left, Known("/"), value_of(node.right, scope, depth + 1)])
    return OPAQUE


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
            template = value_of(function.value, scope, depth + 1)
            if isinstance(template, Known) and isinstance(template.value, str):
                return _formatted(template.value, node, scope, depth)
        if function.attr in _SAME_TEXT:
            return value_of(function.value, scope, depth + 1)
    if node.args and (path in _PASSES_ON or (isinstance(function, ast.Name) and function.id in _PASSES_ON)):
        return value_of(node.args[-1], scope, depth + 1)
    if path:
        return Made(path)
    return Made(function.id) if isinstance(function, ast.Name) else OPAQUE


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
    if depth > _SHARED_DEPTH:
        return OPAQUE
    values = [value_of(value, known, depth + 4) for value in known.assigned.get(node.id, ())[:_MOST]]
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
        fields = owner.fields.get(members[0], ())[:_MOST]
        if fields and len(members) == 1 and depth <= _SHARED_DEPTH:
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
    return one_of([value_of(one, scope, depth + 1) for one in node.values[:_MOST]])


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
