"""Filters of Pub/Sub subscriptions: attributes compared, joined with AND, OR, NOT and parentheses.

https://cloud.google.com/pubsub/docs/subscription-message-filter#filtering_syntax
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

from localcloud.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Test = Callable[[Mapping[str, str]], bool]

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|!=|[=:().,-]|[A-Za-z_][A-Za-z0-9_-]*)')


@cache
def compiled(text: str) -> Test:
    """Gives a question to ask of a message's attributes; raises 400 for a filter that cannot be read."""
    if not text.strip():
        return lambda _attributes: True
    tokens = _tokens(text)
    test = _either(tokens)
    if tokens:
        raise _unreadable(text)
    return test


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            raise _unreadable(text)
        found.append(token[1])
        at = token.end()
    return found


def _either(tokens: list[str]) -> Test:
    tests = [_both(tokens)]
    while tokens[:1] == ["OR"]:
        del tokens[0]
        tests.append(_both(tokens))
    return lambda attributes: any(test(attributes) for test in tests)


def _both(tokens: list[str]) -> Test:
    tests = [_one(tokens)]
    while tokens[:1] == ["AND"]:
        del tokens[0]
        tests.append(_one(tokens))
    return lambda attributes: all(test(attributes) for test in tests)


def _one(tokens: list[str]) -> Test:
    match tokens:
        case ["NOT" | "-", *_]:
            del tokens[0]
            inside = _one(tokens)
            return lambda attributes: not inside(attributes)
        case ["(", *_]:
            del tokens[0]
            inside = _either(tokens)
            if tokens[:1] != [")"]:
                raise _unreadable("(")
            del tokens[0]
            return inside
        case ["hasPrefix", "(", "attributes", ".", key, ",", value, ")", *_]:
            del tokens[:8]
            name, start = _word(key), _word(value)
            return lambda attributes: attributes.get(name, "").startswith(start) and name in attributes
        case ["attributes", ":", key, *_]:
            del tokens[:3]
            name = _word(key)
            return lambda attributes: name in attributes
        case ["attributes", ".", key, ("=" | "!=") as sign, value, *_]:
            del tokens[:5]
            name, wanted = _word(key), _word(value)
            return lambda attributes: (attributes.get(name) == wanted) == (sign == "=")
        case _:
            raise _unreadable(" ".join(tokens))


def _word(token: str) -> str:
    return str(json.loads(token)) if token.startswith('"') else token


def _unreadable(text: str) -> Exception:
    return invalid(f"Invalid filter given: '{text}' cannot be read.", "filter")
