"""Reads a JSON body; what Google's own parser refuses is refused here as well.

That is text that is not UTF-8 (a lone surrogate, written as an escape), NaN, and nesting beyond 100 levels.
https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from localcloud.errors import GoogleError, bad_request

if TYPE_CHECKING:
    from localcloud.casing import Json

_DEEPEST = 100
_INVALID = "Invalid JSON payload received. "


def parse(raw: bytes) -> Json:
    """Reads a JSON body; an empty one is an empty message."""
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw, parse_constant=_no_constant)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise refusal([("", f"{_INVALID}Unexpected token.\n{_printable(str(error))}")]) from error
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise refusal([("", f'{_INVALID}Unknown name "": Root element must be a message.')])
    if raw.count(b"{") + raw.count(b"[") > _DEEPEST:
        _check_depth(cast("Json", body))
    if b"\\u" in raw:
        _check_text(cast("Json", body))
    return cast("Json", body)


def refusal(problems: list[tuple[str, str]]) -> GoogleError:
    """400 that names every (field, words)."""
    words = "\n".join(words for _, words in problems)
    return GoogleError(400, "INVALID_ARGUMENT", words, [bad_request(problems)])


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _check_depth(body: Json) -> None:
    level: list[object] = [body]
    for _ in range(_DEEPEST):
        level = [item for value in level for item in _inside(value)]
    if level:
        raise _too_deep()


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(cast("Json", value).values())
    return cast("list[object]", value) if isinstance(value, list) else []


def _check_text(body: Json) -> None:
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise refusal([("", f"{_INVALID}A string is not valid UTF-8.")]) from error


def _too_deep() -> GoogleError:
    return refusal([("", f"{_INVALID}Message too deep. Max recursion depth reached.")])


def _printable(text: str) -> str:
    return text.encode(errors="replace").decode()
