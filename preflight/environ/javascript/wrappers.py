"""Functions of the code that read a variable whose name they are told, and calls of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.environ.javascript import resolving
from preflight.environ.javascript.files import Wrapper
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File
    from preflight.environ.javascript.service import Service


def find(service: Service, file: File) -> None:
    """Note the functions of a file that read what they are told."""
    for node in nodes.each(file.root, nodes.FUNCTIONS):
        name = nodes.name_of(node)
        if not name:
            continue
        body = node.child_by_field_name("body")
        if body is not None and any(True for _ in nodes.each(body, {"throw_statement"})):
            service.throwing.add(name)
        parameters = nodes.parameters(node)
        for at, parameter in enumerate(parameters):
            if (
                name not in service.wrappers
                and body is not None
                and (how := _wraps(service, body, parameter, file)) is not None
            ):
                throws = (
                    how[1]
                    or any(True for _ in nodes.each(body, {"throw_statement"}))
                    or "process.exit(" in trees.text(body)
                )
                service.wrappers[name] = Wrapper(at, throws, len(parameters) > 1, how[0])


def _wraps(service: Service, body: Node, parameter: str, file: File) -> tuple[str, bool] | None:
    for node in nodes.each(body, {"subscript_expression"}):
        if service.is_environ(node.child_by_field_name("object"), file):
            index = nodes.bare(node.child_by_field_name("index"))
            if index is not None and trees.text(index) == parameter:
                return "", False
            if (
                index is not None
                and index.type == "template_string"
                and trees.text(index).endswith(f"${{{parameter}}}`")
            ):
                return trees.text(index)[1 : -len(parameter) - 4], False
    for node in nodes.each(body, {"call_expression"}):
        called = nodes.called(node)
        inner = service.wrappers.get(called)
        if called == "Deno.env.get" and nodes.argument_plain(node, 0) == parameter:
            return "", False
        if inner is not None and nodes.argument_plain(node, inner.at) == parameter:
            return inner.prefix, inner.throws and not (inner.default and nodes.count(node) > inner.at + 1)
    return None


def called(service: Service, file: File, node: Node, how: Wrapper) -> None:
    """Note what a call of a wrapper reads."""
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    if how.at >= len(given):
        return
    names = resolving.resolved(service, nodes.bare(given[how.at]), file)
    if not names:
        if not resolving.is_wrapped(service, given[how.at]):
            service.dynamic(file, node, "its name is made while the program runs")
        return
    top, default = nodes.surroundings(node)
    told = nodes.shown(given[how.at + 1]) if how.default and len(given) > how.at + 1 else default
    for name in names:
        required = (how.throws and told is None) or (told is None and nodes.throws_if_missing(top))
        service.add(file, node, how.prefix + name, required=required, default=None if required else told)
