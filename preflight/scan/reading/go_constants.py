"""The values that a package of Go gives names to: constants, variables, the fields of its structs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.go_scopes import assigned_to, without_pointer
from preflight.scan.reading.values import is_constant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.go_values import Values
    from preflight.scan.source import Value


def constants(values: Values) -> Iterator[tuple[str, Value]]:
    """Give the values by name; the fields of a struct are written after its name: `config.Bucket`."""
    for declaration in values.flow.names.root.named_children:
        if declaration.type not in ("const_declaration", "var_declaration"):
            continue
        for child in declaration.named_children:
            for spec in child.named_children if child.type == "var_spec_list" else (child,):
                yield from _of_spec(spec, values)


def _of_spec(spec: Node, values: Values) -> Iterator[tuple[str, Value]]:
    for node in spec.children_by_field_name("name"):
        name = trees.text(node)
        given = without_pointer(assigned_to(node))
        if given is not None and given.type == "composite_literal":
            for field, value in values.fields(given):
                if is_constant(value) and field.isidentifier():
                    yield f"{name}.{field}", value
            continue
        value = (
            values.of(given)
            if spec.type == "const_spec"
            else values.assigned(values.flow.scopes.meaning(name, node))
        )
        if is_constant(value):
            yield name, value
