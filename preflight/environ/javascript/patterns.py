"""`const {A, B = "x"} = process.env`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.environ.javascript import resolving
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File
    from preflight.environ.javascript.service import Service


def find(service: Service, file: File) -> None:
    """Note what is taken apart."""
    for node in nodes.each(file.root, {"variable_declarator", "assignment_expression"}):
        pattern = node.child_by_field_name("name") or node.child_by_field_name("left")
        value = node.child_by_field_name("value") or node.child_by_field_name("right")
        if pattern is None or pattern.type != "object_pattern" or not service.is_environ(value, file):
            continue
        for one in pattern.named_children:
            _from_pattern(service, file, one, node)


def _from_pattern(service: Service, file: File, one: Node, declarator: Node) -> None:
    if one.type == "rest_pattern":
        service.dynamic(file, one, "all of it is copied", whole=True)
        return
    default, target = None, one
    if one.type in ("object_assignment_pattern", "assignment_pattern"):
        left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
        target, default = left or one, nodes.shown(right)
    key = target
    if one.type == "pair_pattern":
        key, target = one.child_by_field_name("key") or one, one.child_by_field_name("value") or one
        if key.type == "computed_property_name":
            names = resolving.resolved(
                service, nodes.bare(key.named_children[0]) if key.named_children else None, file
            )
            if not names:
                service.dynamic(file, one, "its name is made while the program runs")
            for name in names:
                service.add(file, one, name, required=False)
            return
        if target.type == "assignment_pattern":
            default, target = (
                nodes.shown(target.child_by_field_name("right")),
                target.child_by_field_name("left") or target,
            )
    name = nodes.string(key) if key.type == "string" else trees.text(key)
    required = default is None and nodes.name_is_checked(declarator, trees.text(target))
    service.add(file, one, name, required=required, default=default)
