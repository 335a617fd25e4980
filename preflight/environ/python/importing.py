"""What an import gives: files of the code, or a library by its path."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.environ.python import libraries
from preflight.environ.python.values import Module, Scope, Unknown, Value

if TYPE_CHECKING:
    from preflight.environ.python.walk import Walk


def imports(walk: Walk, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
    """Take in what an import gives: files of the code, or a library by its path."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            path = alias.name if alias.asname else alias.name.partition(".")[0]
            file = walk.modules.absolute(alias.name, scope.file)
            if file is None:
                scope.names[alias.asname or path] = libraries.imported(path)
            elif alias.asname or "." not in alias.name:
                scope.names[alias.asname or alias.name] = walk.module(file)
            else:
                _packages(walk, alias.name, scope)
        return
    for alias in node.names:
        name = alias.asname or alias.name
        module = node.module or ""
        if node.level:
            inner = walk.modules.relative(f"{module}.{alias.name}".lstrip("."), node.level, scope.file)
            holder = walk.modules.relative(module, node.level, scope.file)
        else:
            inner = walk.modules.absolute(f"{module}.{alias.name}", scope.file)
            holder = walk.modules.absolute(module, scope.file)
        scope.names.update(_from(walk, alias.name, name, inner, holder, module if not node.level else "."))


def _from(  # noqa: PLR0913, PLR0917 - what a call is made of
    walk: Walk, original: str, name: str, inner: str | None, holder: str | None, module: str
) -> dict[str, Value]:
    if holder is not None and holder != inner:
        held = walk.module(holder).scope.names
        if original == "*":
            return {key: one for key, one in held.items() if not key.startswith("_")}
        if original in held:
            return {name: held[original]}
    if inner is not None:
        return {name: walk.module(inner)}
    if holder is not None or module == ".":
        return {name: Unknown()}
    return libraries.star(module) if original == "*" else {name: libraries.imported(f"{module}.{original}")}


def _packages(walk: Walk, path: str, scope: Scope) -> None:
    """Hold `import a.b.c` as `a`, by whose members the file is reached."""
    first, *rest = path.split(".")
    top = scope.names.get(first)
    if not isinstance(top, Module):
        file = walk.modules.absolute(first, scope.file)
        top = walk.module(file) if file else Module(Scope(scope.file))
        scope.names[first] = top
    whole = first
    for part in rest:
        whole = f"{whole}.{part}"
        file = walk.modules.absolute(whole, scope.file)
        found = top.scope.names.get(part)
        inner = (
            found if isinstance(found, Module) else walk.module(file) if file else Module(Scope(scope.file))
        )
        top.scope.names[part] = inner
        top = inner
