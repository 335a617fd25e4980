"""What make puts for the variables of a Makefile, before a shell sees the line.

A variable that the file does not set is one of the environment's or of the command line: it becomes
`${NAME}` for the shell. `$(shell ...)` becomes `$(...)`, `$$` becomes `$`. Deliberately absent: functions of
make on texts (`$(foreach ...)`, `$(patsubst ...)`), which become `$_`, a value that is not known.

https://www.gnu.org/software/make/manual/html_node/Reference.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

UNKNOWN = "$_"
# Signs that stand for parentheses while the grammar reads, and back.
_SHELL = b"$(shell "
_OPENING, _CLOSING, _DOLLAR = b"()$"
_MASK = (1, 2)
_UNMASKED = {1: "(", 2: ")"}
_UNKNOWN = ("automatic_variable", "substitution_reference")
_DEEPEST = 12
_LONGEST = 2000
# How much text variables may put in altogether: each that holds the one before it makes a long file too long.
_MOST = 400_000


class Variables:
    """Variables of a Makefile: each is what is assigned last, expanded when it is used."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.defined: dict[str, str] = {}
        self._depth = 0
        self._left = _MOST
        self._known: dict[str, str] = {}

    def expanded(self, node: Node, target: str, arguments: tuple[str, ...] = ()) -> str:
        """Give the text of `node` with what its variables stand for; its lines stay lines."""
        pieces: list[str] = []
        raw, base = node.text or b"", node.start_byte
        start = 0
        for child in node.named_children:
            meant = self._meant(child, target, arguments)
            if meant is None:
                continue
            pieces.append(_decoded(raw[start : child.start_byte - base]))
            pieces.append(meant)
            start = child.end_byte - base
        pieces.append(_decoded(raw[start:]))
        return "".join(pieces)

    def _meant(self, node: Node, target: str, arguments: tuple[str, ...]) -> str | None:
        kind, text = node.type, trees.text(node)
        if kind == "variable_reference":
            return self._variable(text[2:-1], arguments)
        if kind == "function_call":
            return self._call(node, target)
        if kind == "shell_function":
            command = next((child for child in node.named_children if child.type == "shell_command"), None)
            return f"$({self.expanded(command, target, arguments)})" if command is not None else UNKNOWN
        known = {"$$": "$", "$@": target, "$(@)": target}
        return known.get(text, None if kind not in _UNKNOWN else UNKNOWN)

    def _variable(self, name: str, arguments: tuple[str, ...]) -> str:
        if name.isdigit():
            return arguments[int(name) - 1] if 0 < int(name) <= len(arguments) else ""
        known = self._known.get(name)
        if known is not None:
            self._left -= len(known)
            return known if self._left > 0 else UNKNOWN
        node = self.nodes.get(name)
        if node is None:
            return f"${{{name}}}" if name.isidentifier() else UNKNOWN
        if self._depth >= _DEEPEST:
            return UNKNOWN
        self._known[name] = UNKNOWN
        text = self._deeper(lambda: self.expanded(node, ""))
        self._known[name] = " ".join(text.replace("\\\n", " ").split())[:_LONGEST]
        return self._known[name]

    def _call(self, node: Node, target: str) -> str:
        words = trees.text(node)[2:-1].split(None, 1)
        if len(words) < 2 or words[0] != "call":
            return UNKNOWN
        name, *arguments = (part.strip() for part in words[1].split(","))
        body = self.defined.get(name)
        if body is None or self._depth >= _DEEPEST:
            return UNKNOWN
        root = trees.parse("make", b"x:\n" + body.encode("utf-8", errors="replace"))
        lines = trees.captures("make", "(shell_text) @text", root).get("text", [])
        given = tuple(self._argument(argument) for argument in arguments)
        lines.sort(key=lambda line: line.start_byte)
        texts = [self._deeper(lambda line=line: self.expanded(line, target, given)) for line in lines]
        return "; ".join(text.replace("\\\n", " ") for text in texts)[:_LONGEST]

    def _argument(self, text: str) -> str:
        root = trees.parse("make", b"x:\n\t" + text.encode("utf-8", errors="replace") + b"\n")
        lines = trees.captures("make", "(shell_text) @text", root).get("text", [])
        return self._deeper(lambda: self.expanded(lines[0], "")) if lines else text

    def _deeper(self, give: Callable[[], str]) -> str:
        self._depth += 1
        try:
            return give()
        finally:
            self._depth -= 1


def masked(data: bytes) -> bytes:
    """Give a Makefile with the parentheses in `$(shell ...)` masked, which its grammar does not pair."""
    found = bytearray(data)
    start = data.find(_SHELL)
    while start >= 0:
        end, open_at = min(len(data), start + _LONGEST), list[int]()
        at = start + 1
        while at < end and (open_at or at == start + 1):
            if data[at] == _OPENING:
                open_at.append(at)
            elif data[at] == _CLOSING:
                opened = open_at.pop()
                if open_at and data[opened - 1] != _DOLLAR:
                    found[opened], found[at] = _MASK
            at += 1
        start = data.find(_SHELL, at)
    return bytes(found)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace").translate(_UNMASKED)
