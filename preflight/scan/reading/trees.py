"""The tree-sitter grammars, loaded when first asked for: parse text, find nodes by query, say where it broke.

A grammar is imported, and a query compiled, once in a process and only when a file needs it, because
start-up counts. Node access from Python costs about a microsecond each, so readers select with queries and
look at what was selected. Queries:
https://tree-sitter.github.io/tree-sitter/using-parsers/queries/.
Deliberately absent: editing and re-parsing. What tree-sitter is told is UTF-8, with bad bytes replaced.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Language, Node, Parser, Query

# Language -> (module of its grammar, function in it that gives the grammar).
GRAMMARS = {
    "bash": ("tree_sitter_bash", "language"),
    "c_sharp": ("tree_sitter_c_sharp", "language"),
    "containerfile": ("tree_sitter_containerfile", "language"),
    "go": ("tree_sitter_go", "language"),
    "hcl": ("tree_sitter_hcl", "language"),
    "java": ("tree_sitter_java", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "make": ("tree_sitter_make", "language"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
}


@cache
def grammar(language: str) -> Language:
    """Give the grammar of `language`, a key of GRAMMARS."""
    import tree_sitter  # noqa: PLC0415 - start-up counts

    module, function = GRAMMARS[language]
    capsule = cast("Callable[[], object]", getattr(import_module(module), function))()
    return tree_sitter.Language(capsule)


@cache
def _parser(language: str) -> Parser:
    import tree_sitter  # noqa: PLC0415 - start-up counts

    return tree_sitter.Parser(grammar(language))


@cache
def _query(language: str, query: str) -> Query:
    import tree_sitter  # noqa: PLC0415 - start-up counts

    return tree_sitter.Query(grammar(language), query)


def clean(data: bytes) -> bytes:
    """Give `data` as valid UTF-8 without a byte order mark, each bad sequence replaced by U+FFFD."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    return data if data.isascii() else data.decode("utf-8", errors="replace").encode()


def parse(language: str, data: bytes) -> Node:
    """Give the root of the tree of `data`; what does not parse is in it as ERROR and MISSING nodes."""
    return _parser(language).parse(clean(data)).root_node


def captures(language: str, query: str, node: Node) -> dict[str, list[Node]]:
    """Give the nodes below `node` by the names that `query` gives them, each list in the text's order."""
    from tree_sitter import QueryCursor  # noqa: PLC0415 - start-up counts

    return QueryCursor(_query(language, query)).captures(node)


def matches(language: str, query: str, node: Node) -> list[dict[str, list[Node]]]:
    """Give one dict of captures for each place that `query` matches below `node`, in the text's order."""
    from tree_sitter import QueryCursor  # noqa: PLC0415 - start-up counts

    return [found for _, found in QueryCursor(_query(language, query)).matches(node)]


def text(node: Node) -> str:
    """Give the text that `node` spans."""
    return (node.text or b"").decode("utf-8", errors="replace")


def line(node: Node) -> int:
    """Give the line where `node` starts; lines count from 1."""
    return node.start_point[0] + 1


def broken(node: Node) -> int | None:
    """Give the line of the first syntax error below `node`, or nothing where the text parses."""
    if not node.has_error:
        return None
    # Down the children that hold an error: the depth of the tree, not its size.
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return line(node)


_DEEPEST = 1000
_WIDEST = 4000
_NESTS = re.compile(rb"[+\-*/|&?!=.<>~^%]{700}")
_OPERATORS = bytes(set(range(256)) - set(b"+-*/|&?!=.<>~^%,;{}"))
_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))


def unwieldy(data: bytes, root: Node) -> bool:
    """Whether the tree is too deep, or too wide where it is broken: then each look at a node is slow."""
    if too_deep(data, root):
        return True
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error and node.child_count > _WIDEST:
            return True
        waiting += [child for child in node.children if child.has_error] if node.has_error else ()
    return False


def too_deep(data: bytes, root: Node) -> bool:
    """Whether the tree is deeper than people write: then each look at a node costs what the depth is.

    The text is asked first, which is cheap; only where it could be that deep the tree is measured.
    """
    if not _may_nest(data) and not _NESTS.search(data.translate(None, _OPERATORS)):
        return False
    cursor = root.walk()
    while cursor.depth <= _DEEPEST:
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return False
    return True


def _may_nest(data: bytes) -> bool:
    """Whether brackets nest deeply: pairs are taken out from the inside, what is left has no partner."""
    left = data.translate(None, _BRACKETS)
    for _ in range(_DEEPEST // 3):
        fewer = left.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(left):
            break
        left = fewer
    return len(left) > _DEEPEST // 3
