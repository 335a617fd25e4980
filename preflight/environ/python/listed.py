"""Lists, tables and comprehensions of Python, and what a loop goes over."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python import assigning, conditions
from preflight.environ.python.evaluating import value
from preflight.environ.python.values import (
    Const,
    Environ,
    Hole,
    Items,
    Reason,
    Scope,
    Table,
    Unknown,
    Value,
    choices,
    made_from,
    reason,
)
from preflight.environ.python.worlds import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.environ.python.walk import Walk


def sequence(walk: Walk, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
    """Give a list, tuple or set."""
    held: list[Value] = []
    for one in node.elts:
        if isinstance(one, ast.Starred):
            inner = value(walk, one.value, scope)
            if isinstance(inner, Environ):
                walk.whole(scope, one.lineno, "all of its names are listed")
            held += inner.values if isinstance(inner, Items) else [Unknown()]
        else:
            held.append(value(walk, one, scope))
    return Items(tuple(held))


def table(walk: Walk, node: ast.Dict, scope: Scope) -> Value:
    """Give a dict by its keys."""
    held: dict[str, Value] = {}
    whole = True
    for key, one in zip(node.keys, node.values, strict=True):
        inner = value(walk, one, scope)
        if key is None:
            if isinstance(inner, Environ):
                walk.whole(scope, one.lineno, "all of it is copied")
            held |= dict(inner.values) if isinstance(inner, Table) else {}
            whole = whole and isinstance(inner, Table)
            continue
        name = value(walk, key, scope)
        if isinstance(name, Const):
            held[str(name.value)] = inner
        else:
            whole = False
    return Table(tuple(held.items()), whole)


def comprehension(  # noqa: C901 - one kind a line
    walk: Walk, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope
) -> Value:
    """Give what a comprehension lists, under its conditions."""
    inner = Scope(scope.file, scope)
    values: list[Value] = []
    reasons: list[Reason] = []
    pairs: list[tuple[str, Value]] = []

    def one(at: int, because: Reason) -> None:
        if at < len(node.generators):
            generator = node.generators[at]
            for item in items(walk, generator.iter, inner):
                assigning.assign(walk, generator.target, item, inner)
                causes, opened, kept = because, 0, True
                for condition in generator.ifs:
                    truth = conditions.test(walk, condition, inner)
                    if truth.holds is False:
                        kept = False
                    together = truth.causes[0] if truth.holds and truth.causes else frozenset[int]()
                    causes |= together
                    kind = "missing" if truth.holds else "present" if truth.holds is False else "unknown"
                    walk.worlds.append(World(kind, truth.causes))
                    opened += 1
                if kept:
                    one(at + 1, causes)
                else:
                    before = len(values), len(pairs)
                    one(at + 1, causes)
                    del values[before[0] :], reasons[before[0] :], pairs[before[1] :]
                for _ in range(opened):
                    walk.worlds.pop()
        elif isinstance(node, ast.DictComp):
            key, held = value(walk, node.key, inner), value(walk, node.value, inner)
            if isinstance(key, Const):
                pairs.append((str(key.value), held))
        else:
            values.append(value(walk, node.elt, inner))
            reasons.append(because)

    one(0, frozenset())
    if isinstance(node, ast.DictComp):
        return Table(tuple(pairs), whole=False)
    if any(isinstance(held, Hole | Unknown) and not reason(held) for held in values):
        return made_from(values)
    return Items(tuple(values), tuple(reasons))


def items(walk: Walk, node: ast.expr, scope: Scope) -> Iterator[Value]:
    """Give what a loop goes over, one by one where it is spelled; what it goes through of the environment."""
    held = value(walk, node, scope)
    for one in choices(held):
        if isinstance(one, Items) and len(one.values) <= 200:
            yield from one.values or (Unknown(),)
        elif isinstance(one, Table) and one.whole:
            yield from (Const(name) for name, _ in one.values)
        elif isinstance(one, Environ):
            walk.whole(scope, node.lineno, "all of it is gone through")
            yield Unknown()
        else:
            yield made_from([one])
