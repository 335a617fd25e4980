"""What an expression of JavaScript or TypeScript is, as a Value: templates, `process.env`, names, calls.

Deliberately absent: evaluation. Nothing is computed but the joining of texts that are spelled.
https://nodejs.org/api/process.html#processenv
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.ecmascript_scopes import is_field, of_this, out_of_pattern, spelled_key
from preflight.scan.reading.values import (
    MOST,
    OPAQUE,
    joined,
    looked_up,
    looks_up,
    one_of,
    or_else,
    settled,
    spelled,
)
from preflight.scan.source import Env, Known, Made, Name, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from preflight.scan.reading.ecmascript_flow import Flow
    from preflight.scan.reading.scopes import Meaning, Span

_DEPTH = 24
_SHARED = 4
_LONGEST_CHAIN = 40
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_THROUGH = frozenset({
    "parenthesized_expression", "await_expression", "as_expression", "satisfies_expression",
    "non_null_expression",
})  # fmt: skip
_SAME_TEXT = frozenset({"toString", "trim", "toLowerCase", "toUpperCase", "valueOf", "replace", "replaceAll"})
_PASSES_ON = frozenset({"String", "URL", "encodeURI", "encodeURIComponent", "defineString"})
_ENVIRONMENTS = frozenset({"process.env", "import.meta.env", "Bun.env"})


def unescaped(text: str) -> str:
    """Give the text that a literal spells."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code is None:
        return _LETTERS.get(found[4], found[4])
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


class Values:
    """The values of expressions of one text, after `flow` followed what it holds."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._of_names: dict[tuple[str, Span], Value] = {}
        self._kinds: dict[str, Callable[[Node, int], Value]] = {
            "string": self._string,
            "template_string": self._template,
            "number": _number,
            "true": lambda _node, _depth: Known(value=True),
            "false": lambda _node, _depth: Known(value=False),
            "null": lambda _node, _depth: Known(None),
            "undefined": lambda _node, _depth: Known(None),
            "identifier": self._name,
            "shorthand_property_identifier": self._name,
            "member_expression": self._member,
            "subscript_expression": self._member,
            "binary_expression": self._binary,
            "ternary_expression": self._choice,
            "call_expression": self._call,
            "new_expression": self._call,
            "class_static_block": lambda _node, _depth: OPAQUE,
        }

    def of(self, node: Node | None, depth: int = 0) -> Value:
        """Give the value of an expression."""
        while node is not None and node.type in _THROUGH and node.named_child_count:
            node = node.named_child(0)
        if node is None or depth > _DEPTH:
            return OPAQUE
        make = self._kinds.get(node.type)
        return OPAQUE if make is None else make(node, depth)

    def path(self, node: Node) -> str:
        """Give the path of a thing; `?.member` where its owner is not known, '' where nothing is."""
        members: list[str] = []
        while len(members) < _LONGEST_CHAIN:
            kind = node.type
            if kind == "member_expression":
                members.append("." + spelled_key(node.child_by_field_name("property")))
                inner = node.child_by_field_name("object")
            elif kind == "subscript_expression":
                key = node.child_by_field_name("index")
                members.append("." + spelled_key(key) if key is not None and key.type == "string" else "[]")
                inner = node.child_by_field_name("object")
            elif kind in ("call_expression", "new_expression"):
                members.append("()")
                inner = node.child_by_field_name("function") or node.child_by_field_name("constructor")
            elif kind in _THROUGH and node.named_child_count:
                inner = node.named_child(0)
            else:
                break
            if inner is None:
                break
            node = inner
        return self._rooted(node, members[::-1])

    def _rooted(self, root: Node, members: list[str]) -> str:
        if root.type == "import" or (root.type == "identifier" and trees.text(root) == "require"):
            call = root.parent
            arguments = call.child_by_field_name("arguments") if call is not None else None
            first = (
                spelled(self.of(arguments.named_child(0)))
                if arguments and arguments.named_child_count
                else None
            )
            return "".join((first, *members[1:])) if first else ""
        held, skipped = self._held(root, members)
        if held:
            return held + "".join(members[skipped:]).replace(".default", "", 1)
        known = (
            root.type in ("identifier", "meta_property")
            and self.flow.scopes.find(trees.text(root), root) is None
        )
        if known or (not members and root.type == "identifier"):
            return trees.text(root) + "".join(members)
        last = next(
            (number for number in range(len(members) - 1, -1, -1) if members[number] not in ("()", "[]")), -1
        )
        return "?" + "".join(members[last:]) if last >= 0 else ""

    def _held(self, root: Node, members: list[str]) -> tuple[str, int]:
        flow = self.flow
        if root.type == "this" and members:
            kept, start = flow.fields.get((members[0][1:], of_this(root)), ()), 1
        elif root.type in ("identifier", "shorthand_property_identifier"):
            name = trees.text(root)
            kept, start = flow.held.get((name, flow.scopes.meaning(name, root).span), ()), 0
        else:
            return "", 0
        for held in kept:
            via = [one if one == "()" else f".{one}" for one in held.via]
            if members[start : start + len(via)] == via:
                return held.path, start + len(via)
        return "", 0

    def _string(self, node: Node, _depth: int) -> Value:
        return Known(unescaped(trees.text(node)[1:-1]))

    def _template(self, node: Node, depth: int) -> Value:
        parts: list[Value] = []
        for child in node.named_children:
            if child.type == "template_substitution":
                parts.append(self.of(child.named_child(0) if child.named_child_count else None, depth + 1))
            else:
                parts.append(Known(unescaped(trees.text(child))))
        return joined(parts)

    def _binary(self, node: Node, depth: int) -> Value:
        operator = node.child_by_field_name("operator")
        kind = operator.type if operator is not None else ""
        if kind == "+":
            return joined(self._terms(node, depth))
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if kind in ("||", "??"):
            return or_else(self.of(left, depth + 1), self.of(right, depth + 1))
        return self.of(right, depth + 1) if kind == "&&" else OPAQUE

    def _terms(self, node: Node, depth: int) -> list[Value]:
        terms: list[Value] = []
        inner: Node | None = node
        while inner is not None and inner.type == "binary_expression" and len(terms) < _DEPTH * MOST:
            operator = inner.child_by_field_name("operator")
            if operator is None or operator.type != "+":
                break
            terms.append(self.of(inner.child_by_field_name("right"), depth + 1))
            inner = inner.child_by_field_name("left")
        terms.append(self.of(inner, depth + 1))
        return terms[::-1]

    def _choice(self, node: Node, depth: int) -> Value:
        both = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
        return one_of([self.of(one, depth + 1) for one in both])

    def _call(self, node: Node, depth: int) -> Value:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        if function is None:
            return OPAQUE
        if function.type == "import" or trees.text(function) == "require":
            module = self.path(node)
            return Name(module) if module else OPAQUE
        path = self.path(function)
        given = [] if arguments is None or arguments.type != "arguments" else arguments.named_children
        if path in _PASSES_ON and given:
            return self.of(given[0], depth + 1)
        made = self._method(function, path.rpartition(".")[2], given, depth)
        if made is None and looks_up(path):
            made = looked_up([self.of(one, depth + 1) for one in given[:3]])
        if made is not None:
            return made
        return OPAQUE if not path or path.startswith("?") else Made(path)

    def _method(self, function: Node, name: str, given: list[Node], depth: int) -> Value | None:
        """Give what a method of a text or an array of texts gives."""
        owner = function.child_by_field_name("object") if function.type == "member_expression" else None
        if owner is None:
            return None
        if name in _SAME_TEXT:
            return self.of(owner, depth + 1)
        if name == "concat":
            return joined([self.of(one, depth + 1) for one in (owner, *given[:MOST])])
        return self._list(owner, given, depth) if name == "join" and owner.type == "array" else None

    def _list(self, owner: Node, given: list[Node], depth: int) -> Value:
        between = self.of(given[0], depth + 1) if given else Known(",")
        parts: list[Value] = []
        for child in owner.named_children[:MOST]:
            parts += [between, self.of(child, depth + 1)]
        return joined(parts[1:])

    def _member(self, node: Node, depth: int) -> Value:
        owner = node.child_by_field_name("object")
        if owner is not None and self._is_environment(owner):
            key = node.child_by_field_name("property") or node.child_by_field_name("index")
            name = spelled_key(key)
            if node.type == "subscript_expression" and key is not None and key.type != "string":
                name = spelled(self.of(key, depth + 1)) or ""
            return Env(name) if name else OPAQUE
        if owner is not None and owner.type == "this":
            return self._of_this(node, spelled_key(node.child_by_field_name("property")), depth)
        path = self.path(node)
        if path and not path.startswith("?"):
            return Made(path.removesuffix("()")) if path.endswith("()") else Name(path)
        return self._local_member(node)

    def _of_this(self, node: Node, member: str, depth: int) -> Value:
        """`this.bucket`: what the class and its methods assign to the field."""
        span = of_this(node)
        kept = self.flow.fields.get((member, span), ())
        if kept:
            return Made(kept[0].path.removesuffix("()"))
        key = (f"this.{member}", span)
        if key not in self._of_names and depth <= _SHARED:
            self._of_names[key] = OPAQUE
            places = [one for one in self.flow.names.at(member) if of_this(one) == span][: MOST * 4]
            values = (self.of(value, depth + 4) for one in places if (value := _given(one)) is not None)
            self._of_names[key] = one_of(list(values))
        return self._of_names.get(key, OPAQUE)

    def _local_member(self, node: Node) -> Value:
        text = trees.text(node)
        root = text.partition(".")[0]
        found = self.flow.scopes.find(root, node)
        plain = re.fullmatch(r"[\w$]+(?:\.[\w$]+)+", text)
        return Name(text) if found is not None and found.shared and plain else OPAQUE

    def _is_environment(self, node: Node) -> bool:
        return node.type == "member_expression" and trees.text(node).replace("?", "") in _ENVIRONMENTS

    def _name(self, node: Node, depth: int) -> Value:
        name = trees.text(node)
        found = self.flow.scopes.find(name, node)
        if found is None:
            return Known(None) if name == "undefined" else OPAQUE
        kept = self.flow.held.get((name, found.span), ())
        for held in kept:
            if not held.via:
                return Made(held.path.removesuffix("()")) if held.path.endswith("()") else Name(held.path)
        if found.shared:
            return Name(name)
        if depth > _SHARED:
            return OPAQUE
        key = (name, found.span)
        if key not in self._of_names:
            self._of_names[key] = OPAQUE
            self._of_names[key] = self.assigned(found, depth + 1)
        return self._of_names[key]

    def assigned(self, meaning: Meaning, depth: int = 0) -> Value:
        """Give what the declaration of a variable and all assignments to it make of it."""
        values: list[Value] = []
        for node in meaning.declared[:MOST]:
            value = self._declared(node, depth)
            if value is not None:
                values += [value]
        for place in meaning.places:
            above = place.parent
            if len(values) >= MOST:
                break
            if above is not None and above.type == "assignment_expression" and is_field(above, "left", place):
                values.append(self.of(above.child_by_field_name("right"), depth + 4))
        return settled(values)

    def _declared(self, node: Node, depth: int) -> Value | None:
        pattern, outer = out_of_pattern(node)
        if outer is None:
            return OPAQUE
        if outer.type == "variable_declarator":
            value = outer.child_by_field_name("value")
            if value is None:
                return None
            return self.of(value, depth + 4) if pattern == node else self._part(node, value)
        default = outer.child_by_field_name("value")
        if default is None and pattern.type == "assignment_pattern":
            default = pattern.child_by_field_name("right")
        return OPAQUE if default is None else one_of([self.of(default, depth + 4), OPAQUE])

    def _part(self, node: Node, whole: Node) -> Value:
        """`const {BUCKET = 'x', TOPIC: topic} = process.env`."""
        above = node.parent
        default = key = None
        inner = node
        if above is not None and above.type in ("object_assignment_pattern", "assignment_pattern"):
            default = self.of(above.child_by_field_name("right"), _SHARED)
            inner, above = above, above.parent
        key = above.child_by_field_name("key") if above is not None and above.type == "pair_pattern" else node
        member = spelled_key(key)
        flat = above.parent if above is not None and above.type == "pair_pattern" else inner.parent
        if not member or flat is None or flat.parent is None or flat.parent.type != "variable_declarator":
            return OPAQUE
        if self._is_environment(whole):
            return Env(member, default)
        value = self.of(whole, _SHARED)
        found: Value = Name(f"{value.path}.{member}") if isinstance(value, Name) else OPAQUE
        return found if default is None else one_of([found, default])


def _given(member: Node) -> Node | None:
    """Give what a field is given where it is named: `bucket = x`, `this.bucket = x`."""
    above = member.parent
    if above is None:
        return None
    if above.type in ("field_definition", "public_field_definition"):
        return above.child_by_field_name("value")
    owner = above.child_by_field_name("object") if above.type == "member_expression" else None
    outer = above.parent
    if owner is None or owner.type != "this" or outer is None or outer.type != "assignment_expression":
        return None
    return outer.child_by_field_name("right") if is_field(outer, "left", above) else None


def _number(node: Node, _depth: int) -> Value:
    text = trees.text(node).replace("_", "")
    try:
        return Known(int(text, 0)) if text.isalnum() and not text.startswith("0") else Known(float(text))
    except ValueError:
        return OPAQUE
