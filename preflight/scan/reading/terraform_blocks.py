"""The blocks of a Terraform file: labels, attributes, and what their expressions say where they are literal.

https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading import trees
from preflight.scan.reading.shell_scope import joined
from preflight.scan.source import Known, Name, Opaque

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.source import Value

_WRAPPERS = ("expression", "literal_value", "template_expr", "collection_value", "conditional")
_STRINGS = ("string_lit", "quoted_template", "heredoc_template")
_HOLES = ("template_interpolation", "template_directive")


class Block(NamedTuple):
    """A block: `resource "google_pubsub_topic" "orders" { ... }` has three labels."""

    labels: tuple[str, ...]
    attributes: dict[str, Node]
    node: Node

    @property
    def line(self) -> int:
        """The line where the block starts."""
        return trees.line(self.node)


def block(node: Node) -> Block:
    """Give a block by its node."""
    labels: list[str] = []
    attributes: dict[str, Node] = {}
    for child in node.children:
        if child.type in ("identifier", "string_lit"):
            labels.append(trees.text(child).strip('"'))
        elif child.type == "body":
            for attribute in child.children:
                named = attribute.named_children
                if attribute.type == "attribute" and len(named) > 1:
                    attributes[trees.text(named[0])] = named[-1]
    return Block(tuple(labels), attributes, node)


def unwrapped(node: Node) -> Node:
    """Give the expression inside of what the grammar puts around it."""
    while node.type in _WRAPPERS and len(node.named_children) == 1:
        node = node.named_children[0]
    return node


def value(node: Node) -> Value:
    """Give the value of an expression: a text with its holes, a number, `var.name`, `local.name`."""
    node = unwrapped(node)
    if node.type in _STRINGS:
        return joined(_part(child) for child in node.children)
    if node.type in ("numeric_lit", "bool_lit"):
        return Known(trees.text(node))
    text = trees.text(node)
    if text.startswith(("var.", "local.")) and text.replace(".", "_").isidentifier():
        return Name(text)
    return Opaque()


def _part(node: Node) -> Value:
    if node.type == "template_literal":
        return Known(trees.text(node))
    if node.type in _HOLES:
        inner = next((child for child in node.children if child.type == "expression"), None)
        return value(inner) if inner is not None else Opaque()
    return Known("")


def script(node: Node) -> tuple[str, int]:
    """Give a text for a shell, with `$_` for what Terraform puts in, and the line where it starts."""
    node = unwrapped(node)
    parts = [child for child in node.children if child.type in ("template_literal", *_HOLES)]
    if node.type not in _STRINGS or not parts:
        return "", trees.line(node)
    # Between the parts nothing is lost but line ends, which are kept so that lines stay where they are.
    raw, base = node.text or b"", node.start_byte
    pieces: list[str] = []
    at = parts[0].start_byte
    for part in parts:
        pieces.append(raw[at - base : part.start_byte - base].decode("utf-8", errors="replace"))
        hole = "$_" + "\n" * trees.text(part).count("\n")
        pieces.append(trees.text(part) if part.type == "template_literal" else hole)
        at = part.end_byte
    text = "".join(pieces)
    if node.type != "heredoc_template":
        text = text.replace("\\n", ";").replace('\\"', '"')
    return text.replace("$${", "${"), trees.line(parts[0])


def pairs(node: Node) -> list[tuple[str, Node]]:
    """Give the keys and values of an object that is written out."""
    node = unwrapped(node)
    found: list[tuple[str, Node]] = []
    if node.type == "object":
        for element in node.named_children:
            named = element.named_children
            if element.type == "object_elem" and len(named) > 1:
                found.append((trees.text(named[0]).strip('"'), named[-1]))
    return found


def texts(node: Node) -> list[tuple[str, int]]:
    """Give all texts in an expression that are spelled, with their lines."""
    found = trees.captures("hcl", "(template_literal) @text", node).get("text", [])
    return [
        (trees.text(literal), trees.line(literal))
        for literal in sorted(found, key=lambda each: each.start_byte)
    ]
