"""Texts that code spells: joined, formatted, added."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, cast

from preflight.environ.python import looking_up
from preflight.environ.python.evaluating import value
from preflight.environ.python.values import (
    ELLIPSIS,
    Const,
    Items,
    Reason,
    Scope,
    Unknown,
    Value,
    choices,
    made_from,
    one_of,
)

if TYPE_CHECKING:
    from preflight.environ.python.walk import Walk

_LONGEST = 4000


def constant(_walk: Walk, node: ast.Constant, _scope: Scope) -> Value:
    """Give what is spelled."""
    held = node.value
    if held is Ellipsis:
        return ELLIPSIS
    return Const(held) if held is None or isinstance(held, str | bytes | int | float) else Unknown()


def joined_text(walk: Walk, node: ast.JoinedStr, scope: Scope) -> Value:
    """Give what an f-string can be."""
    return joined([value(walk, one, scope) for one in node.values])


def joined(parts: list[Value]) -> Value:
    """Give the text that parts make, in each of the ways that they can be."""
    texts: list[Const] = [Const("")]
    for part in parts:
        if not all(isinstance(one, Const) for one in choices(part)):
            return made_from(parts)
        texts = [
            Const(f"{before.value}{one.value}"[:_LONGEST], before.because | one.because)
            for before in texts
            for one in cast("tuple[Const, ...]", choices(part))
        ][:24]
    return one_of(texts)


def formatted(walk: Walk, node: ast.FormattedValue, scope: Scope) -> Value:
    """Give what stands in braces of an f-string."""
    if node.format_spec is not None:
        value(walk, node.format_spec, scope)
    return value(walk, node.value, scope)


def binary(walk: Walk, node: ast.BinOp, scope: Scope) -> Value:
    """Give what an operator makes of two."""
    left, right = value(walk, node.left, scope), value(walk, node.right, scope)
    if isinstance(node.op, ast.Add):
        if isinstance(left, Items) and isinstance(right, Items):
            return Items(left.values + right.values, padded(left) + padded(right))
        for one in (left, right):
            if isinstance(one, Const) and one.value is None and one.because:
                walk.fail(one.because, frozenset({"TypeError", "Exception", "BaseException"}))
                return Unknown(one.because)
        both = (*choices(left), *choices(right))
        spelled = all(isinstance(one, Const) and isinstance(one.value, str) for one in both)
        return joined([left, right]) if spelled else made_from([left, right])
    if isinstance(node.op, ast.Mod) and isinstance(left, Const) and isinstance(left.value, str):
        given = right.values if isinstance(right, Items) else (right,)
        pieces = left.value.split("%s")
        parts: list[Value] = [Const(pieces[0])]
        for at, piece in enumerate(pieces[1:]):
            parts += [given[at] if at < len(given) else Unknown(), Const(piece)]
        return joined(parts)
    if isinstance(node.op, ast.Sub | ast.BitOr):
        return looking_up.combined(walk, left, right, scope, node)
    return made_from([left, right])


def padded(held: Items) -> tuple[Reason, ...]:
    """Give the reasons of the items of a list, one each."""
    return held.reasons or (frozenset[int](),) * len(held.values)
