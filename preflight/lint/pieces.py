"""What a text of code can be, part by part: which parts are written where it stands, and which elsewhere.

A name that comes whole out of one constant is told where the constant is; only what is put together of parts
is told where that is done.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from preflight.lint import grammar
from preflight.scan.service import HOLE
from preflight.scan.source import Env, Joined, Known, Name, OneOf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Value

#: What a name can begin with, where it is written in parts.
BEGINS = (
    "gemini", "gemma", "imagen", "veo", "lyria", "learnlm", "text-embedding", "claude", "Chirp", "chirp",
)  # fmt: skip
_MOST = 12


class Pieces:
    """One thing that a text can be, and which of its parts are written where it stands."""

    def __init__(self, parts: tuple[tuple[str, bool], ...]) -> None:
        self.parts = parts
        self.text = "".join(part for part, _ in parts)

    def _part(self, place: int) -> tuple[int, bool]:
        at = 0
        for number, (part, written) in enumerate(self.parts):
            at += len(part)
            if place < at:
                return number, written
        return len(self.parts) - 1, self.parts[-1][1] if self.parts else False

    def spans(self, start: int, end: int) -> bool:
        """Whether what stands there comes from more than one part, one of which names something else."""
        first, last = self._part(start), self._part(end - 1)
        return first[0] != last[0]

    def is_spelled(self, place: int) -> bool:
        """Whether what stands there is written where the text is, and not under a name."""
        return self._part(place)[1]


def alternatives(service: Service, file: str, value: Value) -> list[tuple[tuple[str, bool], ...]]:
    """Give each thing that a value can be, as its parts with whether they are written there."""
    if isinstance(value, OneOf):
        return [one for choice in value.values for one in alternatives(service, file, choice)][:_MOST]
    if isinstance(value, Env) and value.default is not None and not isinstance(value.default, Known):
        return alternatives(service, file, value.default)
    parts = value.parts if isinstance(value, Joined) else (value,)
    choices: list[list[tuple[str, bool]]] = []
    for part in parts:
        if isinstance(part, Known):
            choices.append([(str(part.value), True)])
            continue
        told = [one for one in service.resolve(file, _plain(part)).texts if one != HOLE]
        written = isinstance(part, OneOf | Env) and not isinstance(part, Name)
        choices.append([(one, written) for one in told[:_MOST]] or [(HOLE, False)])
    return [tuple(parts) for _, parts in zip(range(_MOST), product(*choices), strict=False)]


def _plain(value: Value) -> Value:
    """Give the member of an enumeration for its `.value`."""
    if isinstance(value, Name) and value.path.endswith((".value", ".name")):
        return Name(value.path.rpartition(".")[0])
    return value


def asked(value: Value) -> Iterator[Value]:
    """Give what a text with a model's word in it is joined with."""
    if isinstance(value, Joined) and _begins_one(value.parts):
        yield from (_plain(part) for part in value.parts if not isinstance(part, Known))
    elif isinstance(value, OneOf):
        for one in value.values:
            yield from asked(one)


def _begins_one(parts: Iterable[Value]) -> bool:
    """Whether one of the parts begins a model's name."""
    return any(isinstance(part, Known) and any(word in str(part.value) for word in BEGINS) for part in parts)


def names_in(part: Value) -> Iterator[str]:
    """Give the names of constants and variables that a part is."""
    if isinstance(part, Name | Env):
        path = _plain(part)
        name = path.path if isinstance(path, Name) else part.name if isinstance(part, Env) else ""
        if not name.endswith(")"):
            yield name.rpartition(".")[2]
    elif isinstance(part, OneOf):
        for one in part.values:
            yield from names_in(one)


def is_part(value: Value, *, bare: bool = True) -> bool:
    """Whether a constant holds the beginning of a name and no more: `gemini-2.5`, `imagen-`.

    `bare`: a family's word alone counts too; it also is the name of a provider.
    """
    if isinstance(value, OneOf):
        return any(is_part(one, bare=bare) for one in value.values)
    if not (isinstance(value, Known) and isinstance(value.value, str)) or len(value.value) > 60:
        return False
    text = value.value.strip("-")
    if not bare and "-" not in value.value:
        return False
    if not any(word in text for word in BEGINS) or not re.fullmatch(r"[A-Za-z0-9._/-]+", text):
        return False
    found = grammar.named(text.rpartition("/")[2])
    return found is None or found.kind is grammar.Kind.FAMILY or value.value.endswith("-")
