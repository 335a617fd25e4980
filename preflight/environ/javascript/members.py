"""`process.env.A`: what it gives when the variable is missing, and whether the code ends there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File
    from preflight.environ.javascript.service import Service

_BUILD = {"MODE", "DEV", "PROD", "SSR", "BASE_URL"}


def note(service: Service, file: File, node: Node, names: list[str]) -> None:
    """Note a look-up of the environment by what surrounds it."""
    top, default = nodes.surroundings(node)
    parent = top.parent
    if (
        parent is not None
        and parent.type == "assignment_expression"
        and parent.child_by_field_name("left") == top
    ):
        service.result.sets.update(names)
        return
    if (
        parent is not None
        and parent.type == "augmented_assignment_expression"
        and parent.child_by_field_name("left") == top
    ):
        default = default or "set here"
    if parent is not None and parent.type == "unary_expression" and trees.text(parent).startswith("delete"):
        return
    required = False
    if default is None or default == "":
        required = (
            nodes.throws_if_missing(top) or _is_asserted(top) or _is_used_hard(top) or _checked_later(top)
        )
        if isinstance(default, str) and default == "":
            required = required and not _is_used_hard(top)
    elif default.startswith("\0"):
        called = default[1:]
        required, default = called in service.throwing or called == "throw", None
    for name in names:
        if name not in _BUILD or "import.meta" not in trees.text(node):
            service.add(file, node, name, required=required, default=None if required else default)


def _is_asserted(node: Node) -> bool:
    parent = node.parent
    call = parent.parent if parent is not None and parent.type == "arguments" else None
    return (
        call is not None
        and nodes.called(call) in ("assert", "assert.ok", "invariant", "ok", "console.assert")
        and nodes.called(call) != "console.assert"
    )


def _is_used_hard(node: Node) -> bool:
    parent = node.parent
    return (
        parent is not None
        and parent.type == "member_expression"
        and parent.child_by_field_name("object") == node
        and not any(child.type == "optional_chain" for child in parent.children)
    )


def _checked_later(node: Node) -> bool:
    """Say whether the name that it is assigned to is checked, and something thrown if it is missing."""
    declarator = node.parent
    if declarator is None or declarator.type != "variable_declarator":
        return False
    name = declarator.child_by_field_name("name")
    if name is None or name.type != "identifier":
        return False
    return nodes.name_is_checked(declarator, trees.text(name))
