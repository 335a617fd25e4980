"""What an expression of Java, Kotlin or C# is, as a Value: texts put together, the environment, names, calls.

Deliberately absent: evaluation. Nothing is computed but the joining of texts that are spelled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading.class_scopes import CLASS, FILE, Scope
from preflight.scan.reading.shapes import Call, Choice, Item, Joint, Member, Named, New, Spelled
from preflight.scan.reading.values import OPAQUE, one_of
from preflight.scan.reading.values import joined as all_joined
from preflight.scan.source import Env, Joined, Known, Made, Name, OneOf

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.class_paths import Paths
    from preflight.scan.reading.shapes import Shape
    from preflight.scan.source import Value

_DEPTH = 24
_MOST = 8
_PARTS = 64
_ENVIRONMENT = frozenset({
    "java.lang.System.getenv", "System.Environment.GetEnvironmentVariable", "java.lang.System.getenv().get",
    "java.lang.System.getenv().getOrDefault", "java.lang.System.getenv().getValue",
})  # fmt: skip
# Methods of a configuration (Spring's Environment, .NET's IConfiguration, MicroProfile): the key, a default.
_SETTINGS = frozenset(
    {"GetValue", "getProperty", "getRequiredProperty", "GetConnectionString", "GetRequiredSection"}
)
_CONFIGURATION = re.compile(r"(?i)(config(uration)?|env(ironment)?)$")
# What gives its receiver, or its first argument, as it was but for case and blanks.
_RECEIVER = frozenset({
    "trim", "strip", "toLowerCase", "toUpperCase", "lowercase", "uppercase", "toString", "trimIndent",
    "trimMargin", "intern", "stripIndent", "Trim",
    "TrimEnd", "ToLower", "ToUpper", "ToLowerInvariant", "ToString",
    "orElseThrow", "get", "removeSuffix", "stripTrailing", "toURI",
})  # fmt: skip
_FIRST = frozenset({"ofNullable", "of", "requireNonNull", "valueOf", "checkNotNull", "Parse", "lazy"})
_OR = frozenset({"orElse", "orElseGet", "requireNonNullElse", "ifEmpty", "ifBlank", "firstNonNull"})
FORMATS = frozenset({"format", "Format", "formatted"})
TEXTS = FORMATS | frozenset({"concat", "plus", "resolve", "Concat"})
_PUTS = TEXTS | _FIRST | _OR
_PRINTF = re.compile(r"%(?:(\d+)\$)?[-#+ 0,(]*\d*(?:\.\d+)?([a-zA-Z%])")
_BRACES = re.compile(r"\{\{|\}\}|\{(\d+)(?:,-?\d+)?(?::[^{}]*)?\}")


class Values:
    """The values of one file."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._held: dict[tuple[int, str], Value] = {}

    def of(self, node: Node, scope: Scope, depth: int = 0) -> Value:
        """Give the value of an expression."""
        if depth > _DEPTH:
            return OPAQUE
        shape = self.paths.shape(node)
        if isinstance(shape, Spelled):
            return Known(shape.value)
        if isinstance(shape, Joint):
            return joined([self._part(part, scope, depth) for part in shape.parts[:_PARTS]])
        if isinstance(shape, Choice):
            return self._choice(
                [self.of(one, scope, depth + 1) for one in shape.nodes[:_MOST]], shape.otherwise
            )
        return self._of_thing(node, shape, scope, depth)

    def _of_thing(self, node: Node, shape: Shape, scope: Scope, depth: int) -> Value:
        if isinstance(shape, Named):
            return self._named(shape.name, scope, depth)
        if isinstance(shape, Member):
            return self._member(node, shape, scope, depth)
        if isinstance(shape, Call):
            return self._call(node, shape, scope, depth)
        if isinstance(shape, Item):
            return self._item(shape, scope, depth)
        path = self.paths.called(node, scope) if isinstance(shape, New) else ""
        return Made(path) if path else OPAQUE

    def _part(self, part: str | Node | Named, scope: Scope, depth: int) -> Value:
        if isinstance(part, str):
            return Known(part)
        return (
            self._named(part.name, scope, depth)
            if isinstance(part, Named)
            else self.of(part, scope, depth + 1)
        )

    def arguments(self, node: Node | None, scope: Scope) -> tuple[tuple[Value, ...], dict[str, Value]]:
        """Give the arguments of a call: those by place (the first 8), and those by name."""
        places: list[Value] = []
        names: dict[str, Value] = {}
        for name, one in self.paths.dialect.arguments(node) if node is not None else ():
            if name:
                names[name] = self.of(one, scope)
            elif len(places) < _MOST:
                places.append(self.of(one, scope))
        return tuple(places), names

    def _choice(self, values: list[Value], otherwise: bool) -> Value:  # noqa: FBT001 - as the shape has it
        first = values[0] if values else OPAQUE
        if otherwise and len(values) > 1 and values[1] == OPAQUE:  # `?: throw …`
            return first
        if otherwise and isinstance(first, Env) and first.default is None and len(values) > 1:
            return Env(first.name, values[1])
        return one_of(values) if values else OPAQUE

    def _named(self, name: str, scope: Scope, depth: int) -> Value:
        known = scope.find(name)
        if known is None:
            path = "" if name in self.paths.classes else self.paths.outer(name)
            return Name(path) if path and path[0].isalpha() else OPAQUE
        return self._known(name, known, depth)

    def _known(self, name: str, known: Scope, depth: int) -> Value:
        if name in known.given:
            return known.given[name]
        if known.kind in (CLASS, FILE) and known.assigned.get(name):
            return Name(constant(name, known))
        key = (id(known), name)
        if key not in self._held:
            self._held[key] = OPAQUE  # so that circles end
            values = [self.of(node, scope, depth + 4) for node, scope in known.assigned.get(name, ())[:_MOST]]
            if name in known.parameters:
                values.append(OPAQUE)
            self._held[key] = one_of(values) if values else OPAQUE
        return self._held[key]

    def _member(self, node: Node, shape: Member, scope: Scope, depth: int) -> Value:
        of = self.paths.shape(shape.of)
        if isinstance(of, Named) and scope.find(of.name) is None:
            owner = scope.owner() if of.name == "this" else self.paths.classes.get(of.name)
            if owner is not None:
                return self._known(shape.name, owner, depth) if owner.knows(shape.name) else OPAQUE
        path = self.paths.path(node, scope)
        return Name(path) if path else OPAQUE

    def _item(self, shape: Item, scope: Scope, depth: int) -> Value:
        key = self.of(shape.key, scope, depth + 1) if shape.key is not None else OPAQUE
        if isinstance(key, Known) and isinstance(key.value, str):
            of = self.paths.shape(shape.of)
            name = of.name if isinstance(of, Named | Member) else ""
            path = self.paths.path(shape.of, scope)
            if _CONFIGURATION.search(name) or path == "java.lang.System.getenv()":
                return Env(key.value)
        return OPAQUE

    def _call(self, node: Node, shape: Call, scope: Scope, depth: int) -> Value:
        dialect, name = self.paths.dialect, shape.name
        args = (
            [one for _, one in dialect.arguments(shape.arguments)[:_MOST]]
            if shape.arguments is not None
            else []
        )
        path = self.paths.called(node, scope)
        if name in FORMATS and (made := self.formatted(shape, args, scope, depth)) is not None:
            return made
        if args and (path in _ENVIRONMENT or (name in _SETTINGS and self._configures(shape))):
            return self._environment(args, scope, depth)
        if name in _RECEIVER and shape.of is not None and not (name == "get" and args):
            inner = self.of(shape.of, scope, depth + 1)
            if isinstance(inner, Env | Known | Joined | OneOf):
                return inner
        if name in _PUTS:
            put = self._put_together(shape, [self.of(one, scope, depth + 1) for one in args], scope, depth)
            if put is not None:
                return put
        return Made(path) if path else OPAQUE

    def _configures(self, shape: Call) -> bool:
        of = self.paths.shape(shape.of) if shape.of is not None else None
        return isinstance(of, Named | Member) and _CONFIGURATION.search(of.name) is not None

    def _environment(self, args: list[Node], scope: Scope, depth: int) -> Value:
        key = self.of(args[0], scope, depth + 1)
        default = self.of(args[1], scope, depth + 1) if len(args) > 1 else None
        if isinstance(key, Name):  # `System.getenv(PROJECT)` with a constant of this file
            key = self._constant(key.path, scope, depth)
        return Env(key.value, default) if isinstance(key, Known) and isinstance(key.value, str) else OPAQUE

    def _constant(self, path: str, scope: Scope, depth: int) -> Value:
        owner, _, name = path.rpartition(".")
        known = scope.find(name) or self.paths.classes.get(owner)
        values = known.assigned.get(name, ()) if known is not None else ()
        return self.of(*values[0], depth + 4) if len(values) == 1 else OPAQUE

    def _put_together(self, shape: Call, values: list[Value], scope: Scope, depth: int) -> Value | None:
        """Give the text that a call puts together, or nothing if it does no such thing."""
        name = shape.name
        left = self.of(shape.of, scope, depth + 1) if shape.of is not None else OPAQUE
        if name == "Concat" and values:
            return joined(values)
        if name in TEXTS and isinstance(left, Known | Joined | Env | Name):
            return joined([left, *values])
        return self._or_else(name, left, values)

    def formatted(self, shape: Call, args: list[Node], scope: Scope, depth: int = 0) -> Value | None:
        """Give a template with its holes filled, or nothing where a call of that name fills none."""
        own = self._template(shape.of, scope, depth) if shape.of is not None else OPAQUE
        if shape.name != "Format" and isinstance(
            own, Known | Joined
        ):  # "…".formatted(…), Kotlin's "…".format(…)
            return filled(own, _PRINTF, [self.of(one, scope, depth + 1) for one in args])
        args = args[1:] if args and self.is_culture(args[0]) else args
        if shape.name == "formatted" or not args:
            return None
        template = self._template(args[0], scope, depth)
        values = [self.of(one, scope, depth + 1) for one in args[1:]]
        return filled(template, _PRINTF if shape.name == "format" else _BRACES, values)

    def is_culture(self, node: Node) -> bool:
        """Whether an argument says how numbers are written, before the template."""
        shape = self.paths.shape(node)
        of = self.paths.shape(shape.of) if isinstance(shape, Member) else None
        return isinstance(of, Named) and of.name in ("Locale", "CultureInfo")

    def _template(self, node: Node, scope: Scope, depth: int) -> Value:
        """Give a text that has holes; a constant of the file stands for what it is assigned."""
        value = self.of(node, scope, depth + 1)
        return self._constant(value.path, scope, depth) if isinstance(value, Name) else value

    def _or_else(self, name: str, left: Value, values: list[Value]) -> Value | None:
        if name in _OR and values:
            first = left if len(values) == 1 else values[0]
            if isinstance(first, Env | Known | Joined | OneOf):
                return self._choice([first, values[-1]], otherwise=True)
        if name in _FIRST and len(values) == 1 and isinstance(values[0], Env | Joined | OneOf):
            return values[0]
        return None


def joined(parts: list[Value]) -> Value:
    """Join texts; of very many parts only the first are kept."""
    value = all_joined(parts)
    return (
        Joined((*value.parts[:_PARTS], OPAQUE))
        if isinstance(value, Joined) and len(value.parts) > _PARTS
        else value
    )


def constant(name: str, scope: Scope) -> str:
    """Give the name that a constant has in `Source.constants`."""
    return f"{scope.name}.{name}" if scope.kind == CLASS and scope.name else name


def filled(template: Value, holes: re.Pattern[str], values: list[Value]) -> Value:
    """Put values into the holes of a template: `%s`, `%1$s`, `{0}`."""
    if not (isinstance(template, Known) and isinstance(template.value, str)):
        return template if isinstance(template, Joined) else OPAQUE
    parts: list[Value] = []
    at, number = 0, 0
    for hole in holes.finditer(template.value):
        parts.append(Known(template.value[at : hole.start()]))
        at = hole.end()
        if hole[0] in ("%%", "%n", "{{", "}}"):
            parts.append(Known({"%n": "\n"}.get(hole[0], hole[0][0])))
            continue
        index = int(hole[1]) - (hole[0][0] == "%") if hole[1] else number
        number += not hole[1]
        parts.append(values[index] if 0 <= index < len(values) else OPAQUE)
    return joined([*parts, Known(template.value[at:])])
