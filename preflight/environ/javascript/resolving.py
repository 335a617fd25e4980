"""Names of variables: spelled, held by constants, looped over, or told by whoever calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File
    from preflight.environ.javascript.service import Service


def resolved(service: Service, node: Node | None, file: File) -> list[str]:  # noqa: PLR0911 - one kind a line
    """Give the texts that an expression can be; none where the code does not tell."""
    if node is None:
        return []
    texts = nodes.texts(node, file.constants)
    if texts:
        return texts
    if node.type == "identifier":
        looped = nodes.looped(node)
        if looped is not None:
            return nodes.texts(looped, file.constants) or _constant(service, trees.text(looped), file)
        if nodes.is_parameter(node, trees.text(node)):
            return []
    if node.type in ("identifier", "member_expression"):
        return _constant(service, trees.text(node), file)
    if node.type == "template_string":
        return _template(service, node, file)
    if node.type == "binary_expression" and nodes.operator(node) == "+":
        left = resolved(service, nodes.bare(node.child_by_field_name("left")), file)
        right = resolved(service, nodes.bare(node.child_by_field_name("right")), file)
        return [a + b for a in left for b in right][:24]
    return []


def _constant(service: Service, name: str, file: File) -> list[str]:
    return file.constants.get(name) or service.constants.get(name) or []


def _template(service: Service, node: Node, file: File) -> list[str]:
    texts = [""]
    for child in node.children:
        if child.type == "string_fragment":
            texts = [text + trees.text(child) for text in texts]
        elif child.type == "template_substitution":
            inner = resolved(
                service, nodes.bare(child.named_children[0]) if child.named_children else None, file
            )
            texts = [text + one for text in texts for one in inner][:24]
    return [text for text in texts if text]


def is_wrapped(service: Service, index: Node | None) -> bool:
    """Say whether a name is told by whoever calls a wrapper."""
    if index is None:
        return False
    function = nodes.function_of(index)
    while function is not None:
        names = nodes.parameters(function)
        mentioned = {trees.text(one) for one in nodes.each(index, {"identifier"})} | {trees.text(index)}
        if mentioned & set(names) and (nodes.name_of(function) in service.wrappers):
            return True
        function = nodes.function_of(function)
    return False


def first(service: Service, file: File, node: Node) -> list[str]:
    """Give the names that the first argument of a call can be."""
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    names = resolved(service, nodes.bare(given[0]), file) if given else []
    if given and not names and not is_wrapped(service, given[0]):
        service.dynamic(file, node, "its name is made while the program runs")
    return names
