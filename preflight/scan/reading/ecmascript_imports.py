"""The imports of JavaScript and TypeScript: `import`, `export ... from`, `require`, `import()`.

A default import and the whole module are written alike, by the package's name: that is what both give for the
packages of CommonJS that Google ships. Deliberately absent: resolution of `paths` of a tsconfig.json.
https://tc39.es/ecma262/#sec-imports
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading import trees
from preflight.scan.reading.ecmascript_scopes import spelled_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.names import Names


class Imported(NamedTuple):
    """One name that an import gives, or (no name) a call that gives a module.

    `module`: what is imported from. `node`: the name, or the call, or the statement of an import without
    names. `types`: only for types. `passed_on`: exported again.
    """

    path: str
    module: str
    node: Node
    name: str = ""
    types: bool = False
    passed_on: bool = False


def is_local(path: str) -> bool:
    """Whether an import names a file of the same code: relative, or through the usual aliases of bundlers."""
    return path.startswith((".", "/", "@/", "~", "#", "$"))


def local_path(module: str) -> str:
    """Give the path that names of a local file are written after: without the ending that it has on disk."""
    folder, slash, file = module.rpartition("/")
    if not is_local(module) or file.startswith(".") or file.endswith(".json"):
        return module
    stem = file.partition(".")[0]
    return folder if stem == "index" and folder else f"{folder}{slash}{stem}"


def module(text: str) -> str:
    """Give a module's name without the scheme that Node and Deno take."""
    return text.removeprefix("node:").removeprefix("npm:")


def imports(names: Names) -> Iterator[Imported]:
    """Give all imports of a text."""
    for node in names.at("import"):
        if node.type == "import_statement":
            yield from _statement(node)
        elif node.type == "import":
            yield from _call(node.parent)
    if names.has("require"):
        for node in names.at("require"):
            call = node.parent if node.type == "identifier" else None
            if call is not None and call.type == "call_expression":
                yield from _call(call)
    for node in names.at("export"):
        if node.type == "export_statement" and (source := node.child_by_field_name("source")) is not None:
            yield from _passed_on(node, module(spelled_key(source)))


def _call(call: Node | None) -> Iterator[Imported]:
    arguments = call.child_by_field_name("arguments") if call is not None else None
    first = arguments.named_child(0) if arguments is not None and arguments.named_child_count else None
    if call is None or first is None:
        return
    if first.type == "template_string" and first.named_child_count == 1:
        first = first.named_child(0)
    if first.type in ("string", "string_fragment"):
        source = module(spelled_key(first))
        yield Imported(local_path(source), source, call)


def _statement(node: Node) -> Iterator[Imported]:
    source = node.child_by_field_name("source")
    clause = next((child for child in node.named_children if child.type.endswith("_clause")), None)
    if clause is not None and clause.type == "import_require_clause":
        yield from _required(clause)
        return
    if source is None:
        return
    path = module(spelled_key(source))
    whole = local_path(path)
    if clause is None:
        yield Imported(path, path, node)
        return
    types = node.child_count > 1 and node.child(1).type in ("type", "typeof")
    for given in clause.named_children:
        if given.type == "identifier":
            yield Imported(whole, path, given, trees.text(given), types)
        elif given.type == "namespace_import" and given.named_child_count:
            name = given.named_child(0)
            yield Imported(whole, path, name, trees.text(name), types)
        elif given.type == "named_imports":
            yield from _named(given, path, types=types)


def _named(group: Node, path: str, *, types: bool) -> Iterator[Imported]:
    for one in group.named_children:
        name = one.child_by_field_name("name")
        alias = one.child_by_field_name("alias") or name
        if name is None or alias is None:
            continue
        member = spelled_key(name)
        only_types = types or one.child(0).type in ("type", "typeof")
        full = local_path(path) if member == "default" else f"{local_path(path)}.{member}"
        yield Imported(full, path, alias, trees.text(alias), only_types)


def _required(clause: Node) -> Iterator[Imported]:
    source, name = clause.child_by_field_name("source"), clause.named_child(0)
    if source is not None:
        path = module(spelled_key(source))
        yield Imported(local_path(path), path, name, trees.text(name))


def _passed_on(node: Node, path: str) -> Iterator[Imported]:
    types = node.child_count > 1 and node.child(1).type == "type"
    clause = next((child for child in node.named_children if child.type == "export_clause"), None)
    if clause is None:
        yield Imported(f"{local_path(path)}.*", path, node, types=types, passed_on=True)
        return
    for one in clause.named_children:
        name = one.child_by_field_name("name")
        if name is not None:
            member = f"{local_path(path)}.{spelled_key(name)}"
            yield Imported(member, path, one, types=types, passed_on=True)
