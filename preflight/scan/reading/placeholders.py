"""Texts with placeholders as Spring, Quarkus and MicroProfile spell them: `${name}`, `${name:default}`.

What stands in `#{ }` is an expression that is run, and not read.
https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.property-placeholders
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading.values import OPAQUE, joined
from preflight.scan.source import Env, Known

if TYPE_CHECKING:
    from preflight.scan.source import Value

_DEEPEST = 6


def filled(text: str, depth: int = 0) -> Value:
    """Give the value of a text; a placeholder in a default is filled as well."""
    parts: list[Value] = []
    at = 0
    while (start := _next(text, at)) >= 0:
        end = _closing(text, start + 2)
        if end < 0:
            break
        parts += [Known(text[at:start]), _placeholder(text[start:end], depth)]
        at = end + 1
    return joined([*parts, Known(text[at:])])


def _next(text: str, at: int) -> int:
    found = [start for mark in ("${", "#{") if (start := text.find(mark, at)) >= 0]
    return min(found, default=-1)


def _closing(text: str, at: int) -> int:
    level = 1
    for place in range(at, len(text)):
        if text[place] == "}":
            level -= 1
            if not level:
                return place
        elif text[place] == "{":
            level += 1
    return -1


def _placeholder(text: str, depth: int) -> Value:
    if text.startswith("#") or depth >= _DEEPEST:
        return OPAQUE
    name, colon, default = text[2:].partition(":")
    if name == "sm" or name.startswith("sm@"):  # Secret Manager's own prefix: a secret and no variable
        return Known(text[2:])
    return Env(name.strip(), filled(default, depth + 1) if colon else None)
