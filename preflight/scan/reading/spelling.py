"""How texts and numbers are spelled in Java, Kotlin and C#: escapes, suffixes, digit separators."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(u+[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{1,4}|[0-7]{1,3}|\n|.)", re.DOTALL)
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "a": "\a", "v": "\v", "e": "\x1b"}


def _one(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "uUx" and len(code) > 1:
        point = int(code.lstrip("uUx"), 16)
        return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"
    if code[0] in "01234567":
        return chr(int(code, 8))
    return "" if code == "\n" else _SINGLE.get(code, code)


def unescaped(raw: str) -> str:
    """Give the text that a literal with escapes stands for."""
    return _ESCAPE.sub(_one, raw) if "\\" in raw else raw


def number(raw: str) -> int | float | None:
    """Give the number, or nothing where it is spelled in a way that no value hangs on."""
    plain = raw.replace("_", "").lower()
    try:
        if plain.startswith(("0x", "0b")):
            return int(plain.rstrip("lu"), 0)
        if len(plain) > 40:
            return None
        plain = plain.rstrip("lfdmu")
        return int(plain) if plain.isdecimal() else float(plain)
    except ValueError:
        return None
