"""Where the whole environment is looked at, copied or handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.environ.javascript import members, resolving, schemas
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File
    from preflight.environ.javascript.service import Service

# Keys under which a schema is given what it parses.
_PARSED_FROM = {"runtimeEnv", "runtimeEnvStrict", "experimental__runtimeEnv"}


def find(service: Service, file: File) -> None:
    """Note where all of the environment is looked at."""
    for node in nodes.each(file.root, {"shorthand_property_identifier"}):
        if trees.text(node) in file.environs:
            service.dynamic(file, node, "all of it is handed on", whole=True)
    for node in nodes.each(file.root, {"member_expression", "identifier"}):
        if not service.is_environ(node, file):
            continue
        parent = node.parent
        if parent is None:
            continue
        if parent.type == "spread_element":
            service.dynamic(file, node, "all of it is copied", whole=True)
        elif _is_handed_on(node, parent):
            service.dynamic(file, node, "all of it is handed on", whole=True)
        elif parent.type == "for_in_statement":
            service.dynamic(file, node, "all of it is gone through", whole=True)
        elif parent.type == "arguments" and parent.parent is not None:
            _handed(service, file, node, parent.parent)


def _handed(service: Service, file: File, node: Node, call: Node) -> None:
    called = nodes.called(call) or nodes.field(call, "constructor")
    last = called.rpartition(".")[2]
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    if last in (
        "parse",
        "safeParse",
        "parseAsync",
        "safeParseAsync",
        "validate",
        "validateSync",
        "attempt",
        "validateAsync",
        "decode",
        "decodeUnknownSync",
        "assert",
        "create",
    ):
        function = call.child_by_field_name("function")
        schema = function.child_by_field_name("object") if function is not None else None
        if schemas.schema(service, file, schema) or any(
            schemas.schema(service, file, one) for one in given if one != node
        ):
            return
    if last == "cleanEnv" and len(given) > 1:
        schemas.entries(service, file, given[1], schemas.OPTIONAL)
        return
    if last in ("keys", "entries", "values", "assign", "fromEntries"):
        service.dynamic(file, node, "all of it is gone through", whole=True)
    elif call.type == "new_expression" and last in _classes(service):
        pass  # its fields are followed
    elif _function_named(service, called) is None:
        service.dynamic(file, node, "all of it is handed on", whole=True)


def _classes(service: Service) -> set[str]:
    return {
        nodes.field(node, "name")
        for file in service.files
        for node in nodes.each(file.root, {"class_declaration", "class"})
    }


def _function_named(service: Service, name: str) -> Node | None:
    """Give a function of the code that takes the environment; what it reads of its parameter is told."""
    for file in service.files:
        for node in nodes.each(file.root, nodes.FUNCTIONS):
            if name and nodes.name_of(node) == name:
                parameters = nodes.parameters(node)
                body = node.child_by_field_name("body")
                if parameters and body is not None:
                    for one in nodes.each(body, {"member_expression", "subscript_expression"}):
                        of = one.child_by_field_name("object")
                        if of is not None and trees.text(of) == parameters[0]:
                            member = one.child_by_field_name("property")
                            index = one.child_by_field_name("index")
                            names = (
                                [trees.text(member)]
                                if member is not None
                                else resolving.resolved(service, nodes.bare(index), file)
                            )
                            members.note(service, file, one, names)
                return node
    return None


def _is_handed_on(node: Node, parent: Node) -> bool:
    """Say whether the whole environment is put into an object, given back, or given to whoever imports it."""
    if parent.type == "pair":
        key = parent.child_by_field_name("key")
        return key is not None and key != node and trees.text(key) not in _PARSED_FROM
    if parent.type == "assignment_expression":
        left = parent.child_by_field_name("left")
        return (
            left is not None and left != node and trees.text(left).startswith(("module.exports", "exports."))
        )
    return parent.type in ("return_statement", "export_statement", "array")
