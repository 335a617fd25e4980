"""Objects of Cloud Storage: reading with ranges, changing, deleting.

Bytes are in the data file, so this is for small files. Uploads are in `uploads.py`, lists in
`object_lists.py`, copies in `copies.py`, what is not live any more in `past.py`. Absent: ACLs.
https://cloud.google.com/storage/docs/json_api/v1/objects
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from localcloud.api import Answer, Api, Call, now
from localcloud.apis.storage import copies, object_lists, past, uploads
from localcloud.apis.storage.kept import (
    CHANGEABLE,
    HOST,
    UNKNOWN,
    check_holds,
    key,
    match,
    owners_words,
    put,
    put_at,
)
from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.casing import Json

#: What an update that does not say it leaves as it is.
_LASTING = ("contentType", "storageClass", "acl", "retention")
#: The headers in which an owner's words come with the bytes.
_SAID = {
    "cacheControl": "cache-control",
    "contentDisposition": "content-disposition",
    "contentLanguage": "content-language",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def merge(old: Json, patch: Json) -> Json:
    """Applies a JSON merge patch (RFC 7396)."""
    result = dict(old)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            inside = result.get(name)
            result[name] = merge(
                cast("Json", inside) if isinstance(inside, dict) else {}, cast("Json", value)
            )
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


def download_headers(body: Json) -> dict[str, str]:
    """What is said of an object beside its bytes."""
    sums = (("crc32c", "crc32c"), ("md5", "md5Hash"))
    said = {
        "x-goog-generation": body["generation"],
        "x-goog-metageneration": body["metageneration"],
        "x-goog-storage-class": body["storageClass"],
        "x-goog-stored-content-length": body["size"],
        "x-goog-stored-content-encoding": body.get("contentEncoding", "identity"),
        "x-goog-hash": ",".join(f"{label}={body[field]}" for label, field in sums if field in body),
        "etag": body["etag"],
        "accept-ranges": "bytes",
    }
    given = {name: str(body[field]) for field, name in _SAID.items() if field in body}
    return {name: value for name, value in {**said, **given}.items() if value.isascii()}


def get(call: Call) -> Json | Answer:
    """An object's metadata, or with `alt=media` its bytes."""
    body = past.existing(call)
    match(call, body)
    if call.query.get("alt") != "media":
        return body
    if call.query.get("softDeleted"):
        raise invalid("A soft-deleted object cannot be read; restore it first.", "softDeleted")
    content, media = call.store.blob(HOST, past.at(call, body)) or b"", body.get("contentType", UNKNOWN)
    headers = download_headers(body)
    if body.get("contentEncoding") == "gzip":
        return _gzipped(call, content, media, headers)
    wanted = _RANGE.fullmatch(call.headers.get("range", ""))
    if wanted is None or not content:
        return Answer(200, None, content, media, headers)
    first = int(wanted[1]) if wanted[1] else max(0, len(content) - int(wanted[2] or 0))
    last = min(int(wanted[2]), len(content) - 1) if wanted[1] and wanted[2] else len(content) - 1
    if first > last:
        raise GoogleError(
            416, "OUT_OF_RANGE", "Request range not satisfiable", reason="requestedRangeNotSatisfiable"
        )
    headers["content-range"] = f"bytes {first}-{last}/{len(content)}"
    return Answer(206, None, content[first : last + 1], media, headers)


def patch(call: Call) -> Json:
    """Changes an object's metadata; `update` takes away what is not said."""
    old = past.existing(call)
    match(call, old)
    sent = with_nulls(call, call.body)
    # What else cannot be changed is ignored: Google's library sends an object back whole.
    if fixed := [key for key in ("name", "bucket") if key in sent and sent[key] != old[key]]:
        raise invalid(f"The field {fixed[0]} of an object cannot be changed.", fixed[0])
    whole = call.method.id.endswith(".update")
    base = {key: value for key, value in old.items() if key not in CHANGEABLE or key in _LASTING}
    body = merge(base if whole else old, owners_words(call, sent))
    body |= {"metageneration": str(int(old["metageneration"]) + 1), "updated": now()}
    place = past.at(call, old)
    if place == key(old["bucket"], old["name"]):
        put(call, body)
    else:
        put_at(call, past.NONCURRENT, place, body, sort=past.sort_key(body))
    return body


def delete(call: Call) -> Answer:
    """Deletes an object: one that is named by its generation for good, else the live one."""
    body = past.existing(call)
    match(call, body)
    check_holds(body)
    (past.remove if call.query.get("generation") is not None else past.retire)(call, body)
    return Answer(204)


def _gzipped(call: Call, content: bytes, media: str, headers: dict[str, str]) -> Answer:
    """Sends what was stored as gzip as it is to who takes gzip, else unpacked and whole."""
    headers["vary"] = "Accept-Encoding"
    if "gzip" in call.headers.get("accept-encoding", ""):
        return Answer(200, None, content, media, headers | {"content-encoding": "gzip"})
    try:
        plain = gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        plain = content
    return Answer(200, None, plain, media, headers | {"warning": "214 UploadServer gunzipped"})


_METHODS: dict[str, Callable[[Call], Json | Answer]] = {
    "objects.insert": uploads.insert,
    "objects.get": get,
    "objects.list": object_lists.list_,
    "objects.patch": patch,
    "objects.update": patch,
    "objects.delete": delete,
    "objects.copy": copies.copy,
    "objects.compose": copies.compose,
    "objects.move": copies.move,
    "objects.restore": copies.restore,
    "objects.rewrite": copies.rewrite,
}
