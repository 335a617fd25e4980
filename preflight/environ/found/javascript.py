"""Reads of JavaScript and TypeScript: `process.env` in all its forms, schemas that parse it, wrappers.

A read is required where the code throws or ends without it: `if (!process.env.A) throw`, a schema of zod,
envalid or t3 without a default, a function of the code that throws, a member of what may be undefined. Names
are followed through constants of the files. Deliberately absent: `!` of TypeScript, which fails nothing.

https://nodejs.org/api/process.html#processenv
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.environ.javascript import calls, files, holders, members, patterns, resolving, wholes, wrappers
from preflight.environ.javascript.service import Service
from preflight.environ.reads import Found
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from preflight.environ.javascript.files import File


def found(own: Iterable[str], files_of: Mapping[str, bytes]) -> Found:
    """Give what a service reads."""
    result = Found()
    service = Service(files.parsed(own, files_of, result), result)
    for file in service.files:
        holders.find(service, file)
    for _ in range(4):
        before = len(service.wrappers)
        for file in service.files:
            wrappers.find(service, file)
        if len(service.wrappers) == before:
            break
    for file in service.files:
        _reads(service, file)
    return result


def _reads(service: Service, file: File) -> None:
    for node in nodes.each(file.root, {"member_expression", "subscript_expression"}):
        if not service.is_environ(node.child_by_field_name("object"), file):
            continue
        if node.type == "member_expression":
            member = node.child_by_field_name("property")
            names = [trees.text(member)] if member is not None else []
            if names and names[0] == "hasOwnProperty":
                continue
        else:
            index = nodes.bare(node.child_by_field_name("index"))
            names = resolving.resolved(service, index, file)
            if not names:
                if not resolving.is_wrapped(service, index):
                    service.dynamic(file, node, "its name is made while the program runs")
                continue
        members.note(service, file, node, names)
    wholes.find(service, file)
    patterns.find(service, file)
    calls.find(service, file)
    for node in nodes.each(file.root, {"binary_expression"}):
        if nodes.operator(node) == "in" and service.is_environ(node.child_by_field_name("right"), file):
            names = resolving.resolved(service, nodes.bare(node.child_by_field_name("left")), file)
            for name in names:
                service.add(file, node, name, required=nodes.throws_if_missing(node))
