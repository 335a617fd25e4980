"""Values of which one is chosen: `or`, `and`, `x if y else z`, `not`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python import conditions, truths
from preflight.environ.python.evaluating import value
from preflight.environ.python.values import (
    Const,
    Hole,
    Reason,
    Scope,
    Unknown,
    Value,
    made_from,
    one_of,
)
from preflight.environ.python.worlds import World

if TYPE_CHECKING:
    from preflight.environ.python.walk import Walk


def either(walk: Walk, node: ast.BoolOp, scope: Scope) -> Value:
    """Give what `a or b` or `a and b` can be: of what goes on to the next nothing is left but the reason."""
    stops = isinstance(node.op, ast.Or)
    opened, results = 0, list[Value]()
    settled = False
    because: frozenset[int] = frozenset()
    for one in node.values:
        held = value(walk, one, scope)
        truth = truths.truth_of(held)
        if not settled:
            # Of what goes on to the next, nothing is left but the reason.
            if truth.holds is None or truth.holds is stops or one is node.values[-1]:
                results.append(because_of(held, because))
            because |= frozenset[int]().union(*truth.causes) if truth.causes else frozenset()
            settled = truth.holds is stops
        stopped = "present" if truth.causes else "never"
        kind = "unknown" if truth.holds is None else stopped if truth.holds is stops else "missing"
        walk.worlds.append(World(kind, truth.causes))
        opened += 1
    for _ in range(opened):
        walk.worlds.pop()
    return one_of(results)


def because_of(held: Value, because: Reason) -> Value:
    """Give a value that is there for one more reason."""
    match held:
        case Const():
            return Const(held.value, held.because | because)
        case Unknown():
            return Unknown(held.because | because)
        case Hole():
            return Hole(held.because | because)
        case _:
            return held


def choice(walk: Walk, node: ast.IfExp, scope: Scope) -> Value:
    """Give what `a if x else b` can be."""
    truth = conditions.test(walk, node.test, scope)
    if truth.holds is None:
        walk.worlds.append(World("unknown", truth.causes))
        both = one_of([value(walk, node.body, scope), value(walk, node.orelse, scope)])
        walk.worlds.pop()
        return both
    real, apart = (node.body, node.orelse) if truth.holds else (node.orelse, node.body)
    walk.worlds.append(World("present" if truth.causes else "never", truth.causes))
    value(walk, apart, scope)
    walk.worlds.pop()
    walk.worlds.append(World("missing", truth.causes))
    held = value(walk, real, scope)
    walk.worlds.pop()
    because = truth.causes[0] if len(truth.causes) == 1 else frozenset[int]()
    return because_of(held, because)


def negated(walk: Walk, node: ast.UnaryOp, scope: Scope) -> Value:
    """Give what `not x` or `-x` is."""
    if isinstance(node.op, ast.Not):
        truth = conditions.test(walk, node, scope)
        because = frozenset[int]().union(*truth.causes) if truth.causes else frozenset[int]()
        return Unknown() if truth.holds is None else Const(truth.holds, because)
    held = value(walk, node.operand, scope)
    if isinstance(node.op, ast.USub) and isinstance(held, Const) and isinstance(held.value, int | float):
        return Const(-held.value, held.because)
    return made_from([held])
