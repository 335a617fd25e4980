"""What becomes of an imported thing in JavaScript and TypeScript: called, kept in names, handed on.

Each imported name that matters is followed outward from the places where it stands: `new Storage()` makes a
path, `const storage =` gives it a name, and that name is followed in turn, until nothing new is held. What no
imported thing reaches is never looked at. Flow-insensitive: a name holds whatever any assignment gives it.
Deliberately absent: parameters of functions (unless typed) and what goes through collections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading import trees
from preflight.scan.reading.ecmascript_scopes import (
    CLASSES,
    FUNCTIONS,
    NAMING,
    enclosing,
    is_field,
    of_this,
    scopes,
    spelled_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from preflight.scan.reading.names import Names
    from preflight.scan.reading.scopes import Span

_MOST_HELD = 4
_LONGEST_PATH = 300
# What comes after so many calls is data, and its names are not followed.
_MOST_CALLS = 3
_CALL = "()"
_FIELD_NAMES = frozenset({"property_identifier", "private_property_identifier"})
# What gives on the value that stands in it, by the fields that count (none: any).
_THROUGH: dict[str, tuple[str, ...]] = {
    "parenthesized_expression": (), "await_expression": (), "as_expression": (), "satisfies_expression": (),
    "non_null_expression": (), "instantiation_expression": (), "binary_expression": (),
    "ternary_expression": ("consequence", "alternative"),
}  # fmt: skip
_ASSIGNS = frozenset({"assignment_expression", "augmented_assignment_expression"})
_DEFINES = {"field_definition": "property", "public_field_definition": "name"}
# What keeps a value -> the field of it that names where.
_TARGETS = {
    "variable_declarator": "name", "assignment_pattern": "left", "object_assignment_pattern": "left",
    "assignment_expression": "left", "augmented_assignment_expression": "left", **_DEFINES,
}  # fmt: skip
_NO_USE = frozenset({
    "type_query", "export_specifier", "jsx_closing_element", "expression_statement", "unary_expression",
    "binary_expression", "template_substitution", "if_statement", "labeled_statement", "import_specifier",
    "namespace_import", "import_clause", "import_require_clause", "ERROR", "ternary_expression",
})  # fmt: skip
_TYPES = frozenset({"union_type", "nested_type_identifier", "parenthesized_type", "readonly_type"})


class Held(NamedTuple):
    """A path, and the members (or calls, `()`) by which it is reached from what holds it."""

    path: str
    via: tuple[str, ...] = ()


class Called(NamedTuple):
    """A path that is called (`call` is the call) or handed on at `node`."""

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
        self.fields: dict[tuple[str, Span], list[Held]] = {}
        self.seen: list[Called] = []
        self._called: set[tuple[int, str]] = set()
        self._work: list[tuple[Node, Held]] = []
        self._types: list[tuple[Node, Held]] = []
        self._steps: dict[str, Callable[[Node, Node, Held], Held | None]] = {
            **dict.fromkeys(_THROUGH, _passed),
            "member_expression": self._selected,
            "subscript_expression": self._selected,
            "call_expression": self._applied,
            "new_expression": self._applied,
        }

    def run(self) -> None:
        """Follow everything that is held or was started, until nothing is new."""
        self._drain()
        # What a type tells counts only where no call told more.
        for place, held in self._types:
            self._typed(place, held)
        self._drain()

    def leading(self, matters: Callable[[str], bool]) -> Iterator[str]:
        """Give the names that hold something which `matters` by its path."""
        return (name for (name, _), kept in self.held.items() if any(matters(one.path) for one in kept))

    def _drain(self) -> None:
        while self._work:
            self._climb(*self._work.pop())

    def start(self, node: Node, path: str, *, follow: bool = True) -> None:
        """Follow the value of the expression `node`; without `follow` only the names it is given."""
        if follow:
            self._work.append((node, Held(path)))
            return
        while (outer := node.parent) is not None and outer.type in _THROUGH:
            node = outer
        if outer is not None and outer.type == "variable_declarator":
            self._plain_names(outer.child_by_field_name("name"), Held(path))

    def _plain_names(self, pattern: Node | None, held: Held) -> None:
        if pattern is not None and pattern.type == "identifier":
            self.name(pattern, held, follow=False)
        elif pattern is not None and pattern.type == "object_pattern":
            for child in pattern.named_children:
                part = _part(child, held)
                if part is not None and part[0].type in NAMING:
                    self.name(*part, follow=False)

    def name(self, node: Node, held: Held, *, follow: bool = True) -> None:
        """Let the name at `node` hold something, and follow it to where it stands."""
        if held.path.count(_CALL) > _MOST_CALLS:
            return
        name = trees.text(node)
        meaning = self.scopes.meaning(name, node)
        if not _added(self.held.setdefault((name, meaning.span), []), held) or not follow:
            return
        for place in meaning.places:
            if place.type == "type_identifier" or _in_type(place):
                self._types.append((place, held))
            else:
                self._work.append((place, held))

    def field(self, node: Node, held: Held) -> None:
        """Let the field named at `node` hold something, and follow it to all `this.field` of its class."""
        name = trees.text(node).removeprefix("#")
        span = of_this(node)
        if not _added(self.fields.setdefault((name, span), []), held):
            return
        for place in self.names.at(name):
            owner = place.parent
            if (
                place.type in _FIELD_NAMES
                and owner is not None
                and owner.type == "member_expression"
                and (whose := owner.child_by_field_name("object")) is not None
                and whose.type == "this"
                and of_this(place) == span
            ):
                self._work.append((owner, held))

    def bind(self, pattern: Node, held: Held) -> None:
        """Let all names of a pattern (`x`, `{x: y}`, `[x]`, `this.x`) hold their part of something."""
        stack = [(pattern, held)]
        while stack:
            node, value = stack.pop()
            kind = node.type
            if kind in ("identifier", "shorthand_property_identifier_pattern"):
                self.name(node, value)
            elif kind == "object_pattern":
                stack += [part for child in node.named_children if (part := _part(child, value)) is not None]
            elif kind == "array_pattern":
                stack += [(child, Held(f"{value.path}[]")) for child in node.named_children if not value.via]
            elif kind in ("assignment_pattern", "object_assignment_pattern"):
                if (left := node.child_by_field_name("left")) is not None:
                    stack.append((left, value))
            elif kind == "member_expression":
                self._bind_member(node, value)

    def _bind_member(self, node: Node, held: Held) -> None:
        whose, member = node.child_by_field_name("object"), node.child_by_field_name("property")
        if whose is None or member is None:
            return
        if whose.type == "this":
            self.field(member, held)
        elif whose.type == "identifier" and trees.text(whose) not in ("module", "exports"):
            self.name(whose, Held(held.path, (trees.text(member), *held.via)))

    def _typed(self, place: Node, held: Held) -> None:
        """A parameter, variable or field whose type is an imported class holds one of it."""
        inner, outer = place, place.parent
        path = held.path
        while outer is not None and outer.type in _TYPES:
            if outer.type == "nested_type_identifier" and is_field(outer, "module", inner):
                path = f"{path}.{spelled_key(outer.child_by_field_name('name'))}"
            inner, outer = outer, outer.parent
        if outer is None or outer.type != "type_annotation" or held.via or (owner := outer.parent) is None:
            return
        made = Held(f"{path}{_CALL}")
        pattern = owner.child_by_field_name("pattern") or owner.child_by_field_name("name")
        if pattern is None or self._is_told(pattern):
            return
        if owner.type in ("required_parameter", "optional_parameter", "variable_declarator"):
            self.bind(pattern, made)
            if any(child.type in ("accessibility_modifier", "readonly") for child in owner.children):
                self.field(pattern, made)
        elif owner.type in _DEFINES:
            self.field(pattern, made)

    def _is_told(self, pattern: Node) -> bool:
        name = trees.text(pattern).removeprefix("#")
        if pattern.type in _FIELD_NAMES:
            return (name, of_this(pattern)) in self.fields
        return (name, self.scopes.meaning(name, pattern).span) in self.held

    def _climb(self, node: Node, held: Held) -> None:
        """Follow a value outward through what it stands in, until something keeps it or nothing takes it."""
        while len(held.path) < _LONGEST_PATH and (outer := node.parent) is not None:
            step = self._steps.get(outer.type)
            if step is not None:
                following = step(node, outer, held)
                if following is None:
                    return
                held, node = following, outer
                continue
            further = self._kept(node, outer, held)
            if further is None:
                return
            node = further

    def _selected(self, node: Node, outer: Node, held: Held) -> Held | None:
        path, via = held
        member = _member(outer, node)
        if not member or (via and via[0] != member):
            return None
        if via:
            return Held(path, via[1:])
        if member == "then" and _is_module(node):
            self._then(outer, path)
            return None
        if member == "[]":
            return Held(f"{path}[]")
        return held if member == "default" else Held(f"{path}.{member}")

    def _applied(self, node: Node, outer: Node, held: Held) -> Held | None:
        path, via = held
        made = outer.type == "new_expression"
        if not is_field(outer, "constructor" if made else "function", node):
            return None
        if via:
            return Held(path, via[1:]) if via[0] == _CALL and not made else None
        self._call(path, node, outer)
        return Held(f"{path}{_CALL}")

    def _call(self, path: str, function: Node, call: Node) -> None:
        if (call.id, path) not in self._called:
            self._called.add((call.id, path))
            self.seen.append(Called(path, function, call))

    def _kept(self, node: Node, outer: Node, held: Held) -> Node | None:
        """Let what takes a value hold it; give the node whose value goes on outward, if any."""
        kind = outer.type
        if kind in _TARGETS:
            return self._assigned(node, outer, held)
        if kind == "arguments" and _promisifies(outer):
            return outer.parent
        if kind in ("return_statement", "arrow_function"):
            self._returned(outer, held)
        elif kind == "pair" or node.type == "shorthand_property_identifier":
            self._in_object(node, outer, held)
        elif kind in ("class_heritage", "extends_clause"):
            self._extended(outer, node, held)
        else:
            self._handed_on(node, outer, held)
        return None

    def _assigned(self, node: Node, outer: Node, held: Held) -> Node | None:
        target = outer.child_by_field_name(_TARGETS[outer.type])
        if target is None or target == node:
            return None
        if outer.type in _DEFINES:
            self.field(target, held)
        else:
            self.bind(target, held)
        return outer if outer.type in _ASSIGNS else None

    def _handed_on(self, node: Node, outer: Node, held: Held) -> None:
        if outer.type not in _NO_USE and not held.via and _CALL not in held.path:
            self.seen.append(Called(held.path, node))

    def _extended(self, heritage: Node, node: Node, held: Held) -> None:
        self._handed_on(node, heritage, held)
        owner = enclosing(heritage, CLASSES)
        name = owner.child_by_field_name("name")
        if name is not None:
            self.name(name, held)

    def _returned(self, outer: Node, held: Held) -> None:
        """A function that returns something gives it to who calls the function by its name."""
        function = outer if outer.type in FUNCTIONS else enclosing(outer, FUNCTIONS)
        given = Held(held.path, (_CALL, *held.via))
        if len(given.via) > _MOST_HELD:
            return
        name = function.child_by_field_name("name")
        if name is not None:
            (self.field if function.type == "method_definition" else self.name)(name, given)
        elif (above := function.parent) is not None and above.type == "variable_declarator":
            target = above.child_by_field_name("name")
            if target is not None and target.type == "identifier":
                self.name(target, given)

    def _in_object(self, node: Node, outer: Node, held: Held) -> None:
        """`{storage: new Storage()}`: whoever holds the object reaches the value by its key."""
        self._handed_on(node, outer, held)
        key = spelled_key(outer.child_by_field_name("key")) if outer.type == "pair" else trees.text(node)
        literal = outer.parent if outer.type == "pair" else outer
        above = literal.parent if literal is not None else None
        if key and above is not None and above.type == "variable_declarator" and len(held.via) < _MOST_HELD:
            name = above.child_by_field_name("name")
            if name is not None and name.type == "identifier":
                self.name(name, Held(held.path, (key, *held.via)))

    def _then(self, member: Node, path: str) -> None:
        """`import('x').then(({Storage}) => ...)`: the function's parameter is the module."""
        call = member.parent
        arguments = call.child_by_field_name("arguments") if call is not None else None
        function = arguments.named_child(0) if arguments is not None and arguments.named_child_count else None
        if function is None or function.type not in FUNCTIONS:
            return
        parameter = function.child_by_field_name("parameter")
        group = function.child_by_field_name("parameters")
        if parameter is None and group is not None and group.named_child_count:
            parameter = group.named_child(0)
            parameter = parameter.child_by_field_name("pattern") or parameter
        if parameter is not None:
            self.bind(parameter, Held(path))


def _in_type(place: Node) -> bool:
    above = place.parent
    return above is not None and above.type == "nested_type_identifier"


def _passed(node: Node, outer: Node, held: Held) -> Held | None:
    """Give on what stands in brackets, after `await`, on a side of `||`, in an arm of a condition."""
    fields = _THROUGH[outer.type]
    if fields and not any(is_field(outer, field, node) for field in fields):
        return None
    return held if outer.type != "binary_expression" or _chooses(outer) else None


def _added(kept: list[Held], held: Held) -> bool:
    if held in kept or len(kept) >= _MOST_HELD:
        return False
    kept.append(held)
    return True


def _part(child: Node, held: Held) -> tuple[Node, Held] | None:
    """Give a name of an object pattern with its part of the value."""
    if child.type == "rest_pattern":
        return (child.named_child(0), held) if child.named_child_count else None
    if child.type == "object_assignment_pattern":
        key = target = child.child_by_field_name("left")
    elif child.type == "pair_pattern":
        key, target = child.child_by_field_name("key"), child.child_by_field_name("value")
    else:
        key = target = child
    member = spelled_key(key)
    if not member or target is None:
        return None
    if held.via:
        return (target, Held(held.path, held.via[1:])) if held.via[0] == member else None
    return target, Held(held.path if member == "default" else f"{held.path}.{member}")


def _member(outer: Node, node: Node) -> str:
    if not is_field(outer, "object", node):
        return ""
    if outer.type == "member_expression":
        return spelled_key(outer.child_by_field_name("property"))
    index = outer.child_by_field_name("index")
    return spelled_key(index) if index is not None and index.type == "string" else "[]"


def _is_module(node: Node) -> bool:
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    return function is not None and function.type == "import"


def _chooses(outer: Node) -> bool:
    operator = outer.child_by_field_name("operator")
    return operator is not None and operator.type in ("||", "??", "&&")


def _promisifies(arguments: Node) -> bool:
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and trees.text(function).rpartition(".")[2] == "promisify"
