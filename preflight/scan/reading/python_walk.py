"""One walk over a Python file's tree: what is imported, called, named and spelled, with the scope of each.

The walk only collects; what a name means is asked when it is over, since a file may use what it assigns
further down. Annotations, documentation strings and names of types are passed over. One loop and a table of
fields instead of a visitor: this runs for every file that could matter, and a visitor costs thrice as much.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.scan.reading import interest
from preflight.scan.reading.python_scopes import CLASS, FUNCTION, MODULE, Scope, chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PASSED_OVER = frozenset({"ctx", "annotation", "returns", "op", "ops", "type_comment", "type_params", "kind"})
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _PASSED_OVER)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
_STRINGS = (ast.JoinedStr, ast.BinOp)


class Place(NamedTuple):
    """Something collected: the node, its scope, and what takes it (a callee, a keyword, a name)."""

    node: ast.AST
    scope: Scope
    taker: ast.expr | None = None
    keyword: str = ""


class Walk:
    """What one file holds."""

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(MODULE)
        self.scopes: list[Scope] = [self.module]
        self.imports: list[tuple[str, str, int, bool]] = []  # path, name in the file, line, relative
        self.calls: list[Place] = []
        self.mentions: list[Place] = []
        self.texts: list[Place] = []
        self.settings: list[tuple[ast.expr, ast.expr, Scope]] = []
        self.loaded: set[str] = set()
        # Names that any import gives: only these can lead to a library. Most imports stand at the top.
        self.imported: set[str] = set()
        self.functions: set[str] = set()
        self.entry = False
        self._stack: list[tuple[ast.AST, Scope, ast.expr | None, str]] = []
        self._run(tree)

    def _run(self, tree: ast.Module) -> None:
        stack = self._stack
        stack.append((tree, self.module, None, ""))
        handlers, fields = _HANDLERS, _FIELDS
        while stack:
            node, scope, taker, keyword = stack.pop()
            kind = type(node)
            handler = handlers.get(kind)
            if handler is not None:
                handler(self, node, scope, taker, keyword)
                continue
            for name in fields[kind]:
                child: object = getattr(node, name)
                if isinstance(child, list):
                    for one in reversed(cast("list[object]", child)):
                        if isinstance(one, ast.AST):
                            stack.append((one, scope, taker, keyword))
                elif isinstance(child, ast.AST):
                    stack.append((child, scope, taker, keyword))

    def push(
        self, node: ast.AST | None, scope: Scope, taker: ast.expr | None = None, keyword: str = ""
    ) -> None:
        """Look at a node later."""
        if node is not None:
            self._stack.append((node, scope, taker, keyword))

    def push_all(self, nodes: list[ast.stmt] | list[ast.expr], scope: Scope) -> None:
        """Look at nodes later, in their order."""
        self._stack.extend((node, scope, None, "") for node in reversed(nodes))


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    documents = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if documents else body


def _module(walk: Walk, node: ast.Module, scope: Scope, *_: object) -> None:
    for statement in node.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            walk.imported.update(alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    walk.push_all(_without_docstring(node.body), scope)


def _class(walk: Walk, node: ast.ClassDef, scope: Scope, *_: object) -> None:
    inner = Scope(CLASS, node.name, scope)
    walk.scopes.append(inner)
    scope.assigned.setdefault(node.name, [])
    walk.push_all(_without_docstring(node.body), inner)
    for base in node.bases:
        walk.push(base, scope)
    for key in node.keywords:
        walk.push(key.value, scope)
    walk.push_all(node.decorator_list, scope)


def _function(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, *_: object) -> None:
    inner = Scope(FUNCTION, node.name, scope)
    walk.functions.add(node.name)
    walk.scopes.append(inner)
    _parameters(walk, node.args, inner, scope)
    walk.push_all(_without_docstring(node.body), inner)
    walk.push_all(node.decorator_list, scope)


def _lambda(walk: Walk, node: ast.Lambda, scope: Scope, *_: object) -> None:
    inner = Scope(FUNCTION, "", scope)
    _parameters(walk, node.args, inner, scope)
    walk.push(node.body, inner)


def _parameters(walk: Walk, args: ast.arguments, inner: Scope, outer: Scope) -> None:
    places = [*args.posonlyargs, *args.args]
    for at, one in enumerate((*places, *args.kwonlyargs)):
        inner.parameters[one.arg] = at
        if one.annotation is not None:
            inner.types[one.arg] = _plain(one.annotation)
    defaults = [*zip(reversed(places), reversed(args.defaults), strict=False)]
    defaults += [(one, value) for one, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value]
    for one, value in defaults:
        inner.assigned.setdefault(one.arg, []).append(value)
        walk.push(value, outer)


def _plain(annotation: ast.expr) -> ast.expr:
    """Give the type of `X | None`, `Optional[X]` and `Annotated[X, …]`."""
    if isinstance(annotation, ast.BinOp):
        return _plain(annotation.left)
    if isinstance(annotation, ast.Subscript):
        name = chain(annotation.value)
        if (name[1] or [getattr(name[0], "id", "")])[-1] in ("Optional", "Annotated"):
            inner = annotation.slice
            return _plain(inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner)
    return annotation


def _import(walk: Walk, node: ast.Import, scope: Scope, *_: object) -> None:
    for alias in node.names:
        walk.imported.add(alias.asname or alias.name.partition(".")[0])
        scope.imports[alias.asname or alias.name.partition(".")[0]] = (
            alias.name if alias.asname else alias.name.partition(".")[0]
        )
        walk.imports.append((alias.name, alias.asname or alias.name.partition(".")[0], node.lineno, False))


def _from(walk: Walk, node: ast.ImportFrom, scope: Scope, *_: object) -> None:
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        joint = "" if module.endswith(".") else "."
        path = f"{module}{joint}{alias.name}"
        walk.imported.add(alias.asname or alias.name)
        scope.imports[alias.asname or alias.name] = path
        walk.imports.append((path, alias.asname or alias.name, node.lineno, node.level > 0))


def _assign(walk: Walk, node: ast.Assign, scope: Scope, *_: object) -> None:
    for target in node.targets:
        scope.assign(target, node.value, scope)
        if isinstance(target, ast.Subscript):
            walk.settings.append((target, node.value, scope))
            walk.push(target, scope)
    walk.push(node.value, scope, node.targets[0], "=")


def _annotated(walk: Walk, node: ast.AnnAssign, scope: Scope, *_: object) -> None:
    scope.assign(node.target, node.value, scope)
    if isinstance(node.target, ast.Name):
        scope.types[node.target.id] = _plain(node.annotation)
        scope.assigned.setdefault(node.target.id, [])
    elif isinstance(node.target, ast.Attribute) and (owner := scope.owner()) is not None:
        owner.types.setdefault(node.target.attr, _plain(node.annotation))
    walk.push(node.value, scope, node.target, "=")


def _named(walk: Walk, node: ast.NamedExpr, scope: Scope, *_: object) -> None:
    scope.assign(node.target, node.value, scope)
    walk.push(node.value, scope, node.target, "=")


def _with(walk: Walk, node: ast.With | ast.AsyncWith, scope: Scope, *_: object) -> None:
    for item in node.items:
        if item.optional_vars is not None:
            scope.assign(item.optional_vars, item.context_expr, scope)
        walk.push(item.context_expr, scope)
    walk.push_all(node.body, scope)


def _loop(walk: Walk, node: ast.For | ast.AsyncFor, scope: Scope, *_: object) -> None:
    if isinstance(node.iter, ast.List | ast.Tuple | ast.Set):
        for value in node.iter.elts[:8]:
            scope.assign(node.target, value, scope)
    walk.push(node.iter, scope)
    walk.push_all(node.body, scope)
    walk.push_all(node.orelse, scope)


def _if(walk: Walk, node: ast.If, scope: Scope, *_: object) -> None:
    test = node.test
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__":
        walk.entry = True
    walk.push(test, scope)
    walk.push_all(node.body, scope)
    walk.push_all(node.orelse, scope)


def _call(walk: Walk, node: ast.Call, scope: Scope, taker: ast.expr | None, keyword: str) -> None:
    walk.calls.append(Place(node, scope))
    root, members = chain(node.func)
    if isinstance(root, ast.Name):
        walk.loaded.add(root.id)
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
    if isinstance(node.value, str) and interest.telling(node.value):
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


def _expression(walk: Walk, node: ast.Expr, scope: Scope, *_: object) -> None:
    if not isinstance(node.value, ast.Constant):  # a string that stands alone says something to readers only
        walk.push(node.value, scope)


_HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Module: _module, ast.ClassDef: _class, ast.FunctionDef: _function, ast.AsyncFunctionDef: _function,
    ast.Lambda: _lambda, ast.Import: _import, ast.ImportFrom: _from, ast.Assign: _assign,
    ast.AnnAssign: _annotated, ast.NamedExpr: _named, ast.With: _with, ast.AsyncWith: _with, ast.For: _loop,
    ast.AsyncFor: _loop, ast.If: _if, ast.Call: _call, ast.Constant: _constant, ast.JoinedStr: _joined,
    ast.BinOp: _binary, ast.Dict: _dict, ast.Name: _mention, ast.Attribute: _mention, ast.Expr: _expression,
}  # fmt: skip


def names_of(walk: Walk) -> Iterator[tuple[str, ast.expr, Scope]]:
    """Give what modules and classes assign to their names: `BUCKET`, `Settings.bucket`."""
    for scope in walk.scopes:
        if scope.kind == FUNCTION:
            continue
        prefix = f"{scope.name}." if scope.kind == CLASS else ""
        for name, values in scope.assigned.items():
            for value in values:
                yield f"{prefix}{name}", value, scope
        for name, held in scope.fields.items():
            for value, where in held:
                yield f"{prefix}{name}", value, where
