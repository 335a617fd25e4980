"""What an expression of Go is, as a Value: texts put together, `fmt.Sprintf`, `os.Getenv`, names, calls.

Deliberately absent: evaluation. Nothing is computed but the joining of texts that are spelled.
https://pkg.go.dev/fmt https://pkg.go.dev/os#Getenv
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.go_scopes import assigned_to, without_pointer
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

    from preflight.scan.reading.go_flow import Flow
    from preflight.scan.reading.scopes import Meaning, Span

_DEPTH = 24
_SHARED = 4
_LONGEST_CHAIN = 40
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})|(.))")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_VERB = re.compile(r"%(?:%|[-+# 0]*[\d*]*(?:\.[\d*]+)?(?:\[\d+\])?[a-zA-Z])")
_SAME_TEXT = frozenset({"strings.ToLower", "strings.ToUpper", "strings.TrimSpace", "strings.TrimSuffix",
                        "strings.TrimRight", "strings.Replace", "strings.ReplaceAll", "net/url.Parse",
                        "net/url.QueryEscape", "net/url.PathEscape", "string", "strconv.Itoa",
                        "google.golang.org/protobuf/proto.String"})  # fmt: skip
_BUILT_IN = frozenset({"append", "cap", "complex", "copy", "len", "make", "max", "min", "new", "recover"})


def unescaped(text: str) -> str:
    """Give the text that an interpreted string spells."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    if found[5] is not None:
        return _LETTERS.get(found[5], found[5])
    number = int(found[1] or found[2] or found[3] or "0", 16) if found[4] is None else int(found[4], 8)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


class Values:
    """The values of expressions of one text, after `flow` followed what it holds."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._of_names: dict[tuple[str, Span], Value] = {}
        self._kinds: dict[str, Callable[[Node, int], Value]] = {
            "interpreted_string_literal": lambda node, _depth: Known(unescaped(trees.text(node)[1:-1])),
            "raw_string_literal": lambda node, _depth: Known(trees.text(node)[1:-1]),
            "int_literal": _number,
            "true": lambda _node, _depth: Known(value=True),
            "false": lambda _node, _depth: Known(value=False),
            "nil": lambda _node, _depth: Known(None),
            "identifier": self._name,
            "selector_expression": self._selected,
            "binary_expression": self._binary,
            "call_expression": self._call,
            "type_conversion_expression": lambda node, depth: self.of(
                node.child_by_field_name("operand"), depth + 1
            ),
        }

        self._known: dict[str, Callable[[list[Node], int], Value]] = {
            **dict.fromkeys(_SAME_TEXT, self._first),
            **dict.fromkeys(("os.Getenv", "os.LookupEnv", "syscall.Getenv"), self._environment),
            **dict.fromkeys(("path.Join", "path/filepath.Join", "net/url.JoinPath"), self._with_slashes),
            **dict.fromkeys(("flag.String", "flag.StringVar"), self._flag),
            "fmt.Sprintf": self._formatted,
            "fmt.Sprint": self._printed,
            "strings.Join": self._list,
            "cmp.Or": self._first_set,
        }

    def of(self, node: Node | None, depth: int = 0) -> Value:
        """Give the value of an expression."""
        while (
            node is not None
            and node.type in ("literal_element", "variadic_argument")
            and node.named_child_count
        ):
            node = node.named_child(0)
        node = without_pointer(node)
        if node is None or depth > _DEPTH:
            return OPAQUE
        make = self._kinds.get(node.type)
        return OPAQUE if make is None else make(node, depth)

    def path(self, node: Node) -> str:
        """Give the path of a thing; `?.member` where its owner is not known, '' where nothing is."""
        members: list[str] = []
        while len(members) < _LONGEST_CHAIN:
            kind = node.type
            if kind == "selector_expression":
                members.append("." + trees.text(node.child_by_field_name("field") or node))
                inner = node.child_by_field_name("operand")
            elif kind == "call_expression":
                members.append("()")
                inner = node.child_by_field_name("function")
            elif kind == "index_expression":
                members.append("[]")
                inner = node.child_by_field_name("operand")
            elif kind == "qualified_type":
                members.append("." + trees.text(node.child_by_field_name("name") or node))
                inner = node.child_by_field_name("package")
            else:
                inner = without_pointer(node)
                if inner is None or inner == node:
                    break
            if inner is None:
                break
            node = inner
        return self._rooted(node, members[::-1])

    def _rooted(self, root: Node, members: list[str]) -> str:
        known = root.type in ("identifier", "package_identifier", "type_identifier")
        name = trees.text(root) if known else ""
        meaning = self.flow.scopes.meaning(name, root) if known else None
        if meaning is not None:
            held = next(iter(self.flow.held.get((name, meaning.span), ())), None)
            if held is not None and (not held.made or members[:1] == ["()"]):
                return held.path + "".join(members[1 if held.made else 0 :])
            if not members or not meaning.declared:
                return name + "".join(members)
        for number in range(len(members) - 1, -1, -1):
            kept = self._of_field(members[number])
            if kept and number == 0:
                return kept + "".join(members[number + 1 :])
        last = next(
            (number for number in range(len(members) - 1, -1, -1) if members[number] not in ("()", "[]")), -1
        )
        return "?" + "".join(members[last:]) if last >= 0 else ""

    def _of_field(self, member: str) -> str:
        for (name, _struct), kept in self.flow.fields.items():
            if f".{name}" == member and kept and not kept[0].made:
                return kept[0].path
        return ""

    def _binary(self, node: Node, depth: int) -> Value:
        terms: list[Value] = []
        inner: Node | None = node
        while inner is not None and inner.type == "binary_expression" and len(terms) < _DEPTH * MOST:
            operator = inner.child_by_field_name("operator")
            if operator is None or operator.type != "+":
                break
            terms.append(self.of(inner.child_by_field_name("right"), depth + 1))
            inner = inner.child_by_field_name("left")
        if inner == node:
            return OPAQUE
        return joined([self.of(inner, depth + 1), *terms[::-1]])

    def _call(self, node: Node, depth: int) -> Value:
        function, group = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or group is None:
            return OPAQUE
        path, given = self.path(function), group.named_children
        known = self._known.get(path)
        if known is not None and given:
            return known(given, depth)
        if (
            looks_up(path)
            and (found := looked_up([self.of(one, depth + 1) for one in given[:3]])) is not None
        ):
            return found
        return OPAQUE if not path or path.startswith("?") or path in _BUILT_IN else Made(path)

    def _environment(self, given: list[Node], depth: int) -> Value:
        name = spelled(self.of(given[0], depth + 1))
        return Env(name) if name else OPAQUE

    def _first(self, given: list[Node], depth: int) -> Value:
        return self.of(given[0], depth + 1)

    def _with_slashes(self, given: list[Node], depth: int) -> Value:
        parts: list[Value] = []
        for one in given[:MOST]:
            parts += [Known("/"), self.of(one, depth + 1)]
        return joined(parts[1:])

    def _printed(self, given: list[Node], depth: int) -> Value:
        return joined([self.of(one, depth + 1) for one in given[:MOST]])

    def _first_set(self, given: list[Node], depth: int) -> Value:
        others = one_of([self.of(one, depth + 1) for one in given[1:MOST]])
        return or_else(self.of(given[0], depth + 1), others)

    def _flag(self, given: list[Node], depth: int) -> Value:
        return one_of([self.of(given[-2], depth + 1), OPAQUE]) if len(given) > 2 else OPAQUE

    def _formatted(self, given: list[Node], depth: int) -> Value:
        text = spelled(self.template(given[0], depth))
        if text is None:
            return OPAQUE
        parts: list[Value] = []
        end, number = 0, 1
        for verb in _VERB.finditer(text):
            parts.append(Known(text[end : verb.start()]))
            end = verb.end()
            if verb[0] == "%%":
                parts.append(Known("%"))
            else:
                parts.append(self.of(given[number], depth + 1) if number < len(given) else OPAQUE)
                number += 1
        return joined([*parts, Known(text[end:])])

    def template(self, node: Node, depth: int = 0) -> Value:
        """Give a text that has holes; a constant of the file stands for what it is assigned."""
        value = self.of(node, depth + 1)
        meaning = self.flow.scopes.find(trees.text(node), node) if node.type == "identifier" else None
        if isinstance(value, Name) and meaning is not None and depth <= _SHARED:
            return self.assigned(meaning, depth + 1)
        return value

    def _list(self, given: list[Node], depth: int) -> Value:
        body = given[0].child_by_field_name("body") if given[0].type == "composite_literal" else None
        if body is None or len(given) != 2:
            return OPAQUE
        parts: list[Value] = []
        for one in body.named_children[:MOST]:
            parts += [self.of(given[1], depth + 1), self.of(one, depth + 1)]
        return joined(parts[1:])

    def _selected(self, node: Node, depth: int) -> Value:
        path = self.path(node)
        if path and not path.startswith("?"):
            return Made(path.removesuffix("()")) if path.endswith("()") else Name(path)
        text = trees.text(node)
        root = without_pointer(node.child_by_field_name("operand"))
        meaning = (
            self.flow.scopes.meaning(trees.text(root), root) if root and root.type == "identifier" else None
        )
        if meaning is not None and meaning.shared and meaning.declared:
            return Name(text)
        return self._of_literal(node, meaning, depth) if meaning is not None else OPAQUE

    def _of_literal(self, node: Node, meaning: Meaning, depth: int) -> Value:
        """`cfg := Config{Bucket: os.Getenv("BUCKET")}`, then `cfg.Bucket`."""
        literal = without_pointer(assigned_to(meaning.declared[0])) if meaning.declared else None
        member = trees.text(node.child_by_field_name("field") or node)
        if literal is None or literal.type != "composite_literal" or depth > _SHARED:
            return OPAQUE
        return dict(self.fields(literal, depth + 4)).get(member, OPAQUE)

    def fields(self, literal: Node, depth: int = 0) -> list[tuple[str, Value]]:
        """Give the named fields of a literal with their values."""
        body = literal.child_by_field_name("body")
        found: list[tuple[str, Value]] = []
        for element in body.named_children if body is not None else ():
            key, value = element.child_by_field_name("key"), element.child_by_field_name("value")
            if element.type == "keyed_element" and key is not None:
                found.append((trees.text(key).strip('"`'), self.of(value, depth + 1)))
        return found

    def _name(self, node: Node, depth: int) -> Value:
        name = trees.text(node)
        meaning = self.flow.scopes.find(name, node)
        if meaning is None:
            return OPAQUE
        for held in self.flow.held.get((name, meaning.span), ()):
            if not held.made:
                return Made(held.path.removesuffix("()")) if held.path.endswith("()") else Name(held.path)
        if meaning.shared:
            return Name(name)
        if depth > _SHARED:
            return OPAQUE
        key = (name, meaning.span)
        if key not in self._of_names:
            self._of_names[key] = OPAQUE
            self._of_names[key] = self.assigned(meaning, depth + 1)
        return self._of_names[key]

    def assigned(self, meaning: Meaning, depth: int = 0) -> Value:
        """Give what the declaration of a variable and all assignments to it make of it."""
        values: list[Value] = []
        for node in meaning.declared[:MOST]:
            value = assigned_to(node)
            outer = node.parent
            if value is not None:
                values.append(self.of(value, depth + 4))
            elif outer is None or outer.type != "var_spec" or outer.child_by_field_name("value") is not None:
                values.append(OPAQUE)
        for place in meaning.places:
            group = place.parent
            above = group.parent if group is not None and group.type == "expression_list" else None
            if (
                above is not None
                and above.type == "assignment_statement"
                and above.child_by_field_name("left") == group
            ):
                values.append(self.of(assigned_to(place), depth + 4))
            if len(values) >= MOST:
                break
        return settled(values)


def _number(node: Node, _depth: int) -> Value:
    try:
        return Known(int(trees.text(node).replace("_", ""), 0))
    except ValueError:
        return OPAQUE
