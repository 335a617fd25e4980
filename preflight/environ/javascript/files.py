"""Files of JavaScript, parsed, and what names hold in each: texts, the environment, schemas, libraries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tree_sitter import Node

    from preflight.environ.reads import Found

ENVIRONS = {"process.env", "import.meta.env", "Bun.env", "globalThis.process.env", "global.process.env"}
SUFFIXES = {".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascript",
            ".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "tsx"}  # fmt: skip
_WORDS = (
    b"process",
    b"import.meta",
    b"Deno.env",
    b"Bun.env",
    b"env-var",
    b"ConfigService",
    b"convict",
    b"validationSchema",
    b"env",
)
_MINIFIED = 2000


@dataclass
class Wrapper:
    """A function of the code whose parameter is the name of a variable."""

    at: int
    throws: bool
    default: bool
    prefix: str = ""


@dataclass
class File:
    """One file: its tree, and what its names hold."""

    name: str
    root: Node
    constants: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    values: dict[str, Node] = field(default_factory=dict[str, "Node"])
    environs: set[str] = field(default_factory=set[str])
    readers: dict[str, str] = field(default_factory=dict[str, str])


def note_names(file: File) -> None:  # noqa: C901, PLR0912 - one kind a line
    """Note what names of a file hold: texts, lists of texts, the environment, schemas."""
    for node in nodes.each(
        file.root,
        {"variable_declarator", "import_statement", "enum_declaration", "pair", "assignment_expression"},
    ):
        if node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), nodes.bare(node.child_by_field_name("value"))
            if name is None or value is None:
                continue
            if name.type == "identifier":
                key = trees.text(name)
                file.values.setdefault(key, value)
                texts = nodes.texts(value, file.constants)
                if texts:
                    file.constants.setdefault(key, texts)
                if trees.text(value) in ENVIRONS:
                    file.environs.add(key)
                if value.type == "call_expression" and "require" in trees.text(value)[:8]:
                    _imported(file, key, nodes.argument_text(value, 0))
            elif name.type == "object_pattern" and trees.text(value) in (
                "process",
                "require('process')",
                'require("process")',
                "globalThis.process",
                "require('node:process')",
                'require("node:process")',
            ):
                for one in name.named_children:
                    if trees.text(one) == "env":
                        file.environs.add("env")
                    elif one.type == "pair_pattern" and trees.text(one).startswith("env:"):
                        file.environs.add(trees.text(one).partition(":")[2].strip())
            if value.type == "object" and name.type == "identifier":
                _members(file, trees.text(name), value)
        elif node.type == "enum_declaration":
            name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
            for one in body.named_children if body is not None and name is not None else ():
                if one.type == "enum_assignment" and name is not None:
                    key, value = one.named_children[0], one.named_children[-1]
                    if value.type == "string":
                        file.constants[f"{trees.text(name)}.{trees.text(key)}"] = [nodes.string(value)]
        elif node.type == "import_statement":
            source = node.child_by_field_name("source")
            module = nodes.string(source) if source is not None else ""
            for one in nodes.each(node, {"identifier"}):
                if module in ("process", "node:process") and trees.text(one) == "env":
                    alias = one.parent.child_by_field_name("alias") if one.parent is not None else None
                    file.environs.add(trees.text(alias or one))
                else:
                    _imported(file, trees.text(one), module)


def _members(file: File, name: str, value: Node) -> None:
    for one in value.named_children:
        if one.type == "pair":
            key, held = one.child_by_field_name("key"), nodes.bare(one.child_by_field_name("value"))
            if key is not None and held is not None and held.type == "string":
                file.constants[f"{name}.{trees.text(key).strip(chr(34) + chr(39))}"] = [nodes.string(held)]


def _imported(file: File, name: str, module: str) -> None:
    for word, kind in (
        ("env-var", "env-var"),
        ("envalid", "envalid"),
        ("@nestjs/config", "nest"),
        ("convict", "convict"),
        ("@t3-oss/env", "t3"),
    ):
        if module == word or (word.startswith("@t3") and module.startswith(word)):
            file.readers[name] = kind


def parsed(own: Iterable[str], files: Mapping[str, bytes], result: Found) -> list[File]:
    """Parse what may read a variable, and note what names hold."""
    found: list[File] = []
    for file in own:
        language = SUFFIXES.get(file[file.rfind(".") :] if "." in file else "")
        data = files[file]
        if language is None or file.endswith(".d.ts") or not any(word in data for word in _WORDS):
            continue
        if len(data) > 10 * _MINIFIED and (
            ".min." in file or len(data) > _MINIFIED * (data.count(b"\n") + 1)
        ):
            continue
        root = trees.parse(language, data)
        if trees.unwieldy(data, root):
            result.problems.append((file, 1, "it is nested too deeply"))
            continue
        if (line := trees.broken(root)) is not None:
            result.problems.append((file, line, "a syntax error"))
        found.append(File(file, root))
    for one in found:
        note_names(one)
    return found
