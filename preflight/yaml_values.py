"""What a YAML value without quotes means: null, true, false, a decimal number, or text.

What would be read as something else than it looks is in doubt, and the reader refuses it: `017` (15 to the
engine), `1_000`, `0x1F`, numbers too long to be kept exactly, and dates, which the engine turns into points
in time. Deliberately absent: YAML 1.1's other words for true and false, which are text to the engine.

https://yaml.org/spec/1.2.2/#103-core-schema
"""

from __future__ import annotations

import re

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_FRACTION = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})?(\.[0-9]{0,15})?([eE][-+]?[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?")
_UNCLEAR = re.compile(
    r"[-+]?(0[xXoObB][0-9a-fA-F_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9_]+)?"
    r"|\.[0-9_]+([eE][-+]?[0-9_]+)?|\.(inf|Inf|INF))|\.(nan|NaN|NAN)"
)


def plain(text: str, *, dates: bool) -> tuple[object, str]:
    """Give the value, and in words what is in doubt about it, else nothing; a date stays text."""
    if text in _WORDS:
        return _WORDS[text], ""
    if _WHOLE.fullmatch(text):
        return int(text), ""
    if _DATE.fullmatch(text):
        return text, "" if dates else f"has the date {text}, a point in time to the engine"
    if re.search("[0-9]", text) and _FRACTION.fullmatch(text):
        return float(text), ""
    if _UNCLEAR.fullmatch(text):
        shown = text if len(text) <= 30 else f"{text[:27]}..."
        return text, f"has the number {shown}, which can be read in two ways"
    return text, ""
