"""What of a file its grammar could not make out, told where it could matter; and templates, filled in.

Grammars have gaps: a corner of the language that they do not know is an error to them and costs nothing as
long as nothing of Google's stands in it. A template (Helm, Jinja, Go) is read with its holes filled.

https://tree-sitter.github.io/tree-sitter/using-parsers/queries/1-syntax.html#the-error-node
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

# What is told of a tree in which each look at a node would be slow.
UNWIELDY = "nested too deeply, or too broken, to be read"
_TELLING = re.compile(r"googleapis|google|\.firebaseio\.com|run\.app|gs:|\b(gcloud|gsutil|bq|firebase)\b")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_HOLE_ALONE = re.compile(r"^[ \t]*(\{\{.*\}\}|\{%.*%\})[ \t]*$", re.MULTILINE)
_HOLE = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}")


def matters(text: str) -> bool:
    """Whether a text mentions anything of Google's."""
    return _TELLING.search(text) is not None


def first(language: str, root: Node, what: str, base: int = 0) -> list[str]:
    """Give the problem of the first place that is no `what` and mentions Google, if there is one.

    `base`: how many lines stand before the text in its file.
    """
    if not root.has_error:
        return []
    errors = trees.captures(language, "(ERROR) @error", root).get("error", [])
    lines = [trees.line(node) for node in errors if matters(trees.text(node))]
    if root.is_error and not lines and matters(trees.text(root)):
        lines = [trees.line(root)]
    return [f"line {min(lines) + base}: this is no {what}"] if lines else []


def lost(language: str, root: Node, imports: re.Pattern[str], names: Iterable[str]) -> list[str]:
    """Give the problem of the first place of a program that could not be read and may have led to Google.

    Its lines mention Google, or one of the `names` that hold something of Google's, or may hold an import.
    """
    if not root.has_error:
        return []
    given, rows = frozenset(names), trees.text(root).split("\n")
    above = root.start_point[0]
    errors = trees.captures(language, "(ERROR) @error", root).get("error", [])
    lines = [
        trees.line(node)
        for node in errors
        if _may_lead(
            "\n".join(rows[node.start_point[0] - above : node.end_point[0] - above + 1]), imports, given
        )
    ]
    if root.is_error and not lines and _may_lead(trees.text(root), imports, given):
        lines = [trees.line(root)]
    return [f"line {min(lines)}: does not parse, the rest was read"] if lines else []


def _may_lead(text: str, imports: re.Pattern[str], names: frozenset[str]) -> bool:
    if matters(text) or imports.search(text):
        return True
    return bool(names) and not names.isdisjoint(_WORD.findall(text))


def filled(text: str) -> str:
    """Give a template with its holes filled; lines stay where they are."""
    if "{{" not in text and "{%" not in text:
        return text
    return _HOLE.sub("hole", _HOLE_ALONE.sub("", text))
