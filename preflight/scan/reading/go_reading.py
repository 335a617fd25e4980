"""Reads a text of Go into a Source.

Nothing is followed but what packages that can lead to Google give, and what starts programs. Text that does
not parse is read as far as tree-sitter could. Deliberately absent: types beyond their names, control flow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.reading import trees, unread
from preflight.scan.reading.go_constants import constants
from preflight.scan.reading.go_flow import Flow
from preflight.scan.reading.go_imports import Imported, imports, is_standard
from preflight.scan.reading.go_texts import texts
from preflight.scan.reading.go_uses import command, settings, unknown_receivers, use
from preflight.scan.reading.go_values import Values
from preflight.scan.reading.names import Names
from preflight.scan.reading.started_commands import Started
from preflight.scan.source import Import, Source

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.go_flow import Seen

_LANGUAGE = "go"
_STARTS = "os/exec"
# Where Google's own packages are, also those that the catalogue has no row for yet.
_GOOGLES = ("cloud.google.com/go", "google.golang.org/", "firebase.google.com/",
            "github.com/GoogleCloudPlatform/functions-framework-go")  # fmt: skip
_IMPORTS = re.compile(r"\bimport\b")
_ENTRY = "github.com/GoogleCloudPlatform/functions-framework-go/functions."


def read(data: bytes) -> Source:
    """Read one file. What does not parse is a problem with its line; the rest is kept."""
    source = Source(_LANGUAGE)
    data = trees.clean(data)
    root = trees.parse("go", data)
    if trees.unwieldy(data, root):
        source.problems.append("line 1: nested too deeply, or too broken, to be read")
        return source
    names = Names(data, root)
    flow = Flow(names)
    found = list(imports(root))
    for one in found:
        _follow(one, flow)
    flow.run()
    values = Values(flow)
    for one in found:
        _import(one, names, source)
    started = Started(source)
    for seen in flow.seen:
        _use(seen, values, source, started)
    source.uses += unknown_receivers(values)
    source.settings += settings(values)
    source.texts += texts(values)
    source.constants = dict(constants(values))
    source.problems += unread.lost("go", root, _IMPORTS, flow.leading(matters))
    started.finish()
    source.uses.sort(key=lambda use: use.line)
    source.entry = source.entry or (b"func main()" in data and _package(root) == "main")
    return source


def matters(path: str) -> bool:
    """Whether a package can lead to Google or starts programs."""
    return path == _STARTS or (
        not is_standard(path) and (path.startswith(_GOOGLES) or libraries.leads(_LANGUAGE, path))
    )


def _follow(one: Imported, flow: Flow) -> None:
    if one.alias in ("_", "."):
        return
    here = [name for name in one.names if flow.names.has(f"{name}.")]
    for name in here[:1]:
        flow.package(name, one.path, follow=matters(one.path))


def _import(one: Imported, names: Names, source: Source) -> None:
    if is_standard(one.path):
        return
    if not matters(one.path):
        source.locals.append(one.path)
        return
    path = f"{one.path}.*" if one.alias == "." else one.path
    used = one.alias == "." or any(
        node.type == "identifier" and node.parent is not None and node.parent.type == "selector_expression"
        for name in one.names
        for node in names.at(name)
    )
    used |= any(
        node.parent is not None
        and node.parent.parent is not None
        and node.parent.parent.type == "composite_literal"
        for name in one.names
        for node in names.at(name)
    )
    source.imports.append(Import(path, one.line, used and one.alias != "_"))


def _package(root: Node) -> str:
    clause = next((child for child in root.named_children if child.type == "package_clause"), None)
    return trees.text(clause.named_child(0)) if clause is not None and clause.named_child_count else ""


def _use(seen: Seen, values: Values, source: Source, started: Started) -> None:
    if seen.path.startswith(_STARTS):
        if words := command(seen, values):
            started.words(words, trees.line(seen.node))
        return
    source.entry = source.entry or seen.path.startswith(_ENTRY)
    source.uses.append(use(seen.path, seen.node, seen.call, values))
