"""What the variables of a script can be: each by all that the script assigns to it, wherever that stands.

A variable that the script never assigns is the environment's. Texts are bounded in number and length, so that
a script that doubles a variable in each line costs no more than one that does not.

Deliberately absent: order, scopes of functions, and what commands print.
https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_05
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from preflight.scan.source import Env, Joined, Known, Name, OneOf, Opaque

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preflight.scan.source import Value

UNKNOWN = "\x00"
MOST = 32
LONGEST = 4000
_DEEPEST = 60


class Scope:
    """Variables by name. `foreign`: names that are not assigned belong to the code around (a notebook's)."""

    def __init__(self, *, foreign: bool = False) -> None:
        self.assigned: set[str] = set()
        self.values: dict[str, list[Value]] = {}
        self.arrays: dict[str, list[Value]] = {}
        # What the functions and aliases of the script put before their arguments, as words.
        self.wrappers: dict[str, tuple[str, ...]] = {}
        # Another file is read in, whose variables are this script's.
        self.sourcing = foreign
        self._known: dict[str, tuple[str, ...]] = {}
        self._depth = 0

    def set(self, name: str, value: Value) -> None:
        """Add a value that `name` can have."""
        self.assigned.add(name)
        values = self.values.setdefault(name, [])
        if len(values) < MOST and value not in values:
            values.append(value)
            self._known.clear()

    def extend(self, name: str, values: Iterable[Value]) -> None:
        """Add elements to the array `name`."""
        self.assigned.add(name)
        self.arrays.setdefault(name, []).extend(values)
        self._known.clear()

    def variable(self, name: str) -> Value:
        """Give what `$name` means."""
        return Name(name) if name in self.assigned or self.sourcing else Env(name)

    def constants(self) -> dict[str, Value]:
        """Give each variable with what any assignment gives it."""
        return {name: one_of(values) for name, values in self.values.items()}

    def texts(self, value: Value) -> tuple[str, ...]:
        r"""Give what `value` can be, with `\x00` for a part that is not known; at least one text."""
        match value:
            case Known():
                return (spelled(value)[:LONGEST],)
            case Name():
                return self._of_name(value.path)
            case Env():
                return (UNKNOWN,) if value.default is None else self.texts(value.default)
            case Joined():
                parts = (self.texts(part) for part in value.parts)
                return _distinct("".join(texts)[:LONGEST] for texts in islice(product(*parts), MOST))
            case OneOf():
                return _distinct(text for choice in value.values for text in self.texts(choice))
            case _:
                return (UNKNOWN,)

    def _of_name(self, name: str) -> tuple[str, ...]:
        known = self._known.get(name)
        if known is not None:
            return known
        values = self.values.get(name) or self.arrays.get(name, [])[:1]
        if not values or self._depth > _DEEPEST:
            return (UNKNOWN,)
        self._depth += 1
        texts: tuple[str, ...] = ()
        for value in values:
            # What `X="$X more"` takes for X is what was found of it so far.
            self._known[name] = texts or (UNKNOWN,)
            texts = _distinct((*texts, *self.texts(value)))
        self._known[name] = texts
        self._depth -= 1
        return texts


def one_of(values: Iterable[Value]) -> Value:
    """Give one value for several."""
    distinct = tuple(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else OneOf(distinct)


def joined(parts: Iterable[Value]) -> Value:
    """Give the values one after the other, texts that follow each other as one."""
    together: list[Value] = []
    for part in parts:
        if part == Known(""):
            continue
        last = together[-1] if together else None
        if isinstance(part, Known) and isinstance(last, Known):
            together[-1] = Known(f"{last.value}{part.value}")
        else:
            together.append(part)
    if not together:
        return Known("")
    return together[0] if len(together) == 1 else Joined(tuple(together))


def of_text(text: str) -> Value:
    r"""Give the value of a text that may hold `\x00` for what is not known."""
    pieces = text.split(UNKNOWN)
    parts: list[Value] = [Known(pieces[0])] if pieces[0] else []
    for piece in pieces[1:]:
        parts.append(Opaque())
        if piece:
            parts.append(Known(piece))
    return joined(parts)


def spelled(value: Known) -> str:
    """Give a known value as a shell spells it."""
    return "" if value.value is None else str(value.value)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(texts), MOST))
