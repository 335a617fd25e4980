"""What an expression can be, as far as it matters to the environment: data, and nothing is computed here.

`because`: numbers of the reads whose missing variable makes the value what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

MOST = 24
Reason = frozenset[int]
NONE: Reason = frozenset()


@dataclass(frozen=True)
class Const:
    """A text, number, switch or None that is spelled, or that stands for a missing variable."""

    value: str | bytes | int | float | bool | None
    because: Reason = NONE


@dataclass(frozen=True)
class Environ:
    """The environment. `prefix`: what a reader puts before every name; `reader`: how it is asked."""

    prefix: str = ""
    reader: str = "os.environ"
    defaults: tuple[str, ...] = ()
    """Names for which the reader itself has a default."""


@dataclass(frozen=True)
class Lib:
    """Something outside of the code, by its path: `os.path`, `click.option()`."""

    path: str
    because: Reason = NONE


@dataclass(frozen=True)
class Hole:
    """What a caller gives that nobody has seen: a parameter, or what is made from one."""

    because: Reason = NONE


@dataclass(frozen=True)
class Unknown:
    """Any value. `because` is what it was made from."""

    because: Reason = NONE


@dataclass(frozen=True)
class Method:
    """A member of a value that is no object of the code: `os.environ.get`, `"text".upper`."""

    of: Value
    name: str


@dataclass(frozen=True)
class Items:
    """A list, tuple or set that is spelled; `because` belongs to its members, each for itself."""

    values: tuple[Value, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Table:
    """A dict that is spelled, as far as its keys are texts; `whole`: no other key is in it."""

    values: tuple[tuple[str, Value], ...]
    whole: bool = True


@dataclass(frozen=True)
class OneOf:
    """One of several."""

    values: tuple[Value, ...]


@dataclass(eq=False)
class Scope:
    """Names and what they hold; `above` is asked for the rest. `file` is where it is written."""

    file: str
    above: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict[str, "Value"])

    def find(self, name: str) -> Value | None:
        """Give what a name holds, or None if nobody says."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.above
        return None

    def holder(self, name: str) -> Scope:
        """Give the scope in which a name is held, which an inner one may change without assigning it."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.above
        return scope or self


@dataclass(eq=False)
class Function:
    """A function of the code, where it was made, and the object that it is a method of."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    bound: Value | None = None
    owner: Class | None = None


@dataclass(eq=False)
class Class:
    """A class of the code: its bases, and what its body makes of names."""

    node: ast.ClassDef
    scope: Scope
    bases: tuple[Value, ...]
    names: dict[str, Value] = field(default_factory=dict[str, "Value"])


@dataclass(eq=False)
class Object:
    """What calling a class of the code gives, or a thing that is only itself (`object()`, `...`).

    `mark`: what it is the same as, where it stands for a missing variable.
    """

    of: Class | None
    fields: dict[str, Value] = field(default_factory=dict[str, "Value"])
    mark: Object | None = None
    because: Reason = NONE

    @property
    def itself(self) -> Object:
        """What it is the same as."""
        return self.mark or self


@dataclass(eq=False)
class Module:
    """A file of the code, by what its body makes of names."""

    scope: Scope


Value = (
    Const
    | Environ
    | Lib
    | Hole
    | Unknown
    | Method
    | Items
    | Table
    | OneOf
    | Function
    | Class
    | Object
    | Module
)


ELLIPSIS = Object(None)


def one_of(values: Iterable[Value]) -> Value:
    """Give the choice between values, each once."""
    flat: list[Value] = []
    for value in values:
        for one in value.values if isinstance(value, OneOf) else (value,):
            if one not in flat and len(flat) < MOST:
                flat.append(one)
    if not flat:
        return Unknown()
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat))


def choices(value: Value) -> tuple[Value, ...]:
    """Give each of the things that a value can be."""
    return value.values if isinstance(value, OneOf) else (value,)


def reason(value: Value) -> Reason:
    """Give the reads that made a value what it is."""
    if isinstance(value, Const | Lib | Hole | Unknown | Object):
        return value.because
    if isinstance(value, OneOf):
        return frozenset(one for inner in value.values for one in reason(inner))
    if isinstance(value, Items):
        return frozenset(one for inner in value.reasons for one in inner)
    return NONE


def made_from(values: Iterable[Value]) -> Value:
    """Give a value that nobody knows but by what it was made from; open to callers if any of it is."""
    kept = list(values)
    because = frozenset(one for value in kept for one in reason(value))
    is_open = any(isinstance(one, Hole) for value in kept for one in choices(value))
    return Hole(because) if is_open else Unknown(because)
