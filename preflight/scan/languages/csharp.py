"""C#, read with tree-sitter: nothing is compiled and nothing is run.

A namespace that is opened for all files (`global using`) is kept as what the file hands on; a client whose
namespace this file does not open has a path with `?`. Deliberately absent: inheritance between files, and
what source generators and dependency injection make up; a registration (`AddPublisherClient`) is read as a
call.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees, unread
from preflight.scan.reading.class_paths import Paths
from preflight.scan.reading.class_told import Telling
from preflight.scan.reading.class_values import Values
from preflight.scan.reading.class_walk import Walk
from preflight.scan.reading.csharp_names import Using, Usings
from preflight.scan.reading.csharp_shapes import DIALECT, type_name
from preflight.scan.source import Source, Use

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGE = "csharp"
SUFFIXES = (".cs",)
NAMES: tuple[str, ...] = ()
_USING = re.compile(r"(?m)^\s*(global\s+)?using\s+[\w.=\s]+;")
_DEEPEST = 100
# Bases and attributes of what a framework starts.
_HANDLERS = frozenset({
    "IHttpFunction", "ICloudEventFunction", "ControllerBase", "Controller", "PageModel", "BackgroundService",
    "IHostedService", "FunctionsStartup", "Hub", "ComponentBase", "HttpApplication", "ApiController", "Route",
})  # fmt: skip


def read(data: bytes, name: str) -> Source:
    """Read one file. What does not parse is a problem with its line; what is around it is read."""
    del name
    source = Source(LANGUAGE)
    root = trees.parse(DIALECT.grammar, data)
    if trees.unwieldy(data, root):
        source.problems.append("line 1: nested too deeply to be read")
        return source
    heads = _Heads(root)
    usings = Usings(heads.namespace, heads.usings)
    paths = Paths(DIALECT, usings.outer, usings.bare)
    walk = Walk(DIALECT, root, paths)
    source.entry = heads.is_program or _is_started(walk)
    _bases(walk, usings, source)
    Telling(walk, Values(paths), source, usings.kept, usings.unknown).tell()
    usings.tell(source)
    source.problems += unread.lost(DIALECT.grammar, root, _USING, usings.given())
    return source


class _Heads:
    """What stands outside of types: usings, the first namespace, and whether statements stand there."""

    def __init__(self, root: Node) -> None:
        self.namespace, self.usings, self.is_program = "", list[Using](), False
        waiting = [root]
        for _ in range(_DEEPEST):
            if not waiting:
                break
            self._take(waiting.pop(), waiting)

    def _take(self, node: Node, waiting: list[Node]) -> None:
        for one in node.named_children:
            if one.type == "using_directive":
                using = _using(one)
                self.usings += [using] if using is not None else []
            elif one.type in ("namespace_declaration", "file_scoped_namespace_declaration"):
                name = one.child_by_field_name("name")
                self.namespace = self.namespace or (
                    "".join(trees.text(name).split()) if name is not None else ""
                )
                body = one.child_by_field_name("body")
                waiting.append(body if body is not None else one)
            elif one.type == "global_statement":
                self.is_program = True


def _using(node: Node) -> Using | None:
    alias = node.child_by_field_name("name")
    named = [one for one in node.named_children if one != alias]
    path = type_name(named[-1]) if named else ""
    if not path:
        return None
    static = any(one.type == "static" for one in node.children)
    everywhere = any(one.type == "global" for one in node.children)
    return Using(path, trees.text(alias) if alias is not None else "", static, trees.line(node), everywhere)


def _is_started(walk: Walk) -> bool:
    for place in walk.of("function"):
        if walk.dialect.name(place.node) == "Main" and any(
            one.type == "modifier" and trees.text(one) == "static" for one in place.node.named_children
        ):
            return True
    for place in walk.of("bases"):
        if any(type_name(one).rpartition(".")[2] in _HANDLERS for one in place.node.named_children):
            return True
    for place in walk.of("annotation"):
        for one in place.node.named_children:
            name = one.child_by_field_name("name")
            if name is not None and trees.text(name) in _HANDLERS:
                return True
    return False


def _bases(walk: Walk, usings: Usings, source: Source) -> None:
    for place in walk.of("bases"):
        for one in place.node.named_children:
            path = walk.paths.type(type_name(one))
            if path and usings.kept(path) and not path.startswith("?"):
                source.uses.append(Use(path, trees.line(one), called=False))
