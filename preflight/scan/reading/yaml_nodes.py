"""The nodes of a YAML document, and what stands under which keys.

Deliberately absent: what a value without quotes means (a number, a date); every scalar is its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# How many mappings of a document are looked at: aliases can make few lines into very many.
_MOST = 200_000


class Scalar(NamedTuple):
    """A text; `line` is where its content starts."""

    text: str
    line: int


class Mapping(NamedTuple):
    """Keys that are texts, in order, with their values."""

    fields: dict[str, Node]
    line: int


class Sequence(NamedTuple):
    """Values in order."""

    items: list[Node]
    line: int


Node = Scalar | Mapping | Sequence
NOTHING = Scalar("", 0)


def at(node: Node | None, *keys: str) -> Node | None:
    """Give what stands under `keys`, one in the other, or nothing."""
    for key in keys:
        node = node.fields.get(key) if isinstance(node, Mapping) else None
    return node


def text(node: Node | None, *keys: str) -> str:
    """Give the text that stands under `keys`, or the empty text."""
    found = at(node, *keys)
    return found.text if isinstance(found, Scalar) else ""


def items(node: Node | None, *keys: str) -> list[Node]:
    """Give the values of the sequence under `keys`; a text or mapping alone is the only one."""
    found = at(node, *keys)
    if isinstance(found, Sequence):
        return found.items
    return [] if found is None or found == NOTHING else [found]


def scalars(node: Node | None, *keys: str) -> list[Scalar]:
    """Give the texts of the sequence under `keys`; sequences in it are taken as if written out."""
    found: list[Scalar] = []
    for item in items(node, *keys):
        if isinstance(item, Scalar):
            found.append(item)
        elif isinstance(item, Sequence):
            found.extend(inner for inner in item.items if isinstance(inner, Scalar))
    return found


def mappings(node: Node) -> Iterator[tuple[tuple[str, ...], Mapping]]:
    """Give every mapping in `node`, outer ones first, with the keys that lead there."""
    waiting: list[tuple[tuple[str, ...], Node]] = [((), node)]
    for _ in range(_MOST):
        if not waiting:
            return
        path, inner = waiting.pop()
        if isinstance(inner, Mapping):
            yield path, inner
            waiting.extend(
                ((*path, key), value)
                for key, value in reversed(inner.fields.items())
                if not isinstance(value, Scalar)
            )
        elif isinstance(inner, Sequence):
            waiting.extend((path, value) for value in reversed(inner.items) if not isinstance(value, Scalar))
