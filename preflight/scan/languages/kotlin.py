"""Kotlin and its scripts, read with tree-sitter: nothing is compiled and nothing is run.

Deliberately absent: inheritance between files, extension functions of other files, delegation by interfaces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees, unread
from preflight.scan.reading.class_paths import Paths
from preflight.scan.reading.class_told import Telling
from preflight.scan.reading.class_values import Values
from preflight.scan.reading.class_walk import Walk
from preflight.scan.reading.jvm import FILLED, HANDLERS, STARTS, Imported, Imports, give
from preflight.scan.reading.kotlin_shapes import DIALECT, type_name
from preflight.scan.reading.placeholders import filled
from preflight.scan.reading.shapes import Spelled
from preflight.scan.source import Source, Use

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.class_scopes import Place

LANGUAGE = "kotlin"
SUFFIXES = (".kt", ".kts")
NAMES: tuple[str, ...] = ()
_IMPORT = re.compile(r"(?m)^\s*import\b")


def read(data: bytes, name: str) -> Source:
    """Read one file. What does not parse is a problem with its line; what is around it is read."""
    source = Source(LANGUAGE, entry=name.endswith(".main.kts"))
    root = trees.parse(DIALECT.grammar, data)
    if trees.unwieldy(data, root):
        source.problems.append("line 1: nested too deeply to be read")
        return source
    imports = _imports(root)
    paths = Paths(DIALECT, imports.outer)
    walk = Walk(DIALECT, root, paths)
    _Container(walk, imports, source).tell()
    Telling(walk, Values(paths), source, imports.kept).tell()
    imports.tell(source)
    source.problems += unread.lost(DIALECT.grammar, root, _IMPORT, imports.given())
    return source


def _imports(root: Node) -> Imports:
    package, found = "", list[Imported]()
    for node in root.named_children:
        named = node.named_children if node.type in ("package_header", "import") else []
        if not named:
            continue
        path = "".join(trees.text(named[0]).replace("`", "").split())
        if node.type == "package_header":
            package = path
        elif any(one.type == "*" for one in node.children):
            found.append(Imported(f"{path}.*", "", trees.line(node)))
        else:
            alias = named[1] if len(named) > 1 and named[1].type == "identifier" else None
            name = trees.text(alias) if alias is not None else path.rpartition(".")[2]
            found.append(Imported(path, name, trees.line(node)))
    return Imports(package, found)


class _Container:
    """What annotations, base classes and a `main` say: what starts the file, and what is injected into it."""

    def __init__(self, walk: Walk, imports: Imports, source: Source) -> None:
        self.walk, self.imports, self.source = walk, imports, source
        # Annotations by the class, function, property or parameter that they stand on.
        self.on: dict[int, dict[str, Node]] = {}
        for place in walk.of("annotation"):
            if place.around is not None:
                self.on.setdefault(place.around.node.id, {})[_simple(place.node)] = place.node

    def tell(self) -> None:
        """Tell it."""
        for place in self.walk.of("type"):
            self.source.entry |= not STARTS.isdisjoint(self.on.get(place.node.id, ()))
        for place in self.walk.of("bases"):
            self._base(place)
        for place in self.walk.of("call"):
            if place.node.type == "constructor_invocation":
                self.source.entry |= type_name(next(iter(place.node.named_children), None)) in HANDLERS
        for place in self.walk.of("function"):
            outermost = place.around is None or place.around.node.type in (
                "companion_object",
                "object_declaration",
            )
            self.source.entry |= self.walk.dialect.name(place.node) == "main" and outermost
        for place in self.walk.of("variable", "parameter"):
            self._given(place)
            self._injected(place)

    def _base(self, place: Place) -> None:
        name = type_name(place.node)
        self.source.entry |= name.rpartition(".")[2] in HANDLERS
        path = self.walk.paths.type(name)
        if path and self.imports.kept(path):
            self.source.uses.append(Use(path, trees.line(place.node), called=False))

    def _injected(self, place: Place) -> None:
        around = place.around
        filled = self._is(place, FILLED)
        if place.node.type == "class_parameter":
            filled |= around is not None and self._is(around, STARTS | FILLED)
        elif place.capture == "parameter":
            filled |= around is not None and around.capture == "function" and self._is(around, FILLED)
        for one in self.walk.dialect.declared(place.node) if filled else ():
            if one.type and one.value is None:
                self.imports.inject(self.walk.paths.type(one.type), trees.line(place.node), self.source)

    def _is(self, place: Place, names: frozenset[str]) -> bool:
        return not names.isdisjoint(self.on.get(place.node.id, ()))

    def _given(self, place: Place) -> None:
        annotations = self.on.get(place.node.id, {})
        node = annotations.get("Value") or annotations.get("ConfigProperty")
        texts = (
            trees.captures(DIALECT.grammar, "(string_literal) @text", node).get("text", ()) if node else ()
        )
        shapes = [DIALECT.shape(one) for one in texts]
        spelled = [str(one.value) for one in shapes if isinstance(one, Spelled)]
        for one in self.walk.dialect.declared(place.node) if spelled else ():
            value = filled(spelled[0] if "Value" in annotations else f"${{{':'.join(spelled)}}}")
            give(place, one.name, value, self.source)


def _simple(annotation: Node) -> str:
    """Give the last name of an annotation."""
    for _ in range(3):
        named = [
            one for one in annotation.named_children if one.type in ("user_type", "constructor_invocation")
        ]
        if not named:
            break
        annotation = named[0]
    return type_name(annotation).rpartition(".")[2]
