"""Which shape a node of Java has. The grammar is https://github.com/tree-sitter/tree-sitter-java."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading.shapes import (
    OTHER,
    Call,
    Choice,
    Declared,
    Dialect,
    Item,
    Joint,
    Listed,
    Member,
    Named,
    New,
    Other,
    Same,
    Shape,
    Spelled,
)
from preflight.scan.reading.spelling import number, unescaped
from preflight.scan.reading.trees import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

QUERY = """
[(class_declaration) (interface_declaration) (enum_declaration) (record_declaration)
 (annotation_type_declaration)] @type
[(method_declaration) (constructor_declaration) (compact_constructor_declaration)
 (static_initializer)] @function
(lambda_expression) @lambda
[(field_declaration) (local_variable_declaration) (resource) (enhanced_for_statement)
 (constant_declaration)] @variable
[(formal_parameter) (spread_parameter) (catch_formal_parameter)] @parameter
(assignment_expression) @assign
[(method_invocation) (object_creation_expression)] @call
(string_literal) @string
(binary_expression operator: "+") @sum
[(annotation) (marker_annotation)] @annotation
[(superclass) (super_interfaces) (extends_interfaces)] @bases
[(method_reference) (class_literal)] @mention
(argument_list (field_access) @mention)
(variable_declarator value: (field_access) @mention)
"""


def type_name(node: Node | None) -> str:
    """Give the name of a type without its arguments and brackets."""
    while node is not None and node.type in ("generic_type", "array_type", "annotated_type"):
        node = next((one for one in node.named_children if not one.type.endswith("annotation")), None)
    return text(node) if node is not None and node.type.endswith(("type_identifier", "identifier")) else ""


def _binary(node: Node) -> Shape:
    operator = node.child_by_field_name("operator")
    if operator is None or operator.type != "+":
        return OTHER
    parts: list[str | Node | Named] = []
    while True:  # sums lean to the left: down the left sides, not by recursion
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if right is not None:
            parts.append(right)
        if left is None:
            break
        sign = left.child_by_field_name("operator") if left.type == "binary_expression" else None
        if sign is None or sign.type != "+":
            parts.append(left)
            break
        node = left
    parts.reverse()
    return Joint(parts)


def _string(node: Node) -> Shape:
    raw = text(node)
    if raw.startswith('"""'):
        return Spelled(unescaped(_block(raw[3:-3])))
    return Spelled(unescaped(raw[1:-1]))


def _block(raw: str) -> str:
    """Take the indentation off a text block (JEP 378)."""
    lines = raw.split("\n")[1:] or [raw]
    margin = min((len(one) - len(one.lstrip()) for one in lines if one.strip()), default=0)
    return "\n".join(one[margin:].rstrip() for one in lines)


def _unary(node: Node) -> Shape:
    operand = node.child_by_field_name("operand")
    if operand is None or not operand.type.endswith("_literal") or not text(node).startswith("-"):
        return OTHER
    value = number(text(operand))
    return Spelled(-value) if value is not None else OTHER


def _call(node: Node) -> Shape:
    name = node.child_by_field_name("name")
    return (
        Call(node.child_by_field_name("object"), text(name), node.child_by_field_name("arguments"))
        if name is not None
        else OTHER
    )


def _member(node: Node) -> Shape:
    of, name = node.child_by_field_name("object"), node.child_by_field_name("field")
    return Member(of, text(name)) if of is not None and name is not None else OTHER


def _scoped(node: Node) -> Shape:
    of, name = node.child_by_field_name("scope"), node.child_by_field_name("name")
    return Member(of, text(name)) if of is not None and name is not None else OTHER


def _item(node: Node) -> Shape:
    of = node.child_by_field_name("array")
    return Item(of, node.child_by_field_name("index")) if of is not None else OTHER


def _inner(node: Node, field: str = "") -> Shape:
    inner = node.child_by_field_name(field) if field else next(iter(node.named_children), None)
    return Same(inner) if inner is not None else OTHER


def _array(node: Node) -> Shape:
    value = node.child_by_field_name("value")
    return Listed(value.named_children) if value is not None else OTHER


def _ternary(node: Node) -> Shape:
    arms = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
    return Choice([one for one in arms if one is not None])


_KINDS: dict[str, Callable[[Node], Shape]] = {
    "identifier": lambda node: Named(text(node)),
    "type_identifier": lambda node: Named(text(node)),
    "this": lambda _: Named("this"),
    "field_access": _member,
    "scoped_identifier": _scoped,
    "method_invocation": _call,
    "object_creation_expression": lambda node: New(
        type_name(node.child_by_field_name("type")), node.child_by_field_name("arguments")
    ),
    "string_literal": _string,
    "character_literal": lambda node: Spelled(unescaped(text(node)[1:-1])),
    "binary_expression": _binary,
    "unary_expression": _unary,
    "true": lambda _: Spelled(True),  # noqa: FBT003 - the value
    "false": lambda _: Spelled(False),  # noqa: FBT003 - the value
    "null_literal": lambda _: Spelled(None),
    "parenthesized_expression": _inner,
    "cast_expression": lambda node: _inner(node, "value"),
    "ternary_expression": _ternary,
    "class_literal": _inner,
    "method_reference": _inner,
    "array_access": _item,
    "array_creation_expression": _array,
    "array_initializer": lambda node: Listed(node.named_children),
    "assignment_expression": lambda node: _inner(node, "right"),
}


def shape(node: Node) -> Shape:
    """Give the shape of an expression."""
    kind = node.type
    make = _KINDS.get(kind)
    if make is not None:
        return make(node)
    if kind.endswith(("integer_literal", "floating_point_literal")):
        value = number(text(node))
        return Spelled(value) if value is not None else OTHER
    return Other()


def arguments(node: Node) -> list[tuple[str, Node]]:
    """Give the arguments of a call; Java names none of them."""
    return [("", one) for one in node.named_children if not one.type.endswith("comment")]


def declared(node: Node) -> list[Declared]:
    """Give what a field, a variable or a parameter declares."""
    kind = type_name(node.child_by_field_name("type"))
    name = node.child_by_field_name("name")
    if name is not None:
        value = node.child_by_field_name("value") if node.type == "resource" else None
        return [Declared(text(name), "" if kind == "var" else kind, value)]
    return [
        Declared(text(name), "" if kind == "var" else kind, one.child_by_field_name("value"))
        for one in node.named_children
        if one.type == "variable_declarator" and (name := one.child_by_field_name("name")) is not None
    ]


def _name(node: Node) -> str:
    name = node.child_by_field_name("name")
    return text(name) if name is not None else ""


def _assigned(node: Node) -> tuple[Node, Node] | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    return (left, right) if left is not None and right is not None else None


def _returns(node: Node) -> str:
    return type_name(node.child_by_field_name("type"))


DIALECT = Dialect("java", QUERY, shape, arguments, declared, _name, _returns, _assigned)
