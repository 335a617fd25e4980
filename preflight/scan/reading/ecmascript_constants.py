"""The values that a module of JavaScript or TypeScript gives names to: variables, fields, enums, exports.

The fields of an object are written after its name: `config.bucket`. Deliberately absent: names in functions;
they are followed where they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.ecmascript_scopes import CLASSES, spelled_key
from preflight.scan.reading.values import OPAQUE, is_constant
from preflight.scan.source import Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.ecmascript_values import Values
    from preflight.scan.source import Value

_DECLARES = frozenset({"lexical_declaration", "variable_declaration"})
_NO_VALUE = frozenset(
    {"arrow_function", "function_expression", "class", "array", "jsx_element", "regex", "number"}
)
_DEPTH = 4
_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_EXPORTS = ("exports.", "module.exports.")


def constants(values: Values) -> dict[str, Value]:
    """Give the values by name."""
    found: dict[str, Value] = {}
    for statement in values.flow.names.root.named_children:
        inner = statement
        if statement.type == "export_statement":
            declared = statement.child_by_field_name("declaration") or statement.child_by_field_name("value")
            if declared is None:
                continue
            inner = declared
            if inner.type == "object":
                found.update(_fields("default", inner, values, 0))
        found |= {name: value for name, value in _of_statement(inner, values) if is_constant(value)}
    return found


def _of_statement(node: Node, values: Values) -> Iterator[tuple[str, Value]]:
    if node.type in _DECLARES:
        for declarator in node.named_children:
            if declarator.type == "variable_declarator":
                yield from _of_declarator(declarator, values, once=node.child(0).type == "const")
    elif node.type in CLASSES or node.type == "enum_declaration":
        yield from _of_class(node, values)
    elif node.type == "expression_statement" and node.named_child_count:
        yield from _of_export(node.named_child(0), values)


def _of_declarator(declarator: Node, values: Values, *, once: bool) -> Iterator[tuple[str, Value]]:
    name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if name is None or (value is not None and value.type in _NO_VALUE):
        return
    if name.type == "identifier":
        key = trees.text(name)
        while value is not None and value.type in (
            "as_expression",
            "satisfies_expression",
            "parenthesized_expression",
        ):
            value = value.named_child(0)
        if value is not None and value.type == "object":
            yield from _fields(key, value, values, 0)
        elif once:
            yield key, values.of(value)
        else:
            yield key, values.assigned(values.flow.scopes.meaning(key, name))
    elif name.type == "object_pattern":
        for place in _names_of(name):
            key = trees.text(place)
            yield key, values.assigned(values.flow.scopes.meaning(key, place))


def _names_of(pattern: Node) -> Iterator[Node]:
    for child in pattern.named_children:
        target = child.child_by_field_name("value") or child.child_by_field_name("left") or child
        if target.type == "assignment_pattern":
            target = target.child_by_field_name("left") or target
        if target.type in _NAMES:
            yield target


def _fields(owner: str, literal: Node, values: Values, depth: int) -> Iterator[tuple[str, Value]]:
    for child in literal.named_children:
        if child.type == "shorthand_property_identifier":
            name, value = trees.text(child), child
        elif child.type == "pair":
            name, value = spelled_key(child.child_by_field_name("key")), child.child_by_field_name("value")
        else:
            continue
        if value is None or not name or value.type in _NO_VALUE:
            continue
        key = f"{owner}.{name}" if owner else name
        if value.type == "object":
            if depth < _DEPTH:
                yield from _fields(key, value, values, depth + 1)
        else:
            made = values.of(value)
            if made != OPAQUE and made != Name(key):
                yield key, made


def _of_class(node: Node, values: Values) -> Iterator[tuple[str, Value]]:
    owner, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if owner is None or body is None:
        return
    for member in body.named_children:
        name = member.child_by_field_name("property") or member.child_by_field_name("name")
        value = member.child_by_field_name("value")
        if name is not None and value is not None and value.type not in _NO_VALUE:
            yield f"{trees.text(owner)}.{spelled_key(name)}", values.of(value)


def _of_export(node: Node, values: Values) -> Iterator[tuple[str, Value]]:
    """`exports.X = ...`, `module.exports = {X: ...}`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if (
        node.type != "assignment_expression"
        or left is None
        or right is None
        or left.type != "member_expression"
    ):
        return
    target = trees.text(left)
    if target == "module.exports" and right.type == "object":
        yield from _fields("", right, values, 0)
    elif target.startswith(_EXPORTS) and right.type not in _NO_VALUE:
        name = target.removeprefix("module.").removeprefix("exports.")
        if right.type == "object":
            yield from _fields(name, right, values, 0)
        else:
            yield name, values.of(right)
