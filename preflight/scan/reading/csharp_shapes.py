"""Which shape a node of C# has. The grammar is https://github.com/tree-sitter/tree-sitter-c-sharp."""

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
[(class_declaration) (struct_declaration) (interface_declaration) (record_declaration)
 (enum_declaration)] @type
[(method_declaration) (constructor_declaration) (local_function_statement) (destructor_declaration)
 (operator_declaration)] @function
[(lambda_expression) (anonymous_method_expression)] @lambda
[(variable_declaration) (property_declaration) (foreach_statement) (declaration_expression)
 (declaration_pattern)] @variable
(parameter) @parameter
(assignment_expression) @assign
[(invocation_expression) (object_creation_expression) (implicit_object_creation_expression)] @call
[(string_literal) (verbatim_string_literal) (raw_string_literal) (interpolated_string_expression)] @string
(binary_expression operator: "+") @sum
(attribute_list) @annotation
(base_list) @bases
(argument (member_access_expression) @mention)
(argument (typeof_expression) @mention)
"""


def type_name(node: Node | None) -> str:
    """Give the name of a type without its arguments, `?` and brackets."""
    for _ in range(8):
        if node is None or node.type not in ("nullable_type", "array_type", "ref_type", "scoped_type"):
            break
        node = node.child_by_field_name("type") or next(iter(node.named_children), None)
    if node is None or node.type not in (
        "identifier",
        "generic_name",
        "qualified_name",
        "alias_qualified_name",
    ):
        return ""
    raw = "".join(text(node).split()).removeprefix("global::")
    # `Task<StorageClient>` and `Lazy<StorageClient>` give what is in them.
    plain, _, inner = raw.partition("<")
    return inner.rstrip(">") if plain in _HOLDERS and "," not in inner else plain


_HOLDERS = frozenset({"Task", "ValueTask", "Lazy", "Nullable"})


def _name_of(node: Node) -> str:
    """Give a name without type arguments."""
    return text(node.named_children[0] if node.type == "generic_name" and node.named_children else node)


def _member(node: Node) -> Shape:
    of, name = node.child_by_field_name("expression"), node.child_by_field_name("name")
    if name is None:
        return OTHER
    if of is None:  # the grammar leaves `this`, `base` and predefined types without a field
        first = node.children[0] if node.children else None
        if first is None or first.type not in ("this", "predefined_type"):
            return OTHER
        of = first
    return Member(of, _name_of(name))


def _conditional(node: Node) -> Shape:
    """Give the member of `a?.b`, and of `a?.b.c` with its chain turned right side out."""
    of = node.child_by_field_name("condition")
    parts = node.named_children
    last = parts[-1] if parts else None
    if of is None or last is None or last.type != "member_binding_expression":
        return OTHER
    name = last.child_by_field_name("name")
    return Member(of, _name_of(name)) if name is not None else OTHER


def _call(node: Node) -> Shape:
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None:
        return OTHER
    if function.type in ("identifier", "generic_name"):
        return Call(None, _name_of(function), given)
    member = (
        shape(function)
        if function.type in ("member_access_expression", "conditional_access_expression")
        else OTHER
    )
    return Call(member.of, member.name, given) if isinstance(member, Member) else OTHER


def _new(node: Node) -> Shape:
    given = node.child_by_field_name("arguments")
    fields = node.child_by_field_name("initializer")
    for one in node.named_children:
        if given is None and one.type == "argument_list":
            given = one
        elif fields is None and one.type == "initializer_expression":
            fields = one
    return New(type_name(node.child_by_field_name("type")), given, fields)


def _string(node: Node) -> Shape:
    raw = text(node)
    if node.type == "verbatim_string_literal":
        return Spelled(raw[2:-1].replace('""', '"'))
    if node.type == "raw_string_literal":
        return Spelled(raw.strip('"').strip("\n"))
    return Spelled(unescaped(raw.removesuffix("u8")[1:-1]))


def _interpolated(node: Node) -> Shape:
    verbatim = text(node)[:3].find("@") >= 0
    parts: list[str | Node | Named] = []
    for one in node.named_children:
        if one.type == "interpolation":
            inner = next((each for each in one.named_children if each.type != "interpolation_brace"), None)
            parts.append(inner if inner is not None else "")
        elif one.type in ("string_content", "escape_sequence"):
            parts.append(
                text(one) if verbatim else unescaped(text(one)).replace("{{", "{").replace("}}", "}")
            )
    if not any(not isinstance(part, str) for part in parts):
        return Spelled("".join(part for part in parts if isinstance(part, str)))
    return Joint(parts)


def _binary(node: Node) -> Shape:
    operator = _operator(node)
    if operator == "??":
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


def _conditional_operator(node: Node) -> Shape:
    arms = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
    return Choice([one for one in arms if one is not None])


def _inner(node: Node, field: str = "") -> Shape:
    inner = node.child_by_field_name(field) if field else next(iter(node.named_children), None)
    return Same(inner) if inner is not None else OTHER


def _prefix(node: Node) -> Shape:
    inner = next(iter(node.named_children), None)
    if inner is None or not inner.type.endswith("_literal") or not text(node).startswith("-"):
        return OTHER
    value = number(text(inner))
    return Spelled(-value) if value is not None else OTHER


def _number(node: Node) -> Shape:
    value = number(text(node))
    return Spelled(value) if value is not None else OTHER


def _arms(node: Node) -> Shape:
    arms = [one.named_children[-1] for one in node.named_children if one.type == "switch_expression_arm"]
    return Choice(arms) if arms else OTHER


def _item(node: Node) -> Shape:
    of, keys = node.child_by_field_name("expression"), node.child_by_field_name("subscript")
    if of is None:
        return OTHER
    given = arguments(keys) if keys is not None else []
    return Item(of, given[0][1] if given else None)


def _list(node: Node) -> Shape:
    inside = node
    if node.type != "initializer_expression":
        inside = next((one for one in node.named_children if one.type == "initializer_expression"), node)
    return Listed(inside.named_children)


_KINDS: dict[str, Callable[[Node], Shape]] = {
    "identifier": lambda node: Named(text(node).removeprefix("@")),
    "generic_name": lambda node: Named(_name_of(node)),
    "this": lambda _: Named("this"),
    "this_expression": lambda _: Named("this"),
    "predefined_type": lambda node: Named(text(node)),
    "alias_qualified_name": lambda node: Named(text(node).rpartition("::")[2]),
    "qualified_name": lambda node: Named("".join(text(node).split())),
    "member_access_expression": _member,
    "conditional_access_expression": _conditional,
    "invocation_expression": _call,
    "object_creation_expression": _new,
    "implicit_object_creation_expression": _new,
    "string_literal": _string,
    "verbatim_string_literal": _string,
    "raw_string_literal": _string,
    "interpolated_string_expression": _interpolated,
    "character_literal": lambda node: Spelled(unescaped(text(node)[1:-1])),
    "integer_literal": _number,
    "real_literal": _number,
    "boolean_literal": lambda node: Spelled(text(node) == "true"),
    "null_literal": lambda _: Spelled(None),
    "binary_expression": _binary,
    "prefix_unary_expression": _prefix,
    "postfix_unary_expression": _inner,
    "parenthesized_expression": _inner,
    "await_expression": _inner,
    "cast_expression": lambda node: _inner(node, "value"),
    "as_expression": lambda node: _inner(node, "left"),
    "conditional_expression": _conditional_operator,
    "switch_expression": _arms,
    "element_access_expression": _item,
    "array_creation_expression": _list,
    "implicit_array_creation_expression": _list,
    "collection_expression": _list,
    "initializer_expression": _list,
    "arrow_expression_clause": _inner,
    "assignment_expression": lambda node: _inner(node, "right"),
    "typeof_expression": lambda node: _inner(node, "type"),
}


def shape(node: Node) -> Shape:
    """Give the shape of an expression."""
    make = _KINDS.get(node.type)
    return make(node) if make is not None else OTHER


def arguments(node: Node) -> list[tuple[str, Node]]:
    """Give the arguments of a call, or the fields that an initializer fills, those by name with it."""
    found: list[tuple[str, Node]] = []
    for one in node.named_children:
        if one.type == "assignment_expression":
            left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
            if left is not None and right is not None:
                found.append((text(left), right))
        elif one.type == "argument" and one.named_children:
            name = one.child_by_field_name("name")
            value = one.named_children[-1]
            found.append((text(name) if name is not None and name != value else "", value))
    return found


def declared(node: Node) -> list[Declared]:
    """Give what a field, a property, a variable or a parameter declares."""
    kind = type_name(node.child_by_field_name("type"))
    if node.type == "variable_declaration":
        found: list[Declared] = []
        for one in node.named_children:
            name = one.child_by_field_name("name") if one.type == "variable_declarator" else None
            if name is not None and name.type == "identifier":
                value = one.named_children[-1]
                found.append(Declared(text(name), kind, value if value != name else None))
        return found
    name = node.child_by_field_name("left" if node.type == "foreach_statement" else "name")
    if name is None or name.type != "identifier":
        return []
    value = node.child_by_field_name("value") if node.type == "property_declaration" else None
    return [Declared(text(name).removeprefix("@"), kind, value)]


def _name(node: Node) -> str:
    name = node.child_by_field_name("name")
    return text(name) if name is not None else ""


def _assigned(node: Node) -> tuple[Node, Node] | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    return (left, right) if left is not None and right is not None else None


def _returns(node: Node) -> str:
    return type_name(node.child_by_field_name("returns") or node.child_by_field_name("type"))


DIALECT = Dialect("c_sharp", QUERY, shape, arguments, declared, _name, _returns, _assigned)
