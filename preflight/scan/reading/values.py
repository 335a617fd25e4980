"""Values put together: joined texts, choices, templates with holes, and the words of a command line.

Shared by the readers of every language. Deliberately absent: evaluation; nothing is computed but the joining
of texts that are spelled.
"""

from __future__ import annotations

import re

from preflight.scan.source import Env, Joined, Known, OneOf, Opaque, Value

OPAQUE = Opaque()
MOST = 8
LONGEST = 2000
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")


def joined(parts: list[Value]) -> Value:
    """Join texts, neighbours that are spelled into one."""
    flat: list[Value] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Joined) else (part,):
            if isinstance(piece, Known) and flat and isinstance(last := flat[-1], Known):
                flat[-1] = Known(f"{last.value}{piece.value}")
            elif piece != Known(""):
                flat.append(piece)
    if not flat:
        return Known("")
    return flat[0] if len(flat) == 1 else Joined(tuple(flat))


def one_of(values: list[Value]) -> Value:
    """Give the choice between values, each once."""
    flat: list[Value] = []
    for value in values:
        for one in value.values if isinstance(value, OneOf) else (value,):
            if one not in flat and len(flat) < MOST:
                flat.append(one)
    if not flat:
        return OPAQUE
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat))


def or_else(first: Value, second: Value) -> Value:
    """Give what `first or second` can be: an environment variable takes `second` as its default."""
    if isinstance(first, Env) and first.default is None:
        return Env(first.name, second)
    return one_of([first, second])


def looks_up(function: str) -> bool:
    """Whether a function of the code itself is named as if it asked the environment: `mustGetenv`."""
    return "env" in function.rpartition(".")[2].lower()


def looked_up(given: list[Value]) -> Value | None:
    """Give the variable that such a function is asked for, with the default that it is given."""
    name = spelled(given[0]) if given else None
    if not name or not _VARIABLE.fullmatch(name):
        return None
    return Env(name, given[1] if len(given) == 2 else None)


def settled(values: list[Value]) -> Value:
    """Give what a variable holds by all that is assigned to it: a text after `os.Getenv` is its default."""
    if len(values) == 2 and isinstance(values[0], Env) and values[0].default is None and spelled(values[1]):
        return Env(values[0].name, values[1])
    return one_of(values)


def spelled(value: Value) -> str | None:
    """Give the text of a value that is spelled, else nothing."""
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else None


def is_constant(value: Value) -> bool:
    """Whether a value is worth keeping under its name: a text or a switch, or what leads to one."""
    if isinstance(value, Known):
        return isinstance(value.value, bool) or (isinstance(value.value, str) and len(value.value) <= LONGEST)
    return not isinstance(value, Opaque) and not (isinstance(value, Joined) and len(value.parts) > MOST * 4)


def clipped(value: Value) -> Value:
    """Give the value with its long texts cut."""
    if isinstance(value, Known) and isinstance(value.value, str) and len(value.value) > LONGEST:
        return Known(value.value[:LONGEST])
    if isinstance(value, Joined):
        return Joined(tuple(clipped(part) for part in value.parts))
    if isinstance(value, OneOf):
        return OneOf(tuple(clipped(one) for one in value.values))
    return value


def word(value: Value) -> str:
    """Give one word of a command line, with a NUL for what is not known."""
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Joined):
        return "".join(map(word, value.parts))
    if isinstance(value, OneOf):
        return word(value.values[0])
    if isinstance(value, Env) and value.default is not None:
        return word(value.default)
    return "\0"
