"""Objects of Cloud Storage: reading with ranges, listing, changing, deleting. Uploads are in `uploads.py`.

One generation an object is kept. Bytes are in the data file, so this is for small files. Absent: ACLs, older
generations. Copies are in `copies.py`.
https://cloud.google.com/storage/docs/json_api/v1/objects
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from localcloud import paging
from localcloud.api import Answer, Api, Call, now
from localcloud.apis.storage import copies, uploads
from localcloud.apis.storage.kept import (
    CHANGEABLE,
    HOST,
    KIND,
    check_holds,
    existing,
    key,
    match,
    owners_words,
    put,
)
from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.casing import Json

#: Sorts behind every name that begins alike.
_LAST = "\U0010ffff"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def merge(old: Json, patch: Json) -> Json:
    """Applies a JSON merge patch (RFC 7396)."""
    result = dict(old)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict) and isinstance(result.get(name), dict):
            result[name] = merge(cast("Json", result[name]), cast("Json", value))
        else:
            result[name] = value
    return result


def with_nulls(call: Call, clean: Json) -> Json:
    """Gives a checked body back its nulls, which mean "take away" in a merge patch."""
    return _nulls(json.loads(call.raw or b"{}"), clean)


def _nulls(sent: Any, clean: Any) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(sent, dict) or not isinstance(clean, dict):
        return clean
    given, kept = cast("Json", sent), cast("Json", clean)
    gone = {key: None for key, value in given.items() if value is None}
    return gone | {key: _nulls(given.get(key), value) for key, value in kept.items()}


def serve(api: Api, bucket: Callable[[Call, str], Json]) -> None:
    """Puts the methods of objects into the API of Storage."""

    def within(handler: Callable[[Call], Json | Answer]) -> Callable[[Call], Json | Answer]:
        def checked(call: Call) -> Json | Answer:
            for place in ("bucket", "sourceBucket", "destinationBucket"):
                if place in call.path:
                    bucket(call, call.path[place])
            answer = handler(call)
            shown = answer.json if isinstance(answer, Answer) else answer
            for body in _objects(shown or {}):
                body["mediaLink"] = _media_link(call, body)
            return answer

        return checked

    for method, handler in _METHODS.items():
        api.on(method)(within(handler))


def _objects(answer: Json) -> list[Json]:
    """The objects in an answer."""
    if answer.get("kind") == "storage#object":
        return [answer]
    return [*answer.get("items", []), *([answer["resource"]] if "resource" in answer else [])]


def _media_link(call: Call, body: Json) -> str:
    """Where the library downloads from: here, under the address that was called, and not at Google's."""
    place = f"b/{body['bucket']}/o/{quote(body['name'], safe='')}?generation={body['generation']}&alt=media"
    return f"http://{call.headers.get('host', '127.0.0.1')}/{HOST}/download/storage/v1/{place}"


def get(call: Call) -> Json | Answer:
    """An object's metadata, or with `alt=media` its bytes."""
    body = existing(call)
    match(call, body)
    if call.query.get("alt") != "media":
        return body
    content = call.store.blob(HOST, key(body["bucket"], body["name"])) or b""
    headers = {
        "x-goog-generation": body["generation"],
        "x-goog-hash": ",".join(
            f"{label}={body[field]}"
            for label, field in (("crc32c", "crc32c"), ("md5", "md5Hash"))
            if field in body
        ),
    }
    wanted = _RANGE.fullmatch(call.headers.get("range", ""))
    if wanted is None or not content:
        return Answer(200, None, content, body["contentType"], headers)
    first = int(wanted[1]) if wanted[1] else max(0, len(content) - int(wanted[2] or 0))
    last = min(int(wanted[2]), len(content) - 1) if wanted[1] and wanted[2] else len(content) - 1
    if first > last:
        raise GoogleError(
            416, "OUT_OF_RANGE", "Request range not satisfiable", reason="requestedRangeNotSatisfiable"
        )
    headers["content-range"] = f"bytes {first}-{last}/{len(content)}"
    return Answer(206, None, content[first : last + 1], body["contentType"], headers)


def list_(call: Call) -> Json:
    """The objects of a bucket, by prefix and folded at a delimiter."""
    size = paging.size(call.query, default=1000, limit=1000, name="maxResults")
    within = f"buckets/{call.path['bucket']}"

    def fetch(after: str, limit: int) -> list[tuple[str, Json]]:
        return _folded(call, within, after, limit)

    rows, token = paging.cut(within, call.query, size, fetch)
    items = [row for row in rows if "folded" not in row]
    prefixes = [row["folded"] for row in rows if "folded" in row]
    answer: Json = {"kind": "storage#objects"}
    answer |= {"items": items} if items else {}
    answer |= {"prefixes": prefixes} if prefixes else {}
    return answer | ({"nextPageToken": token} if token else {})


def _folded(call: Call, within: str, after: str, limit: int) -> list[tuple[str, Json]]:
    """Gives rows by name; everything below a delimiter is one row, which the next page starts behind."""
    start, fold = str(call.query.get("prefix", "")), str(call.query.get("delimiter", ""))
    found: list[tuple[str, Json]] = []
    before = start[:-1] + chr(ord(start[-1]) - 1) + _LAST if start else ""
    at = max(after, before)
    while len(found) < limit and (rows := call.store.page(HOST, KIND, within, at, limit)):
        for name, body in rows:
            if name <= at or len(found) == limit:
                continue
            at = name
            if not name.startswith(start):
                if name > start:
                    return found
            elif fold and fold in name[len(start) :]:
                folded = start + name[len(start) :].partition(fold)[0] + fold
                at = folded + _LAST
                found.append((at, {"folded": folded}))
            else:
                found.append((name, body))
    return found


def patch(call: Call) -> Json:
    """Changes an object's metadata."""
    old = existing(call)
    match(call, old)
    sent = with_nulls(call, call.body)
    if fixed := [key for key in sent if key not in CHANGEABLE and sent[key] != old.get(key)]:
        raise invalid(f"The field {fixed[0]} of an object cannot be changed.", fixed[0])
    body = merge(old, owners_words(call, sent))
    body |= {"metageneration": str(int(old["metageneration"]) + 1), "updated": now()}
    put(call, body)
    return body


def delete(call: Call) -> Answer:
    """Deletes an object for good."""
    body = existing(call)
    match(call, body)
    check_holds(body)
    call.store.delete(HOST, key(body["bucket"], body["name"]))
    return Answer(204)


_METHODS: dict[str, Callable[[Call], Json | Answer]] = {
    "objects.insert": uploads.insert,
    "objects.get": get,
    "objects.list": list_,
    "objects.patch": patch,
    "objects.update": patch,
    "objects.delete": delete,
    "objects.copy": copies.copy,
    "objects.compose": copies.compose,
    "objects.rewrite": copies.rewrite,
}
