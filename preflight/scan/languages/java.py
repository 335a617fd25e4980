"""Java, read with tree-sitter: nothing is compiled and nothing is run.

Deliberately absent: inheritance between files, reflection, and annotations that make code (Lombok's getters).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees, unread
from preflight.scan.reading.class_paths import Paths
from preflight.scan.reading.class_told import Telling
from preflight.scan.reading.class_values import Values
from preflight.scan.reading.class_walk import Walk
from preflight.scan.reading.java_shapes import DIALECT, type_name
from preflight.scan.reading.jvm import ALL_FIELDS, FILLED, HANDLERS, STARTS, Imported, Imports, give
from preflight.scan.reading.placeholders import filled
from preflight.scan.source import Source, Use

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.class_scopes import Place

LANGUAGE = "java"
SUFFIXES = (".java",)
NAMES: tuple[str, ...] = ()
_IMPORT = re.compile(r"(?m)^\s*import\b")


def read(data: bytes, name: str) -> Source:
    """Read one file. What does not parse is a problem with its line; what is around it is read."""
    del name
    source = Source(LANGUAGE)
    root = trees.parse(DIALECT.grammar, data)
    if trees.too_deep(data, root):
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
        if node.type not in ("package_declaration", "import_declaration"):
            continue
        named = [one for one in node.named_children if one.type in ("scoped_identifier", "identifier")]
        if not named:
            continue
        path = "".join(trees.text(named[0]).split())
        if node.type == "package_declaration":
            package = path
        elif any(one.type == "asterisk" for one in node.children):
            found.append(Imported(f"{path}.*", "", trees.line(node)))
        else:
            found.append(Imported(path, path.rpartition(".")[2], trees.line(node)))
    return Imports(package, found)


class _Container:
    """What annotations, base classes and a `main` say: what starts the file, and what is injected into it."""

    def __init__(self, walk: Walk, imports: Imports, source: Source) -> None:
        self.walk, self.imports, self.source = walk, imports, source
        # Annotations by the class, function, field or parameter that they stand on.
        self.on: dict[int, dict[str, Node]] = {}
        for place in walk.of("annotation"):
            if place.around is not None:
                name = place.node.child_by_field_name("name")
                simple = trees.text(name).rpartition(".")[2] if name is not None else ""
                self.on.setdefault(place.around.node.id, {})[simple] = place.node

    def tell(self) -> None:
        """Tell it."""
        for place in self.walk.of("type"):
            self.source.entry |= not STARTS.isdisjoint(self.on.get(place.node.id, ()))
        for place in self.walk.of("bases"):
            self._bases(place)
        for place in self.walk.of("function"):
            self.source.entry |= self.walk.dialect.name(place.node) == "main" and "static" in _modifiers(
                place.node
            )
        for place in self.walk.of("variable"):
            self._field(place)
        for place in self.walk.of("parameter"):
            self._parameter(place)

    def _bases(self, place: Place) -> None:
        nodes = place.node.named_children
        for node in (
            one for each in nodes for one in (each.named_children if each.type == "type_list" else [each])
        ):
            name = type_name(node)
            self.source.entry |= name.rpartition(".")[2] in HANDLERS
            path = self.walk.paths.type(name)
            if path and self.imports.kept(path):
                self.source.uses.append(Use(path, trees.line(node), called=False))

    def _field(self, place: Place) -> None:
        if place.node.type != "field_declaration":
            return
        around = place.around
        filled = not FILLED.isdisjoint(self.on.get(place.node.id, ())) or (
            around is not None
            and not ALL_FIELDS.isdisjoint(self.on.get(around.node.id, ()))
            and "static" not in _modifiers(place.node)
        )
        for one in self.walk.dialect.declared(place.node):
            self._given(place, one.name)
            if filled and one.type and one.value is None:
                self.imports.inject(self.walk.paths.type(one.type), trees.line(place.node), self.source)

    def _parameter(self, place: Place) -> None:
        for one in self.walk.dialect.declared(place.node):
            self._given(place, one.name)
            if one.type and self._is_filled(place.around):
                self.imports.inject(self.walk.paths.type(one.type), trees.line(place.node), self.source)

    def _given(self, place: Place, name: str) -> None:
        annotations = self.on.get(place.node.id, {})
        node = annotations.get("Value") or annotations.get("ConfigProperty")
        texts = (
            trees.captures(DIALECT.grammar, "(string_literal) @text", node).get("text", ()) if node else ()
        )
        spelled = [trees.text(one)[1:-1] for one in texts]
        if spelled:
            value = filled(spelled[0] if "Value" in annotations else f"${{{':'.join(spelled)}}}")
            give(place, name, value, self.source)

    def _is_filled(self, function: Place | None) -> bool:
        """Whether a container fills the parameters of a function: a bean, a constructor of a component."""
        if function is None or function.capture != "function":
            return False
        if not FILLED.isdisjoint(self.on.get(function.node.id, ())):
            return True
        owner = function.around
        return (
            function.node.type == "constructor_declaration"
            and owner is not None
            and not STARTS.isdisjoint(self.on.get(owner.node.id, ()))
        )


def _modifiers(node: Node) -> str:
    first = node.named_children[0] if node.named_children else None
    return trees.text(first) if first is not None and first.type == "modifiers" else ""
