"""Which part of a result is asked for: players fetch audio in pieces, and some play nothing otherwise.

One range is served; anything else that `Range` may say is answered with the whole, as the standard allows.

https://www.rfc-editor.org/rfc/rfc9110#section-14
"""

from __future__ import annotations

import re

from services.vividly_service.answers import Problem, RefusedError

_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """Gives the first and last byte that are asked for; None for the whole, 416 beyond its end."""
    found = _ONE.fullmatch(header.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if found[1]:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
        if found[2] and int(found[2]) < first:
            return None
    else:
        first, last = max(0, size - int(found[2])), size - 1
    if first > last:
        problem = Problem("Range", "is beyond the end", f"ask for less than {size} bytes")
        raise RefusedError(416, problem, headers={"Content-Range": f"bytes */{size}"})
    return first, last
