"""New entries for the declarations, written into the text of the file and nowhere else.

Every byte that stood there stays: no comment moves, no line is wrapped anew, nothing is removed. A file that
is not written as one entry below the other is left alone.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from preflight import declared, yaml_files
from preflight.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preflight.check.needed import Place

_DASH = re.compile(r"^( *)- +\S", re.MULTILINE)
_END = re.compile(r"^\.\.\.[ \t]*\r?$", re.MULTILINE)


def entry(api: str, why: str) -> str:
    """Give an entry on one line, ready to paste."""
    return f"- {{api: {api}, reason: {json.dumps(why, ensure_ascii=False)}}}"


def reason(places: Sequence[Place]) -> str:
    """Give the evidence as a reason: the first place, and how many there are besides."""
    first, *others = places
    where = f"{first.file}:{first.line}" if first.line else first.file
    besides = f", and {len(others)} more" if others else ""
    return printable(f"Needed at {where}{besides} ({first.detail}).")


def added(text: str, new: Sequence[tuple[str, str]]) -> str | None:
    """Give the text with entries of (API, reason) behind the last one; None where that cannot be done."""
    before = declared.parse(text, "")
    written = _written(text, new)
    after = declared.parse(written, "")
    known = [(one.api, one.reason) for one in before.entries]
    same = [(one.api, one.reason) for one in after.entries] == [*known, *new]
    return written if same and not after.problems else None


def _written(text: str, new: Sequence[tuple[str, str]]) -> str:
    dash = _DASH.search(text)
    indent = dash[1] if dash else ""
    line = "\r\n" if "\r\n" in text else "\n"
    end = _END.search(text)
    head, tail = (text[: end.start()], text[end.start() :]) if end else (text, "")
    head = head.rstrip() + line if head.strip() else head
    return (
        head
        + "".join(f"{indent}- api: {api}{line}{indent}  reason: {_scalar(why)}{line}" for api, why in new)
        + tail
    )


def _scalar(why: str) -> str:
    """Write a text plainly where that means the same, else in quotes."""
    try:
        plain = yaml_files.parse(f"a: {why}", "") == {"a": why}
    except yaml_files.UnreadableError:
        plain = False
    return why if plain else json.dumps(why, ensure_ascii=False)
