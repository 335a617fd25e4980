"""Whether values count as true, are the same, or one is in another; asks no code."""

from __future__ import annotations

import ast

from preflight.environ.python.values import (
    Class,
    Const,
    Environ,
    Function,
    Items,
    Lib,
    Method,
    Module,
    Object,
    OneOf,
    Table,
    Value,
)
from preflight.environ.python.worlds import Truth


def truth_of(held: Value) -> Truth:
    """Say whether a value counts as true."""
    if isinstance(held, OneOf):
        found = [truth_of(one) for one in held.values]
        same = {one.holds for one in found}
        causes = tuple(dict.fromkeys(cause for one in found for cause in one.causes))
        return Truth(found[0].holds, causes) if len(same) == 1 else Truth(None)
    if isinstance(held, Const):
        return Truth(bool(held.value), (held.because,) if held.because else ())
    if isinstance(held, Items):
        causes = tuple(one for one in held.reasons if one)
        return Truth(bool(held.values), causes)
    if isinstance(held, Function | Class | Method | Module | Environ):
        return Truth(holds=True)
    return Truth(None)


def quantified(word: str, held: Value) -> Truth:
    """Say whether any or all of what is listed counts as true."""
    if not isinstance(held, Items):
        return Truth(None)
    found = [truth_of(one) for one in held.values]
    decides = word == "any"
    deciding = [one for one in found if one.holds is decides]
    if deciding:
        return Truth(decides, tuple(cause for one in deciding for cause in one.causes))
    if any(one.holds is None for one in found) or not found:
        return Truth(None)
    together = frozenset[int]().union(*(cause for one in found for cause in one.causes[:1]))
    return Truth(not decides, (together,) if together else ())


def holds(operator: ast.cmpop, left: Value, right: Value) -> bool | None:  # noqa: C901, PLR0911 - one kind a line
    """Say whether an operator holds between two values."""
    if isinstance(operator, ast.Is | ast.IsNot):
        same = is_same(left, right)
        return None if same is None else same is isinstance(operator, ast.Is)
    if isinstance(operator, ast.In | ast.NotIn):
        if (
            isinstance(left, Const)
            and isinstance(right, Items)
            and all(isinstance(one, Const) for one in right.values)
        ):
            inside = any(isinstance(one, Const) and one.value == left.value for one in right.values)
            return inside is isinstance(operator, ast.In)
        return None
    if isinstance(left, Const) and isinstance(right, Const):
        if isinstance(operator, ast.Eq | ast.NotEq):
            return (left.value == right.value) is isinstance(operator, ast.Eq)
        if isinstance(left.value, int | float) and isinstance(right.value, int | float):
            first, second = left.value, right.value
            match operator:
                case ast.Lt():
                    return first < second
                case ast.Gt():
                    return first > second
                case ast.LtE():
                    return first <= second
                case ast.GtE():
                    return first >= second
                case _:
                    return None
    if isinstance(operator, ast.Eq | ast.NotEq) and isinstance(left, Object) and isinstance(right, Object):
        return (left.itself is right.itself) is isinstance(operator, ast.Eq)
    return None


def is_same(left: Value, right: Value) -> bool | None:
    """Say whether two values are the same object."""
    if isinstance(left, Const) and isinstance(right, Const):
        return left.value is right.value or (
            left.value == right.value and type(left.value) is type(right.value)
        )
    if isinstance(left, Object) and isinstance(right, Object):
        return left.itself is right.itself
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Const) and isinstance(
            other, Object | Function | Class | Items | Table | Environ | Lib
        ):
            return False
        if isinstance(one, Object) and isinstance(other, Function | Class | Items | Table | Environ):
            return False
    return None
