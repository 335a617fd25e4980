"""Where a name of Go is declared, how far that reaches, and which struct a variable is one of.

Deliberately absent: the type checker; a variable's struct is told by its declaration alone.
https://go.dev/ref/spec#Declarations_and_scope
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.scopes import Scopes

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.names import Names
    from preflight.scan.reading.scopes import Meaning

FUNCTIONS = frozenset({"function_declaration", "method_declaration", "func_literal"})
_BLOCKS = FUNCTIONS | {"source_file", "block", "if_statement", "for_statement", "expression_switch_statement",
                       "type_switch_statement", "expression_case", "type_case", "default_case",
                       "communication_case", "select_statement"}  # fmt: skip
_LISTED = frozenset({"short_var_declaration", "range_clause", "receive_statement", "type_switch_statement"})
_MAY_ASSIGN = frozenset({"range_clause", "receive_statement"})
# What declares the names in its field `name` -> the kinds of scope they can belong to.
_DECLARES = {
    "var_spec": _BLOCKS, "const_spec": _BLOCKS, "parameter_declaration": FUNCTIONS,
    "variadic_parameter_declaration": FUNCTIONS, "function_declaration": frozenset({"source_file"}),
}  # fmt: skip
NAMING = frozenset({"identifier", "package_identifier"})
_AROUND_TYPES = frozenset({"pointer_type", "parenthesized_type"})

# A name is known from the end of its declaration on: https://go.dev/ref/spec#Declarations_and_scope
DECLARATIONS = frozenset({"short_var_declaration", "var_spec", "const_spec"})


def enclosing(node: Node, kinds: frozenset[str]) -> Node:
    """Give the nearest node around `node` of one of these kinds, else the whole text."""
    outer = node
    while (above := outer.parent) is not None:
        outer = above
        if outer.type in kinds:
            break
    return outer


def is_field(outer: Node, field: str, inner: Node) -> bool:
    """Whether `inner` is what `outer` has as `field`, or one of several."""
    return inner in outer.children_by_field_name(field)


def declaring_scope(node: Node) -> Node | None:
    """Give the scope that `node` declares a name in, or nothing when it only uses it."""
    outer = node.parent
    if outer is None:
        return None
    if outer.type == "expression_list":
        return _listed_scope(outer)
    kinds = _DECLARES.get(outer.type)
    return enclosing(outer, kinds) if kinds is not None and is_field(outer, "name", node) else None


def _listed_scope(group: Node) -> Node | None:
    """`a, b := ...`, `for i, x := range ...`, `switch t := x.(type)`."""
    above = group.parent
    if above is None or above.type not in _LISTED:
        return None
    if group not in (above.child_by_field_name("left"), above.child_by_field_name("alias")):
        return None
    if above.type in _MAY_ASSIGN and all(one.type != ":=" for one in above.children):
        return None
    return above if above.type == "type_switch_statement" else enclosing(above, _BLOCKS)


def scopes(names: Names) -> Scopes:
    """Give the variables of a text."""
    return Scopes(names, NAMING, declaring_scope, DECLARATIONS)


def without_pointer(node: Node | None) -> Node | None:
    """Give the type that a pointer points to, or the expression that `&` or `*` stands before."""
    while node is not None and node.type in (*_AROUND_TYPES, "unary_expression", "parenthesized_expression"):
        node = node.child_by_field_name("operand") or (
            node.named_child(0) if node.named_child_count else None
        )
    return node


def struct_of(meaning: Meaning) -> str:
    """Give the name of the struct of this package that a variable is declared as, or ''."""
    for node in meaning.declared[:1]:
        outer = node.parent
        if outer is None:
            break
        if outer.type == "expression_list":
            return _made(assigned_to(node))
        declared = without_pointer(outer.child_by_field_name("type"))
        if declared is not None:
            return trees.text(declared) if declared.type == "type_identifier" else ""
        if outer.type == "var_spec":
            return _made(assigned_to(node))
    return ""


def _made(value: Node | None) -> str:
    value = without_pointer(value)
    kind = (
        value.child_by_field_name("type") if value is not None and value.type == "composite_literal" else None
    )
    return trees.text(kind) if kind is not None and kind.type == "type_identifier" else ""


def assigned_to(node: Node) -> Node | None:
    """Give the expression that the name (or `x.field`) at `node` is given; of `a, b := f()`, a has it."""
    outer = node.parent
    if outer is None:
        return None
    if outer.type in ("var_spec", "const_spec"):
        left = outer.children_by_field_name("name")
        values = outer.child_by_field_name("value")
    elif outer.type == "expression_list" and (above := outer.parent) is not None:
        left, values = outer.named_children, above.child_by_field_name("right")
    else:
        return None
    if values is None or values.type != "expression_list" or node not in left:
        return None
    given = values.named_children
    if len(given) == len(left):
        return given[left.index(node)]
    return given[0] if given and left[0] == node else None
