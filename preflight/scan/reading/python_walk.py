"""One walk over a Python file's tree: what is imported, called, named and spelled, with the scope of each.

The walk only collects; what a name means is asked when it is over, since a file may use what it assigns
further down. Annotations, documentation strings and names of types are passed over. One loop and a table of
fields instead of a visitor: this runs for every file that could matter, and a visitor costs thrice as much.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.scan.reading.python_scopes import CLASS, FUNCTION, MODULE, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_PASSED_OVER = frozenset({"ctx", "annotation", "returns", "op", "ops", "type_comment", "type_params", "kind"})
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _PASSED_OVER)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


class Place(NamedTuple):
    """Something collected: the node, its scope, and what takes it (a callee, a keyword, a name)."""

    node: ast.AST
    scope: Scope
    taker: ast.expr | None = None
    keyword: str = ""
    # The name at the root of what is called: `client` of `client.bucket(...)`.
    root: str = ""


class Walk:
    """What one file holds. `handlers` take the kinds of nodes that tell something, by kind."""

    def __init__(self, tree: ast.Module, handlers: Mapping[type[ast.AST], Callable[..., None]]) -> None:
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
        # Texts that can be names of modules, which frameworks load: `include=["app.tasks"]`.
        self.strings: set[str] = set()
        self.entry = False
        self._stack: list[tuple[ast.AST, Scope, ast.expr | None, str]] = []
        self._run(tree, handlers)

    def _run(self, tree: ast.Module, handlers: Mapping[type[ast.AST], Callable[..., None]]) -> None:
        stack = self._stack
        stack.append((tree, self.module, None, ""))
        fields = _FIELDS
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
