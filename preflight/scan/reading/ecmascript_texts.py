"""The strings of JavaScript and TypeScript that can name something, and what takes them.

Deliberately absent: text between the tags of JSX, comments, types that are spelled as strings, module names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import interest, trees
from preflight.scan.reading.ecmascript_scopes import is_field, spelled_key
from preflight.scan.reading.values import clipped
from preflight.scan.source import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.ecmascript_values import Values

_STRINGS = frozenset({"string", "template_string"})
_LONGEST_CLIMB = 100
# A text goes on in what it is a part of: a concatenation, a template, a choice, an address.
_WIDER = frozenset({
    "binary_expression", "template_substitution", "template_string", "parenthesized_expression",
    "ternary_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression",
})  # fmt: skip
_NO_TEXT = frozenset({
    "import_statement", "export_statement", "import_require_clause", "literal_type", "expression_statement",
    "import_attribute",
})  # fmt: skip
_PASSING = frozenset({"array", "spread_element", "object", "await_expression", "parenthesized_expression"})
_COMPARES = frozenset({"===", "==", "!==", "!=", "<", ">", "in", "instanceof"})


def texts(values: Values) -> Iterator[Text]:
    """Give the telling texts, in their order."""
    done = -1
    for node in values.flow.names.telling():
        if node.start_byte < done:
            continue
        literal = node.parent if node.type in ("string_fragment", "escape_sequence") else node
        if literal is None:
            continue
        whole = _whole(literal)
        if literal.type not in _STRINGS and not (
            whole != literal and interest.tells_by_name(trees.text(literal))
        ):
            continue
        above = whole.parent
        if above is None or above.type in _NO_TEXT or _is_key(above, whole) or _names_module(above):
            continue
        value = values.of(whole)
        if not interest.tells(value):
            whole, value = literal, values.of(literal)
        done = whole.end_byte
        if interest.tells(value):
            yield Text(clipped(value), trees.line(literal), into(whole, values))


def _whole(node: Node) -> Node:
    for _ in range(_LONGEST_CLIMB):
        above = node.parent
        if above is None:
            break
        if (call := _strung(above, node)) is not None:
            node = call
            continue
        if above.type not in _WIDER:
            break
        if above.type == "binary_expression":
            operator = above.child_by_field_name("operator")
            if operator is not None and operator.type in _COMPARES:
                break
        if above.type == "ternary_expression" and is_field(above, "condition", node):
            break
        node = above
    return node


def _strung(above: Node, node: Node) -> Node | None:
    """Give the call that puts a text and others together: `[…].join("-")`, `"…".concat(…)`."""
    member = above.parent if above.type == "array" else above if above.type == "member_expression" else None
    call = member.parent if member is not None else None
    if member is None or call is None or member.type != "member_expression" or call.type != "call_expression":
        return None
    wanted, owner = ("join", above) if above.type == "array" else ("concat", node)
    return (
        call
        if is_field(member, "object", owner) and spelled_key(member.child_by_field_name("property")) == wanted
        else None
    )


def _is_key(above: Node, node: Node) -> bool:
    return above.type == "pair" and is_field(above, "key", node)


def _names_module(above: Node) -> bool:
    call = above.parent if above.type == "arguments" else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and (
        function.type == "import" or trees.text(function) in ("require", "require.resolve")
    )


def into(node: Node, values: Values) -> str:
    """Say what takes the text `node` (see `source.Text`)."""
    key = ""
    for _ in range(_LONGEST_CLIMB):
        above = node.parent
        if above is None:
            break
        kind = above.type
        if kind in ("arguments", "template_string"):
            return _taken(above.parent, key, values)
        if kind == "pair":
            key = key or spelled_key(above.child_by_field_name("key"))
        elif kind == "member_expression" and is_field(above, "object", node):
            # A method of the text itself gives a text: `'https://x'.concat(y)`.
            call = above.parent
            if call is None or call.type != "call_expression":
                break
            above = call
        elif kind not in _PASSING:
            return _assigned(above, node, key)
        node = above
    return f"={key}" if key else ""


def _taken(call: Node | None, key: str, values: Values) -> str:
    function = (
        call.child_by_field_name("function") or call.child_by_field_name("constructor") if call else None
    )
    if function is None:
        return f"={key}" if key else ""
    path = values.path(function)
    return f"{path}:{key}" if key else path


def _assigned(above: Node, node: Node, key: str) -> str:
    kind = above.type
    if kind == "jsx_attribute":
        element = above.parent
        tag = element.child_by_field_name("name") if element is not None else None
        attribute = above.named_child(0) if above.named_child_count else None
        return f"{trees.text(tag) if tag else ''}:{trees.text(attribute) if attribute else ''}"
    if key:
        return f"={key}"
    target = None
    if kind == "variable_declarator":
        target = above.child_by_field_name("name")
    elif kind in ("assignment_expression", "augmented_assignment_expression", "assignment_pattern"):
        target = above.child_by_field_name("left")
    elif kind in ("field_definition", "public_field_definition", "enum_assignment"):
        target = above.child_by_field_name("property") or above.child_by_field_name("name")
    elif kind in ("required_parameter", "optional_parameter"):
        target = above.child_by_field_name("pattern")
    elif kind == "object_assignment_pattern":
        target = above.child_by_field_name("left")
    if target is None or target == node:
        return ""
    if target.type in ("member_expression", "subscript_expression"):
        target = target.child_by_field_name("property") or target.child_by_field_name("index")
    return f"={spelled_key(target)}" if target is not None and target.named_child_count <= 1 else ""
