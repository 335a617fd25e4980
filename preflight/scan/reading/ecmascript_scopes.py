"""Where a name of JavaScript or TypeScript is declared, and how far that reaches.

Deliberately absent: hoisting, `with`, `eval`; a `var` belongs to its function, everything else to its block.
https://tc39.es/ecma262/#sec-declarations-and-the-variable-statement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.scopes import Scopes

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.names import Names
    from preflight.scan.reading.scopes import Span

FUNCTIONS = frozenset({
    "function_declaration", "function_expression", "arrow_function", "method_definition",
    "generator_function", "generator_function_declaration",
})  # fmt: skip
CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
_BLOCKS = FUNCTIONS | {"program", "statement_block", "for_statement", "for_in_statement", "catch_clause",
                       "switch_body", "class_body"}  # fmt: skip
# A pattern -> the field of it that holds what is declared.
PATTERNS = {
    "object_pattern": "", "array_pattern": "", "rest_pattern": "",
    "pair_pattern": "value", "object_assignment_pattern": "left", "assignment_pattern": "left",
}  # fmt: skip
_PARAMETERS = frozenset({"required_parameter", "optional_parameter", "formal_parameters"})
_CLASS_BODY = frozenset({"class_body"})
_PROGRAM = frozenset({"program"})
_IMPORTS = frozenset({"import_specifier", "import_clause", "namespace_import", "import_require_clause"})
_OWN_SCOPE = frozenset({"catch_clause", "arrow_function", "for_in_statement", "function_expression", "class"})
# What declares names -> the field of it that holds them (none: all of it).
_DECLARES = {
    "variable_declarator": "name", "required_parameter": "pattern", "optional_parameter": "pattern",
    "formal_parameters": "", "catch_clause": "parameter", "arrow_function": "parameter",
    "for_in_statement": "left", **dict.fromkeys(_IMPORTS, ""),
    **dict.fromkeys((FUNCTIONS | CLASSES) - {"method_definition", "arrow_function"}, "name"),
}  # fmt: skip


def enclosing(node: Node, kinds: frozenset[str]) -> Node:
    """Give the nearest node around `node` of one of these kinds, else the whole text."""
    outer = node
    while (above := outer.parent) is not None:
        outer = above
        if outer.type in kinds:
            break
    return outer


def is_field(outer: Node, field: str, inner: Node) -> bool:
    """Whether `inner` is what `outer` has as `field`."""
    return outer.child_by_field_name(field) == inner


def out_of_pattern(node: Node) -> tuple[Node, Node | None]:
    """Give the whole pattern that `node` is a name of, and what that pattern stands in."""
    inner, outer = node, node.parent
    while outer is not None and (field := PATTERNS.get(outer.type)) is not None:
        if field and not is_field(outer, field, inner):
            break
        inner, outer = outer, outer.parent
    return inner, outer


def declaring_scope(node: Node) -> Node | None:
    """Give the scope that `node` declares a name in, or nothing when it only uses it."""
    inner, outer = out_of_pattern(node)
    field = _DECLARES.get(outer.type) if outer is not None else None
    if outer is None or field is None or (field and not is_field(outer, field, inner)):
        return None
    kind = outer.type
    if kind in _OWN_SCOPE:
        return outer
    if kind == "variable_declarator":
        above = outer.parent
        is_var = above is not None and above.type == "variable_declaration"
        return enclosing(outer, FUNCTIONS if is_var else _BLOCKS)
    if kind in _IMPORTS:
        return enclosing(outer, _PROGRAM)
    return enclosing(outer, FUNCTIONS if kind in _PARAMETERS else _BLOCKS)


# Kinds of nodes that name a variable, where it is declared or used.
NAMING = frozenset({
    "identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern", "type_identifier",
})  # fmt: skip


def scopes(names: Names) -> Scopes:
    """Give the variables of a text."""
    return Scopes(names, NAMING, declaring_scope)


def of_this(node: Node) -> Span:
    """Give the class whose `this` is meant where `node` stands, else the whole text."""
    return enclosing(node, _CLASS_BODY).byte_range


def spelled_key(node: Node | None) -> str:
    """Give the text of a key or a string without its quotes; nothing for one that is computed."""
    if node is None or node.type in ("computed_property_name", "template_string"):
        return ""
    return trees.text(node).strip("'\"#")
