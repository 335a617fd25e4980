"""Lists of objects: by prefix, range and pattern, folded at a delimiter, with versions or the soft-deleted.

https://cloud.google.com/storage/docs/json_api/v1/objects/list
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from localcloud import paging
from localcloud.apis.storage import past
from localcloud.apis.storage.kept import HOST, KIND
from localcloud.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.api import Call
    from localcloud.casing import Json

    Rows = list[tuple[str, Json]]

#: Sorts behind every name that begins alike.
_LAST = "\U0010ffff"
_GLOB = re.compile(r"\*\*|\*|\?|\[[^\]]+\]|\{[^{}]+\}|[^*?\[{]+|.", re.DOTALL)
_SIMPLE = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


class Wanted(NamedTuple):
    """What of a bucket a list shows."""

    start: str
    fold: str
    low: str
    high: str
    pattern: re.Pattern[str] | None
    both: bool

    def shows(self, name: str) -> bool:
        """Whether a name is between the offsets and fits the pattern."""
        inside = name >= self.low and (not self.high or name < self.high)
        return inside and (self.pattern is None or self.pattern.fullmatch(name) is not None)


def list_(call: Call) -> Json:
    """The objects of a bucket."""
    size = paging.size(call.query, default=1000, limit=1000, name="maxResults")
    bucket = call.path["bucket"]
    rows, wanted = _rows(call, bucket), _wanted(call)

    def fetch(after: str, limit: int) -> Rows:
        return _folded(rows, wanted, after, limit)

    found, token = paging.cut(f"buckets/{bucket}", call.query, size, fetch)
    items = [row for row in found if "folded" not in row]
    prefixes = [row["folded"] for row in found if "folded" in row]
    answer: Json = {"kind": "storage#objects"} | paging.shown("items", items, token)
    return answer | ({"prefixes": prefixes} if prefixes else {})


def _wanted(call: Call) -> Wanted:
    given: dict[str, str] = {
        name: str(call.query.get(name, ""))
        for name in ("prefix", "delimiter", "startOffset", "endOffset", "matchGlob")
    }
    pattern = _expression(given["matchGlob"]) if given["matchGlob"] else None
    places = (given["prefix"], given["delimiter"], given["startOffset"], given["endOffset"])
    return Wanted(*places, pattern, bool(call.query.get("includeTrailingDelimiter")))


def _rows(call: Call, bucket: str) -> Callable[[str, int], Rows]:
    """Reads what is live; or everything with older generations; or what is soft-deleted."""
    versions, soft = call.query.get("versions"), call.query.get("softDeleted")
    if versions and soft:
        raise invalid("versions and softDeleted cannot be given together.", "softDeleted")
    if not versions and not soft:
        return lambda after, limit: call.store.page(HOST, KIND, f"buckets/{bucket}", after, limit)
    rows = past.listed(call, past.SOFT if soft else past.NONCURRENT, bucket)
    if versions:
        live = call.store.page(HOST, KIND, f"buckets/{bucket}", "", 1_000_000)
        rows = sorted(rows + [(past.sort_key(body), body) for _, body in live], key=lambda row: row[0])
    return lambda after, limit: [row for row in rows if row[0] > after][:limit]


def _folded(rows: Callable[[str, int], Rows], wanted: Wanted, after: str, limit: int) -> Rows:
    """Gives rows by name; everything below a delimiter is one row, which the next page starts behind."""
    found: Rows = []
    start = wanted.start
    before = start[:-1] + chr(ord(start[-1]) - 1) + _LAST if start else ""
    at = max(after, before)
    while len(found) < limit and (page := rows(at, limit)):
        for row, body in page:
            if row <= at or len(found) == limit:
                continue
            at, name = row, str(body["name"])
            if not name.startswith(start):
                if name > start:
                    return found
            elif wanted.shows(name):
                at = _added(found, wanted, row, body)
    return found


def _added(found: Rows, wanted: Wanted, row: str, body: Json) -> str:
    """Adds one row, or the prefix into which it folds, and gives the place behind it."""
    name, start, fold = str(body["name"]), wanted.start, wanted.fold
    if not fold or fold not in name[len(start) :]:
        found.append((row, body))
        return row
    folded = start + name[len(start) :].partition(fold)[0] + fold
    if wanted.both and name == folded:
        found.append((row, body))
    found.append((folded + _LAST, {"folded": folded}))
    return folded + _LAST


def _expression(glob: str) -> re.Pattern[str]:
    """Reads a pattern: `*` within a folder, `**` across folders, `?`, `[abc]` and `{a,b}`."""
    try:
        return re.compile("".join(_part(part) for part in _GLOB.findall(glob)), re.DOTALL)
    except re.error as error:
        raise invalid(f"Invalid glob '{glob}': {error}.", "matchGlob") from error


def _part(part: str) -> str:
    if part in _SIMPLE:
        return _SIMPLE[part]
    if part.startswith("[") and part.endswith("]") and len(part) > 2:
        inside = re.sub(r"([\\\[\]^&|~])", r"\\\1", part[1:-1].lstrip("!^"))
        return f"[{'^' if part[1] in '!^' else ''}{inside}]" if inside else re.escape(part)
    if part.startswith("{") and part.endswith("}"):
        return f"(?:{'|'.join(_expression(one).pattern for one in part[1:-1].split(','))})"
    return re.escape(part)
