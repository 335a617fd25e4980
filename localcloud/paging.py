"""Pages of lists: sizes with a limit, and opaque tokens that only continue the request they came from.

https://google.aip.dev/158
"""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from hashlib import sha256
from typing import TYPE_CHECKING

from localcloud.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from localcloud.casing import Json

_NOT_PART_OF_THE_REQUEST = ("pageSize", "pageToken", "maxResults", "fields", "alt", "prettyPrint", "key")


def size(query: Json, *, default: int, limit: int, name: str = "pageSize") -> int:
    """Gives how many to answer: the default for 0 or nothing, never more than the limit."""
    wanted = query.get(name, 0)
    if not isinstance(wanted, int) or wanted < 0:
        raise invalid(f"Invalid page size {wanted}: it must not be negative.", "page_size")
    return min(wanted or default, limit)


def cut(
    what: str, query: Json, wanted: int, fetch: Callable[[str, int], list[tuple[str, Json]]]
) -> tuple[list[Json], str]:
    """Gives one page and the token of the next ("" at the end); `fetch(after, limit)` reads by sort key."""
    bound = _binding(what, query)
    found = fetch(_after(str(query.get("pageToken", "")), bound), wanted + 1)
    page = found[:wanted]
    token = _token(page[-1][0], bound) if len(found) > wanted else ""
    return [body for _, body in page], token


def known(names: Iterable[str], body: Callable[[str], Json]) -> Callable[[str, int], list[tuple[str, Json]]]:
    """Gives a `fetch` over names that are all at hand, each with the body that is made for it."""
    ordered = sorted(names)

    def fetch(after: str, limit: int) -> list[tuple[str, Json]]:
        start = bisect_right(ordered, after)
        return [(name, body(name)) for name in ordered[start : start + limit]]

    return fetch


def shown(field: str, found: Sequence[object], token: str) -> Json:
    """Gives a list's answer: nothing in it is no field, and the last page has no token."""
    return ({field: found} if found else {}) | ({"nextPageToken": token} if token else {})


def _binding(what: str, query: Json) -> str:
    rest = {key: value for key, value in query.items() if key not in _NOT_PART_OF_THE_REQUEST}
    return sha256(json.dumps([what, rest], sort_keys=True).encode()).hexdigest()[:12]


def _token(after: str, bound: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([bound, after]).encode()).decode().rstrip("=")


def _after(token: str, bound: str) -> str:
    if not token:
        return ""
    try:
        there, after = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError, TypeError) as error:
        raise invalid("The page token is not valid.", "page_token") from error
    if there != bound:
        raise invalid("The page token does not belong to this request.", "page_token")
    return str(after)
