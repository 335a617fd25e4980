"""Fields of objects that hold the environment: set so, or given to a constructor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.environ.javascript.files import ENVIRONS
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File
    from preflight.environ.javascript.service import Service


def find(service: Service, file: File) -> None:
    """Note fields of objects that hold the environment: set so, or given to a constructor."""
    for node in nodes.each(
        file.root, {"assignment_expression", "public_field_definition", "field_definition"}
    ):
        left = (
            node.child_by_field_name("left")
            or node.child_by_field_name("name")
            or node.child_by_field_name("property")
        )
        right = node.child_by_field_name("right") or node.child_by_field_name("value")
        if left is not None and right is not None and trees.text(right) in ENVIRONS:
            service.fields.add(trees.text(left).removeprefix("this."))
    for node in nodes.each(file.root, {"new_expression"}):
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        for at, one in enumerate(given):
            if trees.text(one) in ENVIRONS:
                _constructed(
                    service,
                    nodes.field(node, "constructor"),
                    at,
                )
    for node in nodes.each(file.root, {"required_parameter", "optional_parameter", "assignment_pattern"}):
        value = node.child_by_field_name("value") or node.child_by_field_name("right")
        name = node.child_by_field_name("pattern") or node.child_by_field_name("left")
        if value is not None and name is not None and trees.text(value) in ENVIRONS:
            file.environs.add(trees.text(name))
            if any(child.type == "accessibility_modifier" for child in node.children):
                service.fields.add(trees.text(name))
            function = nodes.function_of(node)
            _assigned_fields(service, function, trees.text(name))


def _constructed(service: Service, name: str, at: int) -> None:
    for file in service.files:
        for node in nodes.each(file.root, {"class_declaration", "class"}):
            own = node.child_by_field_name("name")
            if own is None or trees.text(own) != name:
                continue
            for method in nodes.each(node, {"method_definition"}):
                called = method.child_by_field_name("name")
                if called is not None and trees.text(called) == "constructor":
                    parameters = nodes.parameters(method)
                    if at < len(parameters):
                        inner = method.child_by_field_name("parameters")
                        one = inner.named_children[at] if inner is not None else None
                        if one is not None and any(
                            child.type == "accessibility_modifier" for child in one.children
                        ):
                            service.fields.add(parameters[at])
                        _assigned_fields(service, method, parameters[at])


def _assigned_fields(service: Service, function: Node | None, name: str) -> None:
    for node in nodes.each(function, {"assignment_expression"}) if function is not None else ():
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if (
            left is not None
            and right is not None
            and trees.text(right) == name
            and trees.text(left).startswith("this.")
        ):
            service.fields.add(trees.text(left).removeprefix("this."))
