"""Which module gives the value of which kind of expression."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python import alternatives, calls, conditions, listed, members, spelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from preflight.environ.python.values import Value

KINDS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Name: members.name,
    ast.Attribute: members.attribute,
    ast.Subscript: members.item_of,
    ast.Constant: spelled.constant,
    ast.JoinedStr: spelled.joined_text,
    ast.FormattedValue: spelled.formatted,
    ast.BinOp: spelled.binary,
    ast.List: listed.sequence,
    ast.Tuple: listed.sequence,
    ast.Set: listed.sequence,
    ast.Dict: listed.table,
    ast.ListComp: listed.comprehension,
    ast.SetComp: listed.comprehension,
    ast.GeneratorExp: listed.comprehension,
    ast.DictComp: listed.comprehension,
    ast.BoolOp: alternatives.either,
    ast.IfExp: alternatives.choice,
    ast.UnaryOp: alternatives.negated,
    ast.Compare: conditions.comparison,
    ast.Call: calls.called,
    ast.Lambda: calls.lambda_,
    ast.NamedExpr: calls.named,
    ast.Await: calls.inner,
    ast.Starred: calls.inner,
    ast.YieldFrom: calls.inner,
}
