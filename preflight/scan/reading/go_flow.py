"""What becomes of an imported thing in Go: called, kept in variables and fields of structs, returned.

Each imported package that matters is followed outward from the places where it stands, as for JavaScript
(`ecmascript_flow`). A variable, parameter or field whose type is an imported one holds one of it, unless a
call that made it is seen. Deliberately absent: interfaces, embedded structs, channels and maps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading import trees
from preflight.scan.reading.go_scopes import (
    FUNCTIONS,
    enclosing,
    is_field,
    scopes,
    struct_of,
    without_pointer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from preflight.scan.reading.names import Names
    from preflight.scan.reading.scopes import Span

_MOST_HELD = 4
_LONGEST_PATH = 300
# What comes after so many calls is data, and its names are not followed.
_MOST_CALLS = 4
_CALL = "()"
_THROUGH = frozenset({"parenthesized_expression", "unary_expression", "literal_element", "variadic_argument"})
_AROUND_TYPES = frozenset({"pointer_type", "parenthesized_type"})
_NO_USE = frozenset(
    {"binary_expression", "expression_statement", "ERROR", "import_spec", "for_statement", "if_statement"}
)


class Held(NamedTuple):
    """A path, and whether it is what a function gives (`made`) that is held, not the thing itself."""

    path: str
    made: bool = False


class Seen(NamedTuple):
    """A path that is called (`call` is the call), made as a literal (likewise) or handed on at `node`."""

    path: str
    node: Node
    call: Node | None = None


class Flow:
    """Follows imported things through one text.

    `held` and `fields` say what names hold, `seen` what was used.
    """

    def __init__(self, names: Names) -> None:
        self.names, self.scopes = names, scopes(names)
        self.held: dict[tuple[str, Span], list[Held]] = {}
        self.fields: dict[tuple[str, str], list[Held]] = {}
        self.seen: list[Seen] = []
        self._called: set[tuple[int, str]] = set()
        self._work: list[tuple[Node, Held]] = []
        self._types: list[tuple[Node, str]] = []

    def package(self, name: str, path: str, *, follow: bool) -> None:
        """Let a package's name stand for its path in the whole text."""
        span = self.names.root.byte_range
        if not _added(self.held.setdefault((name, span), []), Held(path)) or not follow:
            return
        for node in self.names.at(name):
            if node.type == "package_identifier":
                self._type(node, path)
            elif node.type == "identifier":
                meaning = self.scopes.meaning(name, node)
                if not meaning.declared:
                    self._work.append((node, Held(path)))

    def run(self) -> None:
        """Follow everything until nothing is new; types tell only what no call told."""
        self._drain()
        for node, path in self._types:
            self._typed(node, path)
        self._drain()

    def leading(self, matters: Callable[[str], bool]) -> Iterator[str]:
        """Give the names that hold something which `matters` by its path."""
        return (name for (name, _), kept in self.held.items() if any(matters(one.path) for one in kept))

    def _drain(self) -> None:
        while self._work:
            self._climb(*self._work.pop())

    def name(self, node: Node, held: Held) -> None:
        """Let the variable or function at `node` hold something, and follow it to where it stands."""
        name = trees.text(node)
        if name == "_" or held.path.count(_CALL) > _MOST_CALLS:
            return
        meaning = self.scopes.meaning(name, node)
        if _added(self.held.setdefault((name, meaning.span), []), held):
            self._work += [(place, held) for place in meaning.places]

    def field(self, name: str, struct: str, held: Held) -> None:
        """Let a field (or method) of a struct hold something, and follow it to all selections of it."""
        if not _added(self.fields.setdefault((name, struct), []), held):
            return
        for place in self.names.at(name):
            owner = place.parent if place.type == "field_identifier" else None
            if owner is not None and owner.type == "selector_expression":
                whose = self._struct(owner.child_by_field_name("operand"))
                # A method of a struct that is not known may be anyone's.
                if whose == struct or (not (whose and struct) and not held.made):
                    self._work.append((owner, held))

    def _struct(self, operand: Node | None) -> str:
        operand = without_pointer(operand)
        if operand is None or operand.type != "identifier":
            return ""
        meaning = self.scopes.meaning(trees.text(operand), operand)
        # A package is no struct, and no struct of this text has its name.
        return struct_of(meaning) if meaning.declared else "package"

    def bind(self, target: Node, held: Held) -> None:
        """Let what stands on the left of an assignment hold something."""
        if target.type == "identifier":
            self.name(target, held)
        elif (
            target.type == "selector_expression"
            and (field := target.child_by_field_name("field")) is not None
        ):
            self.field(trees.text(field), self._struct(target.child_by_field_name("operand")), held)

    def _climb(self, node: Node, held: Held) -> None:
        path, made = held
        while len(path) < _LONGEST_PATH and (outer := node.parent) is not None:
            kind = outer.type
            if kind == "selector_expression" and is_field(outer, "operand", node):
                if made or (field := outer.child_by_field_name("field")) is None:
                    return
                path = f"{path}.{trees.text(field)}"
            elif kind == "call_expression" and is_field(outer, "function", node):
                if not made:
                    self._use(path, node, outer)
                    path = f"{path}{_CALL}"
                made = False
            elif kind == "index_expression" and is_field(outer, "operand", node):
                path = f"{path}[]"
            elif kind not in _THROUGH and not (
                kind == "type_assertion_expression" and is_field(outer, "operand", node)
            ):
                self._kept(node, outer, Held(path, made))
                return
            node = outer

    def _use(self, path: str, function: Node, call: Node) -> None:
        if (call.id, path) not in self._called:
            self._called.add((call.id, path))
            self.seen.append(Seen(path, function, call))

    def _kept(self, node: Node, outer: Node, held: Held) -> None:
        kind = outer.type
        if kind == "expression_list":
            self._listed(node, outer, held)
        elif kind == "keyed_element" and is_field(outer, "value", node):
            self._handed_on(node, outer, held)
            self._keyed(outer, held)
        elif kind != "keyed_element" and not (
            kind == "assignment_statement" and not is_field(outer, "right", node)
        ):
            self._handed_on(node, outer, held)

    def _listed(self, node: Node, group: Node, held: Held) -> None:
        above = group.parent
        if above is None:
            return
        given = group.named_children
        if above.type == "return_statement":
            if given[0] == node:
                self._returned(above, held)
            return
        if above.type == "var_spec":
            targets = above.children_by_field_name("name")
        elif (
            above.child_by_field_name("right") == group
            and (left := above.child_by_field_name("left")) is not None
        ):
            targets = left.named_children
        else:
            return
        number = given.index(node) if len(given) == len(targets) else 0
        if number < len(targets) and (len(given) == len(targets) or given[0] == node):
            self.bind(targets[number], held)

    def _keyed(self, element: Node, held: Held) -> None:
        key = element.child_by_field_name("key")
        literal = element.parent.parent if element.parent is not None else None
        kind = literal.child_by_field_name("type") if literal is not None else None
        if key is not None and kind is not None and kind.type == "type_identifier":
            self.field(trees.text(key), trees.text(kind), held)

    def _returned(self, statement: Node, held: Held) -> None:
        function = enclosing(statement, FUNCTIONS)
        name = function.child_by_field_name("name")
        if held.made or name is None:
            return
        if function.type == "function_declaration":
            self.name(name, Held(held.path, made=True))
        elif function.type == "method_declaration":
            self.field(trees.text(name), _receiver(function), Held(held.path, made=True))

    def _handed_on(self, node: Node, outer: Node, held: Held) -> None:
        if (
            outer.type not in _NO_USE
            and not held.made
            and "." in held.path.rpartition("/")[2]
            and _CALL not in held.path
        ):
            self.seen.append(Seen(held.path, node))

    def _type(self, node: Node, package: str) -> None:
        """Look at `package.Type`: a literal of it is a use now, what is declared with it waits."""
        qualified = node.parent
        name = qualified.child_by_field_name("name") if qualified is not None else None
        if qualified is None or qualified.type != "qualified_type" or name is None:
            return
        path = f"{package}.{trees.text(name)}"
        outer = qualified.parent
        if outer is not None and outer.type == "composite_literal":
            self.seen.append(Seen(path, qualified, outer))
            self._work.append((outer, Held(f"{path}{_CALL}")))
        else:
            self._types.append((qualified, path))

    def _typed(self, qualified: Node, path: str) -> None:
        made = Held(f"{path}{_CALL}")
        inner, outer = qualified, qualified.parent
        while outer is not None and outer.type in _AROUND_TYPES:
            inner, outer = outer, outer.parent
        if outer is None or not is_field(outer, "type", inner):
            return
        names = outer.children_by_field_name("name")
        if outer.type in ("parameter_declaration", "var_spec"):
            for name in names:
                if (trees.text(name), self.scopes.meaning(trees.text(name), name).span) not in self.held:
                    self.name(name, made)
        elif outer.type == "field_declaration":
            owner = enclosing(outer, frozenset({"type_spec"})).child_by_field_name("name")
            for name in names:
                key = (trees.text(name), trees.text(owner) if owner is not None else "")
                if key not in self.fields:
                    self.field(*key, made)
        elif outer.type == "type_assertion_expression":
            self._work.append((outer, made))


def _added(kept: list[Held], held: Held) -> bool:
    if held in kept or len(kept) >= _MOST_HELD:
        return False
    kept.append(held)
    return True


def _receiver(method: Node) -> str:
    group = method.child_by_field_name("receiver")
    declared = group.named_child(0) if group is not None and group.named_child_count else None
    kind = without_pointer(declared.child_by_field_name("type")) if declared is not None else None
    return trees.text(kind) if kind is not None else ""
