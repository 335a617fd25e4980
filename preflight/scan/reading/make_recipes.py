"""The recipes of a Makefile as scripts: each line where it stands, with what make put in for its variables.

https://www.gnu.org/software/make/manual/html_node/Recipes.html
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading import trees

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from preflight.scan.reading.make_variables import Variables

# How make itself runs a line: without showing it, whatever it answers, even if it is only told.
_RUNNING = "@+- "
_GOES_ON = "\\\n"


class Recipe(NamedTuple):
    """The script of a target; `line` is that of its first line."""

    target: str
    line: int
    text: str


class Rules:
    """The rules of a file, by where they stand: asking a node for what it is in is slow in a long file."""

    def __init__(self, rules: list[Node]) -> None:
        self._rules = rules
        self._starts = [rule.start_byte for rule in rules]

    def at(self, node: Node) -> int | None:
        """Give the number of the rule that `node` stands in."""
        at = bisect_right(self._starts, node.start_byte) - 1
        return at if at >= 0 and node.start_byte < self._rules[at].end_byte else None

    def target(self, at: int | None) -> str:
        """Give the first target of a rule."""
        if at is None:
            return ""
        targets = next((child for child in self._rules[at].children if child.type == "targets"), None)
        names = trees.text(targets).split() if targets is not None else []
        return names[0] if names else ""


def recipes(texts: list[Node], rules: Rules, variables: Variables) -> Iterator[Recipe]:
    """Give the recipe of each rule. `texts`: the pieces of recipes, in order."""
    at: int | None = None
    target, first, line, pieces = "", 0, 0, list[str]()
    for node in texts:
        rule = rules.at(node)
        if pieces and (rule is None or rule != at):
            yield Recipe(target, first, "".join(pieces))
            pieces = []
        if not pieces:
            at, target, first, line = rule, rules.target(rule), trees.line(node), trees.line(node)
        text = variables.expanded(node, target)
        goes_on = bool(pieces) and pieces[-1].endswith(_GOES_ON)
        # What a variable put in has no lines of its own, so lines are counted as in the file.
        pieces.append("\n" * (trees.line(node) - line))
        pieces.append(text if goes_on else text.lstrip(_RUNNING))
        line = trees.line(node) + text.count("\n")
    if pieces:
        yield Recipe(target, first, "".join(pieces))
