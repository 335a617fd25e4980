"""Calls of Go with their values: what is used, which commands are started, which variables are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.go_scopes import assigned_to, without_pointer
from preflight.scan.reading.methods import UNKNOWN_RECEIVERS
from preflight.scan.reading.values import word
from preflight.scan.source import Known, Setting, Use, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.go_flow import Seen
    from preflight.scan.reading.go_values import Values

_MOST_ARGUMENTS = 8
# https://pkg.go.dev/os/exec -> how many arguments stand before the program.
_STARTS = {"os/exec.Command": 0, "os/exec.CommandContext": 1}


def use(path: str, node: Node, call: Node | None, values: Values) -> Use:
    """Tell a use with the values of its arguments; the fields of a struct given are keywords."""
    line = trees.line(node.child_by_field_name("field") or node)
    if call is None:
        return Use(path, line, called=False)
    if call.type == "composite_literal":
        return Use(path, line, called=False, keywords=dict(values.fields(call)))
    group = call.child_by_field_name("arguments")
    given = [one for one in group.named_children if one.type != "comment"] if group is not None else []
    keywords: dict[str, Value] = {}
    for one in given:
        literal = _literal(one, values)
        if literal is not None:
            keywords.update(values.fields(literal))
    return Use(path, line, args=tuple(values.of(one) for one in given[:_MOST_ARGUMENTS]), keywords=keywords)


def _literal(node: Node, values: Values) -> Node | None:
    """Give the struct that is an argument, also one that was given a name before."""
    plain = without_pointer(node)
    if plain is not None and plain.type == "identifier":
        meaning = values.flow.scopes.find(trees.text(plain), plain)
        plain = without_pointer(assigned_to(meaning.declared[0])) if meaning is not None else None
    return plain if plain is not None and plain.type == "composite_literal" else None


def command(seen: Seen, values: Values) -> list[str]:
    """Give the words of the command that `exec.Command(name, arguments...)` starts."""
    group = seen.call.child_by_field_name("arguments") if seen.call is not None else None
    if group is None or seen.path not in _STARTS:
        return []
    found: list[str] = []
    for one in group.named_children[_STARTS[seen.path] :]:
        literal = _literal(one.named_child(0), values) if one.type == "variadic_argument" else None
        body = literal.child_by_field_name("body") if literal is not None else None
        found += [word(values.of(inner)) for inner in (body.named_children if body is not None else (one,))]
    return found


def unknown_receivers(values: Values) -> Iterator[Use]:
    """Give the calls of methods that tell something whoever their receiver is."""
    names = values.flow.names
    followed = {seen.call.id for seen in values.flow.seen if seen.call is not None}
    for name in sorted(UNKNOWN_RECEIVERS):
        for place in names.at(name) if names.has(name) else ():
            owner = place.parent if place.type == "field_identifier" else None
            call = owner.parent if owner is not None and owner.type == "selector_expression" else None
            if (
                owner is not None
                and call is not None
                and call.type == "call_expression"
                and call.id not in followed
            ):
                yield use(f"?.{name}", owner, call, values)


def settings(values: Values) -> Iterator[Setting]:
    """Give the environment variables that the code sets."""
    names = values.flow.names
    for place in names.at("Setenv") if names.has("Setenv") else ():
        owner = place.parent if place.type == "field_identifier" else None
        call = owner.parent if owner is not None else None
        group = call.child_by_field_name("arguments") if call is not None else None
        if owner is None or group is None or values.path(owner) != "os.Setenv" or group.named_child_count < 2:
            continue
        key = values.of(group.named_child(0))
        if isinstance(key, Known) and isinstance(key.value, str):
            yield Setting(key.value, values.of(group.named_child(1)), trees.line(owner))
