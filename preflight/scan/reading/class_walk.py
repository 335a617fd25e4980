"""One pass over what the query of a language captured: the scopes of a file, and what stands where in them.

The captures are sorted by where they start, so the place that an open one encloses is found with a stack, in
linear time; asking each node for its parent would cost a way down from the root each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.class_scopes import CLASS, FILE, FUNCTION, Place, Scope
from preflight.scan.reading.shapes import Call, Member, Named, New

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.class_paths import Paths
    from preflight.scan.reading.shapes import Dialect


class Walk:
    """What one file holds, by capture."""

    def __init__(self, dialect: Dialect, root: Node, paths: Paths) -> None:
        self.dialect, self.paths = dialect, paths
        self.file = Scope(FILE)
        self.scopes = [self.file]
        self.places: dict[str, list[Place]] = {}
        self._run(root)

    def of(self, *captures: str) -> list[Place]:
        """Give the places of these captures, in the order of the text."""
        if len(captures) == 1:
            return self.places.get(captures[0], [])
        found = [place for capture in captures for place in self.places.get(capture, ())]
        return sorted(found, key=lambda place: place.node.start_byte)

    def _run(self, root: Node) -> None:
        captured = trees.captures(self.dialect.grammar, self.dialect.query, root)
        ordered = [
            (node.start_byte, -node.end_byte, capture, node)
            for capture, nodes in captured.items()
            for node in nodes
        ]
        ordered.sort(key=lambda one: one[:3])
        open_: list[tuple[int, Place, Scope]] = []
        for start, end, capture, node in ordered:
            while open_ and open_[-1][0] <= start:
                open_.pop()
            around, scope = (open_[-1][1], open_[-1][2]) if open_ else (None, self.file)
            place = Place(node, scope, around, capture)
            self.places.setdefault(capture, []).append(place)
            open_.append((-end, place, self._entered(place)))

    def _entered(self, place: Place) -> Scope:
        handler = _HANDLERS.get(place.capture)
        return handler(self, place) if handler is not None else place.scope

    def scope(self, kind: str, name: str, parent: Scope) -> Scope:
        """Open a scope."""
        inner = Scope(kind, name, parent)
        self.scopes.append(inner)
        return inner


def _type(walk: Walk, place: Place) -> Scope:
    if place.node.type == "companion_object":  # its names are those of the class around it
        return place.scope
    name = walk.dialect.name(place.node)
    inner = walk.scope(CLASS, name, place.scope)
    if name:
        walk.paths.classes.setdefault(name, inner)
    return inner


def _function(walk: Walk, place: Place) -> Scope:
    name = walk.dialect.name(place.node)
    if name:
        place.scope.returns.setdefault(name, walk.dialect.returns(place.node))
    return walk.scope(FUNCTION, name, place.scope)


def _lambda(walk: Walk, place: Place) -> Scope:
    return walk.scope(FUNCTION, "", place.scope)


def _variable(walk: Walk, place: Place) -> Scope:
    for one in walk.dialect.declared(place.node):
        place.scope.declare(one.name, one.type, one.value, place.scope)
        if one.value is not None:
            _expect(walk, one.value, one.type)
    return place.scope


def _expect(walk: Walk, value: Node, kind: str) -> None:
    shape = walk.paths.shape(value) if kind else None
    if isinstance(shape, New) and not shape.type and shape.arguments is not None:
        walk.paths.expected[shape.arguments.id] = kind


def _parameter(walk: Walk, place: Place) -> Scope:
    for one in walk.dialect.declared(place.node):
        place.scope.declare(one.name, one.type, one.value, place.scope)
        place.scope.parameters.add(one.name)
    return place.scope


def _assign(walk: Walk, place: Place) -> Scope:
    pair = walk.dialect.assigned(place.node)
    if pair is None:
        return place.scope
    left, right = pair
    target = walk.paths.shape(left)
    scope: Scope | None = None
    name = ""
    if isinstance(target, Named):
        name = target.name
        scope = place.scope.find(name) or place.scope.owner()
    elif isinstance(target, Member):
        of = walk.paths.shape(target.of)
        if isinstance(of, Named) and of.name == "this":
            name, scope = target.name, place.scope.owner()
    if scope is not None and not _initializes(place):
        scope.assigned.setdefault(name, []).append((right, place.scope))
        _expect(walk, right, scope.types.get(name, ""))
    return place.scope


def _initializes(place: Place) -> bool:
    """Whether an assignment fills a field of what is being made (`new Builder { Endpoint = "…" }`)."""
    return place.around is not None and place.around.capture == "call"


def _alias(walk: Walk, place: Place) -> Scope:
    """Name what a call gives to the function that it is handed to (`client.use { it.publish() }`)."""
    inner = walk.scope(FUNCTION, "", place.scope)
    around = place.around
    if around is None or around.capture != "call":
        return inner
    call = walk.paths.shape(around.node)
    if isinstance(call, Call) and call.of is not None:
        if call.name in ("use", "let", "also"):
            name = next((one.name for one in walk.dialect.declared(place.node)), "it")
            inner.declare(name, "", call.of, place.scope)
        elif call.name in ("apply", "run"):
            inner.receiver = (call.of, place.scope)
    elif isinstance(call, Call) and call.name == "with":
        given = (
            next(iter(walk.dialect.arguments(call.arguments)), None) if call.arguments is not None else None
        )
        if given is not None:
            inner.receiver = (given[1], place.scope)
    return inner


_HANDLERS = {
    "type": _type,
    "function": _function,
    "lambda": _lambda,
    "block": _alias,
    "variable": _variable,
    "parameter": _parameter,
    "assign": _assign,
}
