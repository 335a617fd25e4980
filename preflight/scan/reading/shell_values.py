"""What a word of a script means: its quotes taken away, its expansions named.

`${X:-text}` is the environment variable X with a default; `$(which gcloud)` is `gcloud`; what other commands
print is not known.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.shell_scope import joined
from preflight.scan.source import Env, Known, Name, OneOf, Opaque

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.shell_scope import Scope
    from preflight.scan.source import Value

EXPANSIONS = ("simple_expansion", "expansion")
_LITERAL = frozenset({
    "word", "number", "test_operator", "variable_name", "extglob_pattern", "regex", "{", "}", "raw_string",
    "ansi_c_string", "command_substitution",
})  # fmt: skip
_DEEPEST = 20
_ESCAPED = re.compile(r"\\(\n|.)", re.DOTALL)
# A line that goes on stays one here, so that a script in quotes keeps its lines.
_ESCAPED_IN_QUOTES = re.compile(r'\\(["$`\\])')
_DEFAULTS = (":-", "-", ":=", "=")
_FINDS = re.compile(
    r"\$\(\s*(?:which|command\s+-v|type\s+-[pP])\s+([\w.-]+)\s*(?:\|\|[^)]*)?\)|`which\s+([\w.-]+)`"
)


class Values:
    """Reads words. `within`: the function that a node stands in, for its `$1`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.within = ""
        self.positional: set[str] = set()

    def of(self, node: Node, depth: int = 0) -> Value:
        """Give the value of a word."""
        if depth > _DEEPEST:
            return Opaque()
        if node.type in _LITERAL:
            return _literal(node)
        if node.type in ("string", "translated_string"):
            return joined(self._parts(node, depth))
        if node.type == "concatenation":
            return joined(self.of(child, depth + 1) for child in node.children)
        return self._expanded(node, depth)

    def _expanded(self, node: Node, depth: int) -> Value:
        if node.type == "simple_expansion":
            return self._variable(trees.text(node)[1:])
        return self._expansion(node, depth) if node.type == "expansion" else Opaque()

    def _parts(self, node: Node, depth: int) -> Iterator[Value]:
        # The grammar leaves out blanks between expansions, so texts are what lies between them.
        raw, at = node.text or b"", node.start_byte
        start = raw.find(b'"') + 1
        for child in node.named_children:
            if child.type == "string_content":
                continue
            begin, end = child.start_byte - at, child.end_byte - at
            yield _quoted(raw[start:begin])
            yield self.of(child, depth + 1)
            start = end
        yield _quoted(raw[start:].removesuffix(b'"'))

    def _expansion(self, node: Node, depth: int) -> Value:
        named = node.named_children
        if not named or node.children[1].type in ("!", "#"):
            return Opaque()
        variable, operator = named[0], node.children[2].type if len(node.children) > 2 else ""
        name = trees.text(variable)
        if variable.type == "subscript":
            name = name.partition("[")[0]
        if operator in _DEFAULTS:
            default = joined(self.of(part, depth + 1) for part in named[1:])
            known = self._variable(name)
            return Env(name, default) if isinstance(known, Env) else OneOf((known, default))
        if operator in (":+", "+"):
            return Known("")
        if operator in ("}", ":?", "?", "%", "%%"):
            # What is cut from the end of an address does not change whose it is.
            return self._variable(name)
        return Opaque()

    def _variable(self, name: str) -> Value:
        if name.isdigit():
            path = f"{self.within}.{name}"
            self.positional.add(path)
            return Name(path) if self.within else Opaque()
        return self._scope.variable(name) if name.isidentifier() else Opaque()


def _literal(node: Node) -> Value:
    text = trees.text(node)
    match node.type:
        case "raw_string":
            return Known(text[1:-1])
        case "ansi_c_string":
            return Known(_ESCAPED.sub(_plain, text[2:-1]))
        case "command_substitution":
            found = _FINDS.fullmatch(text)
            return Known(found[1] or found[2]) if found else Opaque()
        case _:
            return Known(_ESCAPED.sub(_plain, text))


def array_of(node: Node) -> str:
    """Give the name of the array whose elements a word stands for, `@` for all arguments, else nothing."""
    if node.type == "string":
        named = node.named_children
        if len(named) != 1 or node.end_byte - node.start_byte - 2 != named[0].end_byte - named[0].start_byte:
            return ""
        node = named[0]
    text = trees.text(node)
    if text in ("$@", "$*", "${@}", "${*}", "${@:1}", "${@:2}", "${@:3}"):
        return "@"
    found = re.fullmatch(r"\$\{([A-Za-z_]\w*)\[[@*]\]\}", text)
    return found[1] if found else ""


def splits(node: Node) -> bool:
    """Whether what a word means is split at blanks: an expansion without quotes."""
    return node.type in EXPANSIONS or (
        node.type == "concatenation" and any(child.type in EXPANSIONS for child in node.children)
    )


def _quoted(raw: bytes) -> Known:
    return Known(_ESCAPED_IN_QUOTES.sub(_plain, raw.decode("utf-8", errors="replace")))


def _plain(found: re.Match[str]) -> str:
    return "" if found[1] == "\n" else found[1]
