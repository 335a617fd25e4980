"""The words of a command after expansion: each way the script's variables allow, within a bound.

An expansion without quotes is split at blanks and vanishes when it is empty; an array gives its elements.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.command_lines import Word
from preflight.scan.reading.shell_scope import MOST, UNKNOWN
from preflight.scan.reading.shell_values import array_of, splits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from preflight.scan.reading.shell_scope import Scope
    from preflight.scan.reading.shell_values import Values

# An option of a program behind its arguments tells little, so only the first words are tried in every way.
_TELLING = 8
_MOST_WORDS = 400


def expanded(nodes: Iterable[Node], values: Values, scope: Scope) -> list[tuple[Word, ...]]:
    """Give the words that `nodes` stand for, in each way that they can be."""
    rows: list[tuple[Word, ...]] = [()]
    for at, node in enumerate(islice(nodes, _MOST_WORDS)):
        ways = _ways(node, values, scope)
        if at >= _TELLING:
            ways = ways[:1]
        rows = [(*row, *way) for row in rows for way in ways][:MOST]
    return rows


def _ways(node: Node, values: Values, scope: Scope) -> list[tuple[Word, ...]]:
    line = trees.line(node)
    name = array_of(node) if node.type in ("string", "expansion", "simple_expansion") else ""
    if name == "@":
        return [(Word(UNKNOWN, line),)]
    if name and name in scope.arrays:
        return [tuple(Word(scope.texts(value)[0], line) for value in scope.arrays[name][:MOST])]
    texts = scope.texts(values.of(node))
    if splits(node):
        return [tuple(Word(part, line) for part in text.split()) for text in texts]
    return [(Word(text, line),) for text in texts]
