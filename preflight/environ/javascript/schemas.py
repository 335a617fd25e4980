"""Schemas that the environment is parsed with: zod, joi, envalid, t3, convict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File
    from preflight.environ.javascript.service import Service

OPTIONAL = (".optional(", ".default(", ".catch(", ".nullish(", ".prefault(", "default:", "optional:",
             "devDefault:")  # fmt: skip


def schema(service: Service, file: File, node: Node | None, depth: int = 0) -> bool:  # noqa: C901 - one kind a line
    """Note the keys of a schema that the environment is parsed with; say whether it is one."""
    node = nodes.bare(node)
    if node is None or depth > 6:
        return False
    if node.type in ("identifier", "shorthand_property_identifier"):
        held = file.values.get(trees.text(node))
        if held is not None:
            return schema(service, file, held, depth + 1)
        elsewhere = service.values.get(trees.text(node))
        return schema(service, elsewhere[0], elsewhere[1], depth + 1) if elsewhere else False
    if node.type != "call_expression":
        return False
    called = nodes.called(node)
    last = called.rpartition(".")[2]
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    function = node.child_by_field_name("function")
    of = function.child_by_field_name("object") if function is not None else None
    if (
        last in ("object", "strictObject", "looseObject", "type", "Struct", "keys", "append")
        and given
        and given[0].type == "object"
    ):
        joi = (
            "joi" in called.lower() or ".required(" in trees.text(given[0]) or "Joi." in trees.text(given[0])
        )
        entries(service, file, given[0], OPTIONAL, joi=joi)
        schema(service, file, of, depth + 1)
        return True
    known = False
    if last in ("extend", "merge", "and", "safeExtend"):
        for one in given:
            if one.type == "object":
                entries(service, file, one, OPTIONAL)
                known = True
            else:
                known = schema(service, file, one, depth + 1) or known
    if last in ("intersection", "union", "strictObject", "preprocess", "pipe"):
        for one in given:
            known = schema(service, file, one, depth + 1) or known
    return schema(service, file, of, depth + 1) or known


def entries(
    service: Service, file: File, block: Node, optional: tuple[str, ...], *, joi: bool = False
) -> None:
    """Note the keys of an object whose values say how each is parsed."""
    for one in block.named_children:
        if one.type == "spread_element" and one.named_children:
            inner = nodes.bare(one.named_children[0])
            held = file.values.get(trees.text(inner)) if inner is not None else None
            if held is not None and held.type == "object":
                entries(service, file, held, optional, joi=joi)
        if one.type != "pair":
            continue
        key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
        if key is None or value is None:
            continue
        name = nodes.string(key) if key.type == "string" else trees.text(key)
        text = trees.text(value)
        if value.type == "identifier":
            held = file.values.get(text)
            text = trees.text(held) if held is not None else text
        required = (
            ".required(" in text and ".default(" not in text
            if joi
            else not any(word in text for word in optional)
        )
        service.add(file, key, name, required=required)


def t3(service: Service, file: File, node: Node) -> None:
    """Note the keys of the schemas of `createEnv`."""
    arguments = node.child_by_field_name("arguments")
    block = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    for one in block.named_children if block is not None and block.type == "object" else ():
        key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
        if (
            key is not None
            and value is not None
            and trees.text(key) in ("server", "client", "shared")
            and value.type == "object"
        ):
            entries(service, file, value, OPTIONAL)


def is_nothing_by_default(block: Node | None) -> bool:
    """Say whether an entry of convict has `null` for want of a variable, which its format refuses."""
    told = {
        trees.text(key): trees.text(value)
        for one in (block.named_children if block is not None else ())
        if one.type == "pair"
        and (key := one.child_by_field_name("key")) is not None
        and (value := one.child_by_field_name("value")) is not None
    }
    return (
        told.get("default") == "null"
        and told.get("nullable") != "true"
        and told.get("format", "*") not in ("'*'", '"*"')
    )
