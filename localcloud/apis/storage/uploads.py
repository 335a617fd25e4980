"""Uploads: simple, multipart and resumable; what comes of them is one new generation of an object.

https://cloud.google.com/storage/docs/uploads-downloads
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from localcloud import multipart
from localcloud.apis.storage.generations import metadata, stored
from localcloud.apis.storage.resumable import resumable
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Answer, Call
    from localcloud.casing import Json


def insert(call: Call) -> Json | Answer:
    """Uploads an object in one of the three ways; with metadata alone it is an empty one."""
    how, bucket = call.query.get("uploadType"), call.path["bucket"]
    if how is None and call.body:
        return stored(call, bucket, call.body, b"", "application/octet-stream")
    if how == "resumable":
        return resumable(call)
    if how == "multipart":
        told, content, media = _parts(call)
    elif how == "media":
        told, content, media = {}, call.raw, call.headers.get("content-type", "application/octet-stream")
    else:
        raise invalid("Objects are uploaded with uploadType media, multipart or resumable.")
    return stored(call, bucket, told, content, media)


def _parts(call: Call) -> tuple[Json, bytes, str]:
    parts = multipart.parts(str(call.headers.get("content-type", "")), call.raw)
    if len(parts) != 2:
        raise invalid("A multipart upload has two parts: metadata and content.")
    told = metadata(call, cast("bytes", parts[0].get_payload(decode=True)))
    content = cast("bytes", parts[1].get_payload(decode=True))
    return told, content, parts[1].get_content_type()
