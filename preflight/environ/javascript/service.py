"""All files of a service together: what they share, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import javascript_nodes as nodes
from preflight.environ.javascript.files import ENVIRONS
from preflight.environ.reads import Dynamic, Read
from preflight.scan.reading import trees

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.environ.javascript.files import File, Wrapper
    from preflight.environ.reads import Found


class Service:
    """The files of a service, and what they have in common."""

    def __init__(self, files: list[File], result: Found) -> None:
        self.files, self.result = files, result
        self.wrappers: dict[str, Wrapper] = {}
        self.fields: set[str] = set()
        self.constants: dict[str, list[str]] = {}
        self.values: dict[str, tuple[File, Node]] = {}
        self.throwing: set[str] = set()
        for file in files:
            for name, texts in file.constants.items():
                self.constants.setdefault(name, texts)
            for name, node in file.values.items():
                self.values.setdefault(name, (file, node))

    def is_environ(self, node: Node | None, file: File) -> bool:
        """Say whether an expression is the whole environment."""
        node = nodes.bare(node)
        if node is None:
            return False
        text = (
            trees.text(node).replace("?.", ".").replace(" ", "")
            if node.end_byte - node.start_byte < 80
            else ""
        )
        if text in ENVIRONS or (text.removeprefix("this.") in self.fields and text.startswith("this.")):
            return True
        return node.type == "identifier" and text in file.environs and not nodes.is_parameter(node, text)

    def add(self, file: File, node: Node, name: str, *, required: bool, default: str | None = None) -> None:
        """Note a read."""
        if name and (name.replace("_", "").isalnum()):
            self.result.reads.append(Read(name, required, file.name, trees.line(node), default))

    def dynamic(self, file: File, node: Node, detail: str, *, whole: bool = False) -> None:
        """Note a read whose name the code does not tell."""
        one = Dynamic(file.name, trees.line(node), detail, whole)
        if one not in self.result.dynamic:
            self.result.dynamic.append(one)
