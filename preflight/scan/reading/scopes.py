"""What a name means where it stands: the innermost declaration around it, found for all its places at once.

Shared by the readers that follow names; each says what declares a name in its language. Scopes are nodes of
the tree, so they nest or are apart. A name is known in its whole scope, unless the language says that it is
known from its declaration on (`declarations`): before it, and in it, the name is the outer one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from preflight.scan.reading.names import Names

Span = tuple[int, int]


@dataclass
class Meaning:
    """One variable: the scope that it is known in as bytes, where it is declared, and where else it stands.

    `declared` is empty for a name of the language or the browser, such as `fetch`.
    """

    span: Span
    shared: bool = True
    declared: list[Node] = field(default_factory=list["Node"])
    places: list[Node] = field(default_factory=list["Node"])


class Scopes:
    """The variables of a text by name.

    `naming`: the kinds of nodes that name variables. `declaring` gives the scope that a node declares its
    name in, if it does.
    """

    def __init__(
        self,
        names: Names,
        naming: frozenset[str],
        declaring: Callable[[Node], Node | None],
        declarations: frozenset[str] = frozenset(),
    ) -> None:
        self.names, self._naming, self._declaring = names, naming, declaring
        self._declarations = declarations
        self._whole = names.root.byte_range
        self._meanings: dict[str, dict[int, Meaning]] = {}

    def meaning(self, name: str, node: Node) -> Meaning:
        """Give the variable that `name` is where `node` stands."""
        if name not in self._meanings:
            self._meanings[name] = self._all(name)
        return self._meanings[name].get(node.start_byte) or Meaning(self._whole)

    def find(self, name: str, node: Node) -> Meaning | None:
        """Give the variable that `name` is where `node` stands; nothing if the text does not declare it."""
        found = self.meaning(name, node)
        return found if found.declared else None

    def _all(self, name: str) -> dict[int, Meaning]:
        places = [node for node in self.names.at(name) if node.type in self._naming]
        scopes = [self._declaring(node) for node in places]
        known = {self._whole: Meaning(self._whole)}
        for node, scope in zip(places, scopes, strict=True):
            if scope is not None:
                span = scope.byte_range if scope.parent is not None else self._whole
                known.setdefault(span, Meaning(span, shared=span == self._whole)).declared.append(node)
        # Outer scopes start earlier, or end later: a stack of those that are open gives the innermost.
        waiting = sorted(known.values(), key=lambda one: (one.span[0], -one.span[1]), reverse=True)
        open_: list[Meaning] = []
        found: dict[int, Meaning] = {}
        for node, scope in zip(places, scopes, strict=True):
            start = node.start_byte
            while waiting and waiting[-1].span[0] <= start:
                open_.append(waiting.pop())
                while len(open_) > 1 and open_[-2].span[1] <= open_[-1].span[0]:
                    del open_[-2]
            while len(open_) > 1 and open_[-1].span[1] <= start:
                open_.pop()
            found[start] = innermost = self._known_at(start, open_, declares=scope is not None)
            if scope is None:
                innermost.places.append(node)
        return found

    def _known_at(self, start: int, open_: list[Meaning], *, declares: bool) -> Meaning:
        """Give the innermost of the open scopes that knows its name at `start`."""
        if not open_:
            return Meaning(self._whole)
        if declares or not self._declarations:
            return open_[-1]
        known = (one for one in reversed(open_) if one.shared or self._since(one) <= start)
        return next(known, open_[0])

    def _since(self, meaning: Meaning) -> int:
        return min((self._end(node) for node in meaning.declared), default=0)

    def _end(self, node: Node) -> int:
        above = node.parent
        for _ in range(3):
            if above is None:
                break
            if above.type in self._declarations:
                return above.end_byte
            above = above.parent
        return node.start_byte
