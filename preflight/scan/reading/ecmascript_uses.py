"""Calls of JavaScript and TypeScript with their values, and the environment variables that are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.ecmascript_imports import is_local
from preflight.scan.reading.ecmascript_scopes import spelled_key
from preflight.scan.reading.methods import UNKNOWN_RECEIVERS
from preflight.scan.source import Setting, Use, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.ecmascript_values import Values

_MOST_ARGUMENTS = 8


def use(path: str, node: Node, call: Node | None, values: Values) -> Use:
    """Tell a use with the values of its arguments."""
    member = node.child_by_field_name("property") or node
    if call is None:
        return Use(path, trees.line(member), called=False)
    given = call.child_by_field_name("arguments")
    arguments = [] if given is None or given.type != "arguments" else given.named_children
    arguments = [one for one in arguments if one.type != "comment"]
    keywords: dict[str, Value] = {}
    for one in arguments:
        keywords.update(_keywords(one, values))
    return Use(
        path,
        trees.line(member),
        args=tuple(values.of(one) for one in arguments[:_MOST_ARGUMENTS]),
        keywords=keywords,
    )


def _keywords(node: Node, values: Values, depth: int = 0) -> dict[str, Value]:
    """Give the fields of an object literal, also of one that was given a name before."""
    found: dict[str, Value] = {}
    if node.type in ("as_expression", "satisfies_expression") and node.named_child_count:
        node = node.named_child(0)
    if node.type == "identifier" and depth < 3:
        literal = _literal(node, values)
        return {} if literal is None else _keywords(literal, values, depth + 1)
    if node.type != "object":
        return found
    for child in node.named_children:
        if child.type == "shorthand_property_identifier":
            found[trees.text(child)] = values.of(child)
        elif child.type == "pair" and (key := spelled_key(child.child_by_field_name("key"))):
            found[key] = values.of(child.child_by_field_name("value"))
        elif child.type == "spread_element" and child.named_child_count:
            found.update(_keywords(child.named_child(0), values, depth + 1))
    return found


def _literal(node: Node, values: Values) -> Node | None:
    found = values.flow.scopes.find(trees.text(node), node)
    above = found.declared[0].parent if found is not None else None
    value = above.child_by_field_name("value") if above and above.type == "variable_declarator" else None
    if (
        value is not None
        and value.type in ("as_expression", "satisfies_expression")
        and value.named_child_count
    ):
        value = value.named_child(0)
    return value if value is not None and value.type == "object" else None


def unknown_receivers(values: Values) -> Iterator[Use]:
    """Give the calls of methods that tell something whoever their receiver is."""
    names = values.flow.names
    followed = {
        seen.call.id for seen in values.flow.seen if seen.call is not None and not is_local(seen.path)
    }
    for name in sorted(UNKNOWN_RECEIVERS):
        for place in names.at(name) if names.has(name) else ():
            owner = place.parent if place.type == "property_identifier" else None
            call = owner.parent if owner is not None and owner.type == "member_expression" else None
            if (
                owner is not None
                and call is not None
                and call.type == "call_expression"
                and call.id not in followed
            ):
                yield use(f"?.{name}", owner, call, values)


def settings(values: Values) -> Iterator[Setting]:
    """Give the environment variables that the code sets: `process.env.X = 'y'`."""
    names = values.flow.names
    for place in names.at("env") if names.has("process.env") else ():
        owner = place.parent
        member = owner.parent if owner is not None and trees.text(owner) == "process.env" else None
        above = member.parent if member is not None else None
        if member is None or above is None or not above.type.endswith("assignment_expression"):
            continue
        if above.child_by_field_name("left") == member:
            key = spelled_key(member.child_by_field_name("property") or member.child_by_field_name("index"))
            yield Setting(key, values.of(above.child_by_field_name("right")), trees.line(member))
