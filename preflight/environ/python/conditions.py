"""Conditions: whether they hold where variables are missing, and because of which reads."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python import looking_up, truths
from preflight.environ.python.evaluating import value
from preflight.environ.python.values import Const, Scope, Unknown, Value, made_from, reason
from preflight.environ.python.worlds import Truth, World

if TYPE_CHECKING:
    from preflight.environ.python.walk import Walk


def test(walk: Walk, node: ast.expr, scope: Scope) -> Truth:
    """Say whether a condition holds where variables are missing."""
    match node:
        case ast.UnaryOp(op=ast.Not()):
            inner = test(walk, node.operand, scope)
            return Truth(None if inner.holds is None else not inner.holds, inner.causes)
        case ast.BoolOp():
            return _several(walk, node, scope)
        case ast.Compare() if len(node.ops) == 1:
            return compared(walk, node, scope)
        case ast.Call(func=ast.Name(id="all" | "any" as word)) if len(node.args) == 1:
            return truths.quantified(word, value(walk, node.args[0], scope))
        case ast.NamedExpr():
            return truths.truth_of(value(walk, node, scope))
        case _:
            return truths.truth_of(value(walk, node, scope))


def _several(walk: Walk, node: ast.BoolOp, scope: Scope) -> Truth:
    decides = isinstance(node.op, ast.Or)
    found: list[Truth] = []
    opened = 0
    for one in node.values:
        truth = test(walk, one, scope)
        found.append(truth)
        # What stands behind is asked only if this did not decide.
        goes_on = truth.holds is not decides
        kind = (
            "unknown"
            if truth.holds is None
            else "missing"
            if goes_on
            else "present"
            if truth.causes
            else "never"
        )
        walk.worlds.append(World(kind, truth.causes))
        opened += 1
    for _ in range(opened):
        walk.worlds.pop()
    deciding = [one for one in found if one.holds is decides]
    if deciding:
        return Truth(decides, tuple(dict.fromkeys(cause for one in deciding for cause in one.causes)))
    if any(one.holds is None for one in found):
        return Truth(None)
    together = frozenset[int]().union(*(cause for one in found for cause in one.causes[:1]))
    return Truth(not decides, (together,) if together else ())


def compared(walk: Walk, node: ast.Compare, scope: Scope) -> Truth:
    """Say whether a comparison of two holds."""
    left, right = value(walk, node.left, scope), value(walk, node.comparators[0], scope)
    operator = node.ops[0]
    asked = (
        looking_up.contains(walk, left, right, scope, node.lineno)
        if isinstance(operator, ast.In | ast.NotIn)
        else None
    )
    if asked is not None:
        return Truth(isinstance(operator, ast.NotIn), tuple(frozenset({at}) for at in asked))
    result = truths.holds(operator, left, right)
    because = reason(left) | reason(right)
    return Truth(result, (because,) if because and result is not None else ())


def comparison(walk: Walk, node: ast.Compare, scope: Scope) -> Value:
    """Give a comparison as a value."""
    if len(node.ops) != 1:
        return made_from([value(walk, one, scope) for one in (node.left, *node.comparators)])
    truth = compared(walk, node, scope)
    because = frozenset[int]().union(*truth.causes) if truth.causes else frozenset[int]()
    return Unknown(because) if truth.holds is None else Const(truth.holds, because)
