"""What a file of Java, Kotlin or C# tells: its uses, texts, constants and commands, out of one walk.

Deliberately absent: what only one of the languages has (imports, injection, entries); see `jvm` and the
readers.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from preflight.scan.reading.class_scopes import CLASS, FILE, FUNCTION
from preflight.scan.reading.class_values import FORMATS, TEXTS, constant
from preflight.scan.reading.interest import telling, tells
from preflight.scan.reading.methods import UNKNOWN_RECEIVERS
from preflight.scan.reading.shapes import Call, Joint, Listed, Member, Named, New, Spelled
from preflight.scan.reading.trees import line
from preflight.scan.reading.values import clipped, one_of, word
from preflight.scan.source import Command, Env, Joined, Known, Made, Name, OneOf, Text, Use

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from preflight.scan.reading.class_scopes import Place, Scope
    from preflight.scan.reading.class_values import Values
    from preflight.scan.reading.class_walk import Walk
    from preflight.scan.source import Source, Value

_STARTS = frozenset({
    "java.lang.ProcessBuilder", "java.lang.Runtime.getRuntime().exec", "java.lang.ProcessBuilder().command",
    "System.Diagnostics.Process.Start", "System.Diagnostics.ProcessStartInfo",
})  # fmt: skip
_LISTS = frozenset({"of", "asList", "listOf", "arrayOf", "mutableListOf", "arrayListOf"})


class Telling:
    """Fills a Source from a walk. `kept` says which paths are worth a use.

    `unknown` gives the path of a method whose receiver is not known, '' where it tells nothing.
    """

    def __init__(
        self,
        walk: Walk,
        values: Values,
        source: Source,
        kept: Callable[[str], bool],
        unknown: Callable[[str], str] = lambda name: f"?.{name}" if name in UNKNOWN_RECEIVERS else "",
    ) -> None:
        self.walk, self.values, self.source = walk, values, source
        self.kept, self.unknown = kept, unknown
        self.paths = walk.paths

    def tell(self) -> None:
        """Tell all that the three languages have alike."""
        for scope in self.walk.scopes:
            if scope.kind in (CLASS, FILE):
                self._constants(scope)
        for place in self.walk.of("call"):
            self._call(place)
        for place in self.walk.of("mention"):
            self._mention(place)
        for place in self.walk.of("string"):
            self._string(place)

    def _call(self, place: Place) -> None:
        node, scope = place.node, place.scope
        path = self.paths.called(node, scope)
        shape = self.paths.shape(node)
        if place.around is not None and place.around.capture == "annotation":
            return
        if node.id in self.paths.same or (isinstance(shape, Call) and shape.name in self.walk.dialect.keeps):
            return
        if path in _STARTS:
            self._command(place)
        if path and self.kept(path):
            self._use(path, place)
        elif isinstance(shape, Call) and shape.name in FORMATS and shape.of is not None:
            self._filled(shape, place)
        elif isinstance(shape, Call) and shape.of is not None and (unknown := self.unknown(shape.name)):
            self._use(unknown, place)

    def _use(self, path: str, place: Place) -> None:
        shape = self.paths.shape(place.node)
        args, names = self.values.arguments(
            shape.arguments if isinstance(shape, Call | New) else None, place.scope
        )
        if isinstance(shape, New) and shape.fields is not None:
            names |= self.values.arguments(shape.fields, place.scope)[1]
        self.source.uses.append(Use(path, line(place.node), args=args, keywords=names))

    def _mention(self, place: Place) -> None:
        path = self.paths.path(place.node, place.scope)
        if path and self.kept(path):
            self.source.uses.append(Use(path, line(place.node), called=False))

    def _string(self, place: Place) -> None:
        node, scope = place.node, place.scope
        shape = self.paths.shape(node)
        spelled = (
            str(shape.value)
            if isinstance(shape, Spelled)
            else "".join(part for part in shape.parts if isinstance(part, str))
            if isinstance(shape, Joint)
            else ""
        )
        if not telling(spelled):
            return
        node, around = self._outermost(node, place.around)
        if around is not None and "annotation" in (around.capture, around.around and around.around.capture):
            return
        value = self.values.of(node, scope)
        if not tells(value):
            return
        text = Text(clipped(value), line(node), self._into(node, around))
        if not self.source.texts or self.source.texts[-1] != text:  # a sum of two telling texts is told once
            self.source.texts.append(text)

    def _filled(self, call: Call, place: Place) -> None:
        """Tell a text whose template stands elsewhere in the file, as a constant."""
        args = [one for _, one in self.walk.dialect.arguments(call.arguments)] if call.arguments else []
        args = args[1:] if args and self.values.is_culture(args[0]) else args
        template = args[0] if call.name == "Format" or (args and not self._is_text(call)) else call.of
        shape = self.paths.shape(template) if template is not None else None
        if not isinstance(shape, Named | Member):
            return
        value = self.values.of(place.node, place.scope)
        if tells(value):
            node, around = self._outermost(place.node, place.around)
            self.source.texts.append(Text(clipped(value), line(node), self._into(node, around)))

    def _is_text(self, call: Call) -> bool:
        """Whether the method is one of the template's own, and not `String.format(template, …)`."""
        of = self.paths.shape(call.of) if call.of is not None else None
        return call.name == "formatted" or not (isinstance(of, Named) and of.name == "String")

    def _outermost(self, node: Node, around: Place | None) -> tuple[Node, Place | None]:
        while around is not None and self._puts_together(around):
            node, around = around.node, around.around
        return node, around

    def _puts_together(self, place: Place) -> bool:
        if place.capture in ("sum", "string"):
            return True
        if place.capture != "call":
            return False
        shape = self.paths.shape(place.node)
        return isinstance(shape, Call) and shape.name in TEXTS

    def _into(self, node: Node, around: Place | None) -> str:
        if around is None:
            return ""
        if around.capture == "call":
            return self._argument(node, around)
        if around.capture == "variable":
            at = (
                one.name
                for one in self.walk.dialect.declared(around.node)
                if one.value is not None
                and one.value.start_byte <= node.start_byte
                and node.end_byte <= one.value.end_byte
            )
            return f"={next(at, '')}"
        if around.capture != "assign":
            return ""
        pair = self.walk.dialect.assigned(around.node)
        target = self.paths.shape(pair[0]) if pair is not None else None
        name = target.name if isinstance(target, Named | Member) else ""
        if around.around is not None and around.around.capture == "call":
            return f"{self._taker(around.around)}:{name}"
        return f"={name}"

    def _argument(self, node: Node, around: Place) -> str:
        shape = self.paths.shape(around.node)
        given = shape.arguments if isinstance(shape, Call | New) else None
        if given is None or not given.start_byte <= node.start_byte < given.end_byte:
            return ""
        for name, one in self.walk.dialect.arguments(given):
            if name and one.start_byte <= node.start_byte < one.end_byte:
                return f"{self._taker(around)}:{name}"
        return self._taker(around)

    def _taker(self, place: Place) -> str:
        path = self.paths.called(place.node, place.scope)
        if path:
            return path
        shape = self.paths.shape(place.node)
        if isinstance(shape, Call):
            return shape.name if shape.of is None else f"?.{shape.name}"
        return shape.type if isinstance(shape, New) else ""

    def _constants(self, scope: Scope) -> None:
        for name, assigned in scope.assigned.items():
            values = [self.values.of(node, where) for node, where in assigned[:8]]
            values += [scope.given[name]] if name in scope.given else []
            kept = [clipped(one) for one in values if _constant(one)]
            if kept and len(kept) == len(values):
                self.source.constants.setdefault(constant(name, scope), one_of(kept))

    def _command(self, place: Place) -> None:
        shape = self.paths.shape(place.node)
        given = shape.arguments if isinstance(shape, Call | New) else None
        args = [one for _, one in self.walk.dialect.arguments(given)] if given is not None else []
        if isinstance(shape, New) and shape.fields is not None:
            fields = dict(self.walk.dialect.arguments(shape.fields))
            args += [fields[name] for name in ("FileName", "Arguments") if name in fields]
        told = [self._word(one, place.scope) for one in self._spread(args, place.scope)]
        name = shape.name if isinstance(shape, Call) else ""
        if name == "exec" and len(told) == 1:  # Runtime.exec splits one text itself
            told = list(_words(told[0]))
        elif (
            self.walk.dialect.grammar == "c_sharp" and len(told) > 1
        ):  # all that the program gets is one text
            told = [told[0], *_words(told[1])]
        if told and told[0] != "\0":
            self.source.commands.append(Command(tuple(told), line(place.node), _within(place.scope)))

    def _spread(self, nodes: list[Node], scope: Scope) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            shape = self.paths.shape(node)
            known = scope.find(shape.name) if isinstance(shape, Named) else None
            if known is not None and isinstance(shape, Named) and known.assigned.get(shape.name):
                first, where = known.assigned[shape.name][0]
                held = self.paths.shape(first)
                if isinstance(held, Listed | Call):
                    shape, scope = held, where
            if isinstance(shape, Listed):
                found += shape.nodes
            elif isinstance(shape, Call) and shape.name in _LISTS and shape.arguments is not None:
                found += [one for _, one in self.walk.dialect.arguments(shape.arguments)]
            else:
                found.append(node)
        return found

    def _word(self, node: Node, scope: Scope) -> str:
        value = self.values.of(node, scope)
        return word(self.source.constants.get(value.path, value) if isinstance(value, Name) else value)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _within(scope: Scope) -> str:
    around: Scope | None = scope
    while around is not None and not (around.kind == FUNCTION and around.name):
        around = around.parent
    return around.name if around is not None else ""


def _constant(value: Value) -> bool:
    return isinstance(value, Env | Joined | Name | OneOf | Made) or (
        isinstance(value, Known) and isinstance(value.value, str | bool)
    )
