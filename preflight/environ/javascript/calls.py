"""Calls that read variables: of wrappers, and of libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.environ.javascript import resolving, schemas, wrappers
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File
    from preflight.environ.javascript.service import Service


def find(service: Service, file: File) -> None:
    """Note what calls of libraries and wrappers read."""
    for node in nodes.each(file.root, {"call_expression"}):
        called = nodes.called(node)
        last = called.rpartition(".")[2]
        if called == "Deno.env.get":
            _deno(service, file, node)
        elif last == "get" and file.readers.get(called.partition(".")[0]) == "env-var":
            chain = nodes.chain(node)
            for name in resolving.first(service, file, node):
                service.add(file, node, name, required=".required(" in chain and ".default(" not in chain)
        elif last in ("get", "getOrThrow") and "nest" in file.readers.values() and "onfig" in called:
            _nest(service, file, node, throws=last == "getOrThrow")
        elif last == "createEnv" and "t3" in file.readers.values():
            schemas.t3(service, file, node)
        elif called in service.wrappers or (last in service.wrappers and called.count(".") <= 2):
            wrappers.called(service, file, node, service.wrappers.get(called) or service.wrappers[last])
    for node in nodes.each(file.root, {"pair", "shorthand_property_identifier"}):
        _entry(service, file, node)


def _nest(service: Service, file: File, node: Node, *, throws: bool) -> None:
    for name in resolving.first(service, file, node):
        if name.isupper():
            service.add(file, node, name, required=throws and nodes.count(node) < 2)


def _deno(service: Service, file: File, node: Node) -> None:
    for name in resolving.first(service, file, node):
        top, default = nodes.surroundings(node)
        required = default is None and nodes.throws_if_missing(top)
        service.add(file, node, name, required=required, default=default)


def _entry(service: Service, file: File, node: Node) -> None:
    """Note what an entry of an object says: `env: "A"` of convict, `validationSchema: schema` of Nest."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if node.type == "shorthand_property_identifier":
        key = value = node
    if key is None or value is None:
        return
    if trees.text(key) == "validationSchema":
        schemas.schema(service, file, value)
    elif trees.text(key) == "env" and value.type == "string" and "convict" in file.readers.values():
        required = schemas.is_nothing_by_default(node.parent)
        service.add(file, value, nodes.string(value), required=required)
