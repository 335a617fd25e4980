"""Whether a text can be an expression of the Common Expression Language: its words, brackets and operators.

Used for conditions of IAM bindings and of workload identity providers. Absent: names, types and functions; an
expression that is well formed and means nothing is let in.
https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<value>[rRbB]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      |\d[\w.]*|[A-Za-z_]\w*)
    |(?P<sign>&&|\|\||[=!<>]=|[<>+*/%?:.-])
    |(?P<comma>,)
    |(?P<not>!)
    |(?P<open>[(\[{])
    |(?P<close>[)\]}]))""",
    re.VERBOSE | re.DOTALL,
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
#: Signs that may begin an operand.
_BEFORE = frozenset({"-", "."})


def problem(text: str) -> str:
    """Gives what is wrong with an expression; "" for nothing."""
    opened: list[str] = []
    before, at, end = "", 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            return f"unexpected character at {at}"
        kind, word = str(found.lastgroup), found[0].strip()
        if word == "in" and kind == "value":
            kind = "sign"
        if wrong := _misplaced(kind, word, before, opened):
            return wrong
        before, at = kind, found.end()
    if opened:
        return f"'{opened[-1]}' is not closed"
    return "it ends too early" if before in ("", "sign", "comma", "not") else ""


def _misplaced(kind: str, word: str, before: str, opened: list[str]) -> str:
    """What is wrong with the next word, after one of the kind `before`; keeps `opened` up to date."""
    operand_before = before in ("value", "close")
    if kind == "value" and operand_before:
        return f"unexpected '{word}'"
    if kind in ("sign", "comma") and not operand_before and word not in _BEFORE:
        return f"unexpected '{word}'"
    if kind == "open":
        opened.append(word)
    if kind == "close" and (not opened or opened.pop() != _PAIRS[word] or before in ("sign", "not")):
        return f"unexpected '{word}'"
    return ""
