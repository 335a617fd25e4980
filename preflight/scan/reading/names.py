"""Where each name stands in a text, as nodes of its tree, and which places hold words that tell something.

A reader starts from the few names that matter (imports of a library, what their calls gave) and looks only at
the places where they stand, so a file without such names costs little more than its parse.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from preflight.scan.reading import interest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_NAME = re.compile(rb"[A-Za-z_$\x80-\xff][\w$\x80-\xff]*")
# So many names are looked for one by one; for more, the places of all are found in one pass.
_FEW = 32
# Bytes that go on a name.
_PART = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") | frozenset(
    range(128, 256)
)


class Names:
    """The names of one text. `data` is what was parsed into the tree of `root` (see `trees.clean`)."""

    def __init__(self, data: bytes, root: Node) -> None:
        self.data, self.root = data, root
        self._nodes: dict[str, list[Node]] = {}

    @cached_property
    def _places(self) -> dict[bytes, list[int]]:
        places: dict[bytes, list[int]] = {}
        for found in _NAME.finditer(self.data):
            places.setdefault(found[0], []).append(found.start())
        return places

    def has(self, name: str) -> bool:
        """Whether `name` stands anywhere, in code or not; cheaper than asking where."""
        return name.encode() in self.data

    def at(self, name: str) -> list[Node]:
        """Give the smallest nodes at all places where `name` stands; also those in strings and comments."""
        if not name:  # a node that the parser missed
            return []
        if name not in self._nodes:
            word = name.encode()
            few = len(self._nodes) < _FEW
            places = _places_of(word, self.data) if few else self._places.get(word, ())
            found = (self.node(start, start + len(word)) for start in places)
            self._nodes[name] = [node for node in found if node is not None]
        return self._nodes[name]

    def node(self, start: int, end: int) -> Node | None:
        """Give the smallest node that spans these bytes."""
        return self.root.named_descendant_for_byte_range(start, end)

    def telling(self) -> Iterator[Node]:
        """Give the nodes in which a word stands that can name a host or an address, each once."""
        seen = -1
        for found in interest.pattern().finditer(self.data):
            if found.start() < seen:
                continue
            node = self.node(found.start(), found.end())
            if node is not None:
                seen = node.end_byte
                yield node


def _places_of(word: bytes, data: bytes) -> Iterator[int]:
    size, whole, start = len(word), len(data), data.find(word)
    while start >= 0:
        end = start + size
        if (end == whole or data[end] not in _PART) and (not start or data[start - 1] not in _PART):
            yield start
        start = data.find(word, end)
