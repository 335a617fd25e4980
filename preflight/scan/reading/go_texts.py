"""The strings of Go that can name something, and what takes them.

Deliberately absent: import paths, tags of struct fields, comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import interest, trees
from preflight.scan.reading.go_scopes import assigned_to, is_field
from preflight.scan.reading.values import clipped
from preflight.scan.source import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.go_values import Values

_LITERALS = frozenset({"interpreted_string_literal", "raw_string_literal"})
_INSIDE = frozenset({"interpreted_string_literal_content", "raw_string_literal_content", "escape_sequence"})
_FORMATS = "fmt.Sprintf"
_LONGEST_CLIMB = 100
_PASSING = frozenset({"expression_list", "literal_element", "parenthesized_expression", "unary_expression"})
_TEXT_OF = frozenset({"fmt.Sprintf", "fmt.Sprint", "path.Join", "strings.Join", "net/url.JoinPath",
                      "net/url.Parse", "cmp.Or", "string", "strings.Replace",
                      "strings.ReplaceAll"})  # fmt: skip


def texts(values: Values) -> Iterator[Text]:
    """Give the telling texts, in their order."""
    done = -1
    for node in values.flow.names.telling():
        if node.start_byte < done:
            continue
        literal = node.parent if node.type in _INSIDE else node
        above = literal.parent if literal is not None else None
        if literal is None or literal.type not in _LITERALS or above is None:
            continue
        if above.type == "import_spec" or (
            above.type == "field_declaration" and is_field(above, "tag", literal)
        ):
            continue
        whole = _whole(literal, values)
        value = values.of(whole)
        if not interest.tells(value):
            whole, value = literal, values.of(literal)
        done = whole.end_byte
        if interest.tells(value):
            yield Text(clipped(value), trees.line(literal), into(whole, values))
        for call in _filled(above, values):
            whole = _whole(call, values)
            value = values.of(whole)
            if interest.tells(value):
                yield Text(clipped(value), trees.line(call), into(whole, values))


def _filled(group: Node, values: Values) -> Iterator[Node]:
    """Give the calls that fill the holes of a text which is a constant: `fmt.Sprintf(base, region)`."""
    spec = group.parent
    if spec is None or spec.type not in ("const_spec", "var_spec"):
        return
    for name in spec.children_by_field_name("name"):
        for place in values.flow.scopes.meaning(trees.text(name), name).places:
            given = place.parent
            call = given.parent if given is not None and given.type == "argument_list" else None
            function = call.child_by_field_name("function") if call is not None else None
            if (
                given is not None
                and call is not None
                and function is not None
                and given.named_child(0) == place
                and values.path(function) == _FORMATS
                and assigned_to(name) in group.named_children
            ):
                yield call


def _whole(node: Node, values: Values) -> Node:
    for _ in range(_LONGEST_CLIMB):
        above = node.parent
        if above is None:
            break
        if above.type == "binary_expression":
            operator = above.child_by_field_name("operator")
            if operator is None or operator.type != "+":
                break
        elif (
            above.type == "argument_list"
            and above.parent is not None
            and above.parent.type == "call_expression"
        ):
            function = above.parent.child_by_field_name("function")
            if function is None or values.path(function) not in _TEXT_OF:
                break
            above = above.parent
        elif above.type not in ("parenthesized_expression", "type_conversion_expression"):
            break
        node = above
    return node


def into(node: Node, values: Values) -> str:
    """Say what takes the text `node` (see `source.Text`)."""
    key = ""
    for _ in range(_LONGEST_CLIMB):
        above = node.parent
        if above is None:
            break
        kind = above.type
        if kind == "argument_list":
            function = above.parent.child_by_field_name("function") if above.parent is not None else None
            path = values.path(function) if function is not None else ""
            return f"{path}:{key}" if key else path
        if kind == "keyed_element":
            if key or not is_field(above, "value", node):
                break
            named = above.child_by_field_name("key")
            key = trees.text(named).strip('"`') if named is not None else ""
        elif kind == "composite_literal":
            made = above.child_by_field_name("type")
            if key and made is not None and made.type == "qualified_type":
                return f"{values.path(made)}:{key}"
        elif kind in ("short_var_declaration", "assignment_statement", "var_spec", "const_spec"):
            return f"={key or _target(above, node)}"
        elif kind not in _PASSING and kind != "literal_value":
            break
        node = above
    return f"={key}" if key else ""


def _target(above: Node, group: Node) -> str:
    del group
    left = above.child_by_field_name("left") or above.child_by_field_name("name")
    if left is not None and left.type == "expression_list" and left.named_child_count:
        left = left.named_child(0)
    return trees.text(left).rpartition(".")[2] if left is not None else ""
