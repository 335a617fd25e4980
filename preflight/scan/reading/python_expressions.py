"""What the walk collects of expressions of Python: calls, names that are handed on, texts.

A text is what is spelled or joined, as a whole: `BASE + "/v1"` is one text and not two.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.scan.reading import interest
from preflight.scan.reading.python_scopes import Scope, chain
from preflight.scan.reading.python_walk import Place, Walk

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_MODULE = 80


def _call(walk: Walk, node: ast.Call, scope: Scope, taker: ast.expr | None, keyword: str) -> None:
    root, members = chain(node.func)
    name = root.id if isinstance(root, ast.Name) else ""
    walk.calls.append(Place(node, scope, root=name))
    if name:
        walk.loaded.add(name)
        if members == ["format"]:  # a template under a name
            walk.texts.append(Place(node, scope, taker, keyword))
    elif members and members[-1] in ("format", "strip", "rstrip", "lower", "join") and _is_text(root):
        walk.texts.append(Place(node, scope, taker, keyword))
    else:
        walk.push(root, scope)
    for value in node.args:
        walk.push(value, scope, node.func)
    for key in node.keywords:
        walk.push(key.value, scope, node.func, key.arg or "")


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr)


def _constant(walk: Walk, node: ast.Constant, scope: Scope, taker: ast.expr | None, keyword: str) -> None:
    if not isinstance(node.value, str):
        return
    if len(node.value) < _LONGEST_MODULE and "." in node.value and node.value.replace(".", "").isidentifier():
        walk.strings.add(node.value)
    if interest.telling(node.value):
        walk.texts.append(Place(node, scope, taker, keyword))


def _joined(walk: Walk, node: ast.JoinedStr, scope: Scope, taker: ast.expr | None, keyword: str) -> None:
    walk.texts.append(Place(node, scope, taker, keyword))
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            walk.push(part.value, scope)


def _binary(walk: Walk, node: ast.BinOp, scope: Scope, taker: ast.expr | None, keyword: str) -> None:
    leaves: list[ast.expr] = []
    part: ast.expr = node
    while isinstance(part, ast.BinOp):
        leaves.append(part.right)
        part = part.left
    leaves.append(part)
    spelled = any(_is_text(leaf) for leaf in leaves)
    if not spelled and isinstance(node.op, ast.Mod):  # likewise: `URL % region`
        walk.texts.append(Place(node, scope, taker, keyword))
    if spelled:
        walk.texts.append(Place(node, scope, taker, keyword))
    for leaf in leaves:
        if not spelled or not isinstance(leaf, ast.Constant | ast.JoinedStr):
            walk.push(leaf, scope)
        elif isinstance(leaf, ast.JoinedStr):
            for one in leaf.values:
                if isinstance(one, ast.FormattedValue):
                    walk.push(one.value, scope)


def _dict(walk: Walk, node: ast.Dict, scope: Scope, taker: ast.expr | None, keyword: str) -> None:
    for key, value in zip(node.keys, node.values, strict=True):
        name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        walk.push(value, scope, taker, name or keyword)
        if key is not None and not name:
            walk.push(key, scope)


def _mention(walk: Walk, node: ast.Name | ast.Attribute, scope: Scope, *_: object) -> None:
    root, _members = chain(node)
    if isinstance(root, ast.Name):
        walk.loaded.add(root.id)
        if root.id in walk.imported:
            walk.mentions.append(Place(node, scope))
    else:
        walk.push(root, scope)


HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Call: _call, ast.Constant: _constant, ast.JoinedStr: _joined, ast.BinOp: _binary, ast.Dict: _dict,
    ast.Name: _mention, ast.Attribute: _mention,
}  # fmt: skip
