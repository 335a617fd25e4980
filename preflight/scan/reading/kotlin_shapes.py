"""Which shape a node of Kotlin has. The grammar is https://github.com/tree-sitter-grammars/tree-sitter-kotlin.

Two oddities of it: a `$name` in a string is plain content, told apart here; calls with a lambda behind them
keep the lambda as a last child.
"""

from __future__ import annotations

import re
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
[(class_declaration) (object_declaration) (companion_object) (object_literal)] @type
[(function_declaration) (secondary_constructor) (anonymous_initializer) (getter) (setter)
 (anonymous_function)] @function
(lambda_literal) @block
(property_declaration) @variable
[(parameter) (class_parameter) (for_statement)] @parameter
(assignment) @assign
[(call_expression) (constructor_invocation)] @call
[(string_literal) (multiline_string_literal)] @string
(binary_expression operator: "+") @sum
(annotation) @annotation
(delegation_specifier (user_type) @bases)
[(callable_reference)] @mention
(value_argument (navigation_expression) @mention)
"""
# Methods that give their receiver, and bare functions that give what their block ends with.
_KEEPS = frozenset({"apply", "also", "takeIf", "takeUnless"})
_BLOCK = frozenset({"lazy", "runBlocking", "withContext", "run", "runCatching", "remember", "synchronized"})
_SIMPLE = re.compile(r"[A-Za-z_]\w*")
_TYPES = frozenset({"user_type", "nullable_type", "function_type", "parenthesized_type", "non_nullable_type"})


def type_name(node: Node | None) -> str:
    """Give the name of a type without its arguments and `?`."""
    for _ in range(8):
        if node is None or node.type == "user_type":
            break
        node = next(iter(node.named_children), None)
    if node is None or node.type != "user_type":
        return ""
    return ".".join(text(one) for one in node.named_children if one.type == "identifier")


def _identifier(node: Node) -> Shape:
    name = text(node)
    if name in ("true", "false"):
        return Spelled(name == "true")
    return Spelled(None) if name == "null" else Named(name.strip("`"))


def _string(node: Node) -> Shape:
    parts: list[str | Node | Named] = [""]
    opened = False
    for one in node.named_children:
        if one.type == "interpolation":
            parts += [next(iter(one.named_children), ""), ""]
            continue
        content = text(one)
        name = _SIMPLE.match(content) if opened else None
        if name is not None:  # what the content before ended with was the `$` of this name
            parts[-1] = str(parts[-1])[:-1]
            parts.append(Named(name[0]))
            content = content[name.end() :]
            parts.append("")
        opened = one.type == "string_content" and content.endswith("$")
        parts[-1] = f"{parts[-1]}{unescaped(content) if one.type == 'escape_sequence' else content}"
    found = [part for part in parts if part != ""]
    if all(isinstance(part, str) for part in found):
        return Spelled("".join(part for part in found if isinstance(part, str)))
    return Joint(found)


def _call(node: Node) -> Shape:
    children = [one for one in node.named_children if not one.type.endswith("comment")]
    if not children:
        return OTHER
    function = children[0]
    given = next((one for one in children[1:] if one.type == "value_arguments"), None)
    block = next((one for one in children[1:] if one.type in ("annotated_lambda", "lambda_literal")), None)
    if (
        function.type in ("call_expression", "parenthesized_expression")
        and block is not None
        and given is None
    ):
        return Same(function)
    parts = [one for one in function.named_children if not one.type.endswith("comment")]
    if function.type == "navigation_expression" and len(parts) > 1:
        name = text(parts[-1]).strip("`")
        return Call(parts[0], name, given)
    if function.type in ("identifier", "user_type"):
        name = text(function).strip("`") if function.type == "identifier" else type_name(function)
        last = _last(block) if block is not None and name in _BLOCK else None
        return Same(last) if last is not None else Call(None, name, given)
    return OTHER


def _last(block: Node) -> Node | None:
    lambdas = [one for one in block.named_children if one.type == "lambda_literal"]
    inside = lambdas[0] if lambdas else block
    return next((one for one in reversed(inside.named_children) if not one.type.endswith("comment")), None)


def _member(node: Node) -> Shape:
    parts = [one for one in node.named_children if not one.type.endswith("comment")]
    return Member(parts[0], text(parts[-1]).strip("`")) if len(parts) > 1 else OTHER


def _binary(node: Node) -> Shape:
    operator = _operator(node)
    if operator == "?:":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        return Choice([one for one in (left, right) if one is not None], otherwise=True)
    if operator != "+":
        return OTHER
    parts: list[str | Node | Named] = []
    while True:  # sums lean to the left: down the left sides, not by recursion
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if right is not None:
            parts.append(right)
        if left is None:
            break
        if left.type != "binary_expression" or _operator(left) != "+":
            parts.append(left)
            break
        node = left
    parts.reverse()
    return Joint(parts)


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def _first(node: Node) -> Shape:
    inner = next(iter(node.named_children), None)
    return Same(inner) if inner is not None else OTHER


def _unary(node: Node) -> Shape:
    inner = node.child_by_field_name("argument") or next(iter(node.named_children), None)
    if inner is None:
        return OTHER
    if inner.type == "number_literal" and text(node).startswith("-"):
        value = number(text(inner))
        return Spelled(-value) if value is not None else OTHER
    return Same(inner) if text(node).endswith("!!") else OTHER


def _number(node: Node) -> Shape:
    value = number(text(node))
    return Spelled(value) if value is not None else OTHER


def _arms(node: Node) -> Shape:
    """Give the arms of an `if` or a `when`, each by its last expression."""
    condition = node.child_by_field_name("condition")
    arms: list[Node] = []
    for one in node.named_children:
        if one == condition or one.type.endswith("comment") or one.type == "when_subject":
            continue
        inner = one
        while inner.type in ("when_entry", "block", "control_structure_body") and inner.named_children:
            inner = inner.named_children[-1]
        # The grammar puts the content of an `else "text"` beside the text once more.
        if inner.type not in ("string_content", "interpolation", "escape_sequence"):
            arms.append(inner)
    return Choice(arms) if arms else OTHER


def _arms_of_try(node: Node) -> Shape:
    block = next((one for one in node.named_children if one.type == "block"), None)
    last = block.named_children[-1] if block is not None and block.named_children else None
    return Same(last) if last is not None else OTHER


def _item(node: Node) -> Shape:
    parts = node.named_children
    return Item(parts[0], parts[1] if len(parts) > 1 else None) if parts else OTHER


_KINDS: dict[str, Callable[[Node], Shape]] = {
    "identifier": _identifier,
    "this_expression": lambda _: Named("this"),
    "navigation_expression": _member,
    "call_expression": _call,
    "constructor_invocation": _call,
    "string_literal": _string,
    "multiline_string_literal": _string,
    "character_literal": lambda node: Spelled(unescaped(text(node)[1:-1])),
    "number_literal": _number,
    "float_literal": _number,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "parenthesized_expression": _first,
    "as_expression": _first,
    "if_expression": _arms,
    "when_expression": _arms,
    "index_expression": _item,
    "collection_literal": lambda node: Listed(node.named_children),
    "value_argument": _first,
    "try_expression": _arms_of_try,
}


def shape(node: Node) -> Shape:
    """Give the shape of an expression."""
    make = _KINDS.get(node.type)
    return make(node) if make is not None else OTHER


def arguments(node: Node) -> list[tuple[str, Node]]:
    """Give the arguments of a call, those by name with it."""
    found: list[tuple[str, Node]] = []
    for one in node.named_children:
        if one.type != "value_argument":
            continue
        parts = [part for part in one.named_children if not part.type.endswith("comment")]
        named = len(parts) > 1 and any(child.type == "=" for child in one.children)
        if parts:
            found.append((text(parts[0]) if named else "", parts[-1]))
    return found


def declared(node: Node) -> list[Declared]:
    """Give what a property, a variable, a parameter or the head of a lambda declares."""
    if node.type == "lambda_literal":
        head = next((one for one in node.named_children if one.type == "lambda_parameters"), None)
        return [] if head is None else [one for inner in head.named_children for one in declared(inner)]
    children = node.named_children
    inner = next((one for one in children if one.type == "variable_declaration"), None)
    if inner is not None:
        name, kind = _named(inner.named_children)
        return [Declared(name, kind, _value(children, inner))] if name else []
    name, kind = _named(children)
    if node.type == "property_declaration" or not name:
        return []
    last = children[-1] if children else None
    starts = (
        node.type == "class_parameter" and last is not None and any(one.type == "=" for one in node.children)
    )
    return [Declared(name, kind, last if starts else None)]


def _named(children: list[Node]) -> tuple[str, str]:
    name = next((text(one).strip("`") for one in children if one.type == "identifier"), "")
    return name, next((type_name(one) for one in children if one.type in _TYPES), "")


def _value(children: list[Node], declaration: Node) -> Node | None:
    for one in children:
        if one.start_byte < declaration.end_byte or one.type.endswith("comment"):
            continue
        if one.type == "property_delegate":
            return next(iter(one.named_children), None)
        if one.type == "getter":
            body = next((each for each in one.named_children if each.type == "function_body"), None)
            inner = next(iter(body.named_children), None) if body is not None else None
            return inner if inner is not None and inner.type != "block" else None
        return one if one.type not in ("setter", "type_constraints", "modifiers") else None
    return None


def _name(node: Node) -> str:
    name = node.child_by_field_name("name")
    return text(name).strip("`") if name is not None else ""


def _returns(node: Node) -> str:
    seen = False
    for one in node.named_children:
        seen |= one.type == "function_value_parameters"
        if seen and one.type in _TYPES:
            return type_name(one)
    return ""


def _assigned(node: Node) -> tuple[Node, Node] | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    return (left, right) if left is not None and right is not None else None


DIALECT = Dialect("kotlin", QUERY, shape, arguments, declared, _name, _returns, _assigned, _KEEPS)
