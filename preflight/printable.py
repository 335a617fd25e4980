r"""Text of others made fit to be shown: names of files may hold line breaks, escape codes, half characters.

A terminal obeys escape codes, XML knows no control characters, and UTF-8 no half ones; a byte of a file name
that is not UTF-8 reaches Python as such a half. Each is shown as `\x1b`, like Python writes it.
"""

from __future__ import annotations

import re
from typing import Any, cast

# Control characters, marks that turn the direction of text, half characters, and what is no character.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def printable(text: str) -> str:
    """Give the text on one line, with nothing in it that is obeyed instead of shown."""
    return _UNFIT.sub(lambda match: _written(match[0]), text)


def whole(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Give a JSON value with half characters written out; everything else can be written in JSON."""
    if isinstance(value, str):
        return value if value.isascii() else "".join(map(_whole, value))
    if isinstance(value, dict):
        return {key: whole(inner) for key, inner in cast("dict[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [whole(inner) for inner in cast("list[Any]", value)]
    return value


def _whole(character: str) -> str:
    return _written(character) if "\ud800" <= character <= "\udfff" else character


def _written(character: str) -> str:
    number = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if 0xDC80 <= number <= 0xDCFF:
        number -= 0xDC00  # the byte that it stands for
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
