"""Reads a text of JavaScript or TypeScript into a Source: the readers of both languages are this one.

Nothing is followed but what imports of libraries that can lead to Google give, and what starts programs. Text
that does not parse is read as far as tree-sitter could. Deliberately absent: types, control flow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from preflight.catalogue import libraries
from preflight.scan.reading import trees, unread
from preflight.scan.reading.ecmascript_commands import STARTS, command, tagged
from preflight.scan.reading.ecmascript_constants import constants
from preflight.scan.reading.ecmascript_exports import DEFAULT, exports
from preflight.scan.reading.ecmascript_flow import Flow, Held
from preflight.scan.reading.ecmascript_imports import Imported, imports, is_local, local_path
from preflight.scan.reading.ecmascript_texts import texts
from preflight.scan.reading.ecmascript_uses import settings, unknown_receivers, use
from preflight.scan.reading.ecmascript_values import Values
from preflight.scan.reading.names import Names
from preflight.scan.reading.started_commands import Started
from preflight.scan.source import Import, Source

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.ecmascript_flow import Called

_NO_USE = frozenset({"nested_type_identifier", "type_query", "import_specifier"})
# A program that listens, or a function that a platform calls: `exports.handler = (request, ...) =>`.
_ENTRY = re.compile(
    rb"require\.main\s*={2,3}\s*module\b|\.listen\(|\.serve\("
    rb"|exports\.\w+\s*=\s*(?:async\s+)?(?:function\b[^(\n]*)?\(?\s*"
    rb"(?:req|request|event|message|cloud_?[eE]vent|data|context|ctx)\b"
)
_IMPORTS = re.compile(r"\b(import|require|export)\b")
_NO_CODE = (".json", ".css", ".scss", ".less", ".svg", ".png", ".jpg", ".md", ".graphql", ".html", ".txt")
_ENTRIES = ("@google-cloud/functions-framework.", "firebase-functions")
# Whole packages whose names say that they are Google's, also where the catalogue has no row yet.
_NO_LIBRARY = ("genkit.z",)  # zod, passed on
_GOOGLES = re.compile(r"^@?(?:google|genkit|firebase)|^@[^/]*/[^/]*(?:google|vertex|genkit|firebase)")


def matters(path: str) -> bool:
    """Whether what an import gives can lead to Google or start a program."""
    if path.startswith(_NO_LIBRARY) or path.endswith(".json"):
        return False
    root = path.partition(".")[0]
    return root in STARTS or bool(_GOOGLES.search(path)) or libraries.leads("javascript", path)


def read(language: str, grammar: str, data: bytes) -> Source:
    """Read one text with a grammar of `trees`."""
    source = Source(language)
    data = trees.clean(data)
    root = trees.parse(grammar, data)
    if trees.unwieldy(data, root):
        source.problems.append("line 1: nested too deeply, or too broken, to be read")
        return source
    names = Names(data, root)
    flow = Flow(names)
    found = list(imports(names))
    _follow(flow, found)
    values = Values(flow)
    for one in found:
        _import(one, flow, source)
    started = Started(source)
    wholes = _wholes(found)
    for seen in flow.seen:
        _use(seen, values, source, started)
        _local_use(seen, values, source, wholes)
    source.uses += unknown_receivers(values)
    source.settings += settings(values)
    source.texts += texts(values)
    source.constants = constants(values) | exports(values, found, matters)
    source.problems += unread.lost(grammar, root, _IMPORTS, flow.leading(matters))
    tagged(values, started)
    started.finish()
    source.imports.sort(key=lambda one: one.line)
    source.uses.sort(key=lambda use: use.line)
    source.commands.sort(key=lambda one: one.line)
    source.locals = list(dict.fromkeys(source.locals))
    source.entry = source.entry or data.startswith(b"#!") or _ENTRY.search(data) is not None
    return source


def _follow(flow: Flow, found: list[Imported]) -> None:
    for one in found:
        follow = matters(one.path) or (_is_code(one.module) and not one.types)
        if one.name:
            flow.name(one.node, Held(one.path), follow=follow)
        elif one.node.type == "call_expression" and (follow or _is_kept(one.node)):
            flow.start(one.node, one.path, follow=follow)
    flow.run()


def _is_code(module: str) -> bool:
    """Whether an import names another file of the code, whose names may be a library's."""
    return is_local(module) and not module.endswith(_NO_CODE)


def _wholes(found: list[Imported]) -> frozenset[str]:
    """Give the local files that are imported as one thing: all of it, or what they export without a name."""
    return frozenset(
        one.path
        for one in found
        if _is_code(one.module) and one.path == local_path(one.module) and not one.passed_on
        if one.node.parent is not None and one.node.parent.type != "namespace_import"
    )


def _is_kept(call: Node) -> bool:
    above = call.parent
    return above is not None and above.type in (
        "variable_declarator",
        "await_expression",
        "assignment_expression",
    )


def _import(one: Imported, flow: Flow, source: Source) -> None:
    if is_local(one.module) or _may_be_local(one.module):
        source.locals.append(one.module)
        return
    if not matters(one.path) or one.path.partition(".")[0] in STARTS:
        return
    used = not one.types and (one.passed_on or one.node.type == "call_expression" or _is_used(one, flow))
    source.imports.append(Import(one.path, trees.line(one.node), used))


def _may_be_local(module: str) -> bool:
    """Whether a module can be a file of the code, found from its root: `services/store`."""
    return "/" in module and not module.startswith("@") and not matters(module)


def _is_used(one: Imported, flow: Flow) -> bool:
    if not one.name:
        return False
    return any(
        place.type != "type_identifier" and place.parent is not None and place.parent.type not in _NO_USE
        for place in flow.scopes.meaning(one.name, one.node).places
    )


def _use(seen: Called, values: Values, source: Source, started: Started) -> None:
    path = seen.path
    if path.partition(".")[0] in STARTS:
        if seen.call is not None:
            command(path, seen.call, values, started)
        return
    if is_local(path):
        return
    if path.startswith(_ENTRIES) and seen.call is not None:
        source.entry = True
    source.uses.append(use(path, seen.node, seen.call, values))


def _local_use(seen: Called, values: Values, source: Source, wholes: frozenset[str]) -> None:
    """Keep a call of what another file of the code gives: the service knows what is behind the name."""
    path = seen.path
    extends = seen.node.parent is not None and seen.node.parent.type in ("class_heritage", "extends_clause")
    if not is_local(path) or (seen.call is None and not extends):
        return
    told = use(path, seen.node, seen.call, values)
    source.uses.append(told)
    module = next((one for one in wholes if path == one or path.startswith((f"{one}.", f"{one}()"))), None)
    if module is not None:
        rest = path.removeprefix(module)
        source.uses.append(msgspec.structs.replace(told, path=f"{module}.{DEFAULT}{rest}"))
