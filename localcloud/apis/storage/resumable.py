"""Resumable uploads: opened once, sent in pieces, and asked how far they came.

Pieces but the last are multiples of 256 KiB. Absent: the end of a session after a week.
https://cloud.google.com/storage/docs/performing-resumable-uploads
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock
from localcloud.api import Answer
from localcloud.apis.storage.generations import check_name, metadata, stored
from localcloud.apis.storage.kept import HOST, key
from localcloud.errors import invalid, not_found

if TYPE_CHECKING:
    from localcloud.api import Call

#: The client closed the request: what Google answers to a cancelled upload.
_CANCELLED = 499
_SMALLEST_CHUNK = 256 * 1024
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


def resumable(call: Call) -> Answer:
    """Opens an upload, takes a piece of it, or says how far it has come."""
    session = str(call.query.get("upload_id") or call.query.get("uploadId") or "")
    if not session:
        return _opened(call)
    kept = call.store.setting(f"upload {session}")
    if not kept:
        raise not_found("The upload session does not exist.")
    if call.asked is not None and call.asked.verb == "DELETE":
        call.store.delete(HOST, f"uploads/{session}")
        call.store.put_setting(f"upload {session}", {})
        return Answer(_CANCELLED)
    if made := kept.get("made"):
        # The client did not hear of the end, and asks how far it came.
        return Answer(json=call.store.get(HOST, made) or {})
    name = f"uploads/{session}"
    so_far = call.store.blob(HOST, name) or b""
    told = call.headers.get("content-range", "")
    span = _CONTENT_RANGE.fullmatch(told)
    if told and span is None:
        raise invalid(f"Failed to parse Content-Range header '{told}'.")
    if span is None or span[1] is not None:
        so_far = _longer(so_far, span, call.raw)
        call.store.put_blob(HOST, name, so_far)
    if span is not None and span[3] != str(len(so_far)):
        ranges = {"range": f"bytes=0-{len(so_far) - 1}"} if so_far else {}
        return Answer(308, headers=ranges)
    call.store.delete(HOST, name)
    call.query |= kept["query"]
    body = stored(call, call.path["bucket"], kept["told"], so_far, kept["media"])
    call.store.put_setting(f"upload {session}", {"made": key(body["bucket"], body["name"])})
    return Answer(json=body)


def _longer(so_far: bytes, span: re.Match[str] | None, sent: bytes) -> bytes:
    """What has come with one more chunk; all but the last one are cut at a multiple of 256 KiB."""
    start = int(span[1]) if span else 0
    if start > len(so_far):
        words = (
            "Invalid request. According to the Content-Range header, the upload offset is "
            f"{start} byte(s), which exceeds already uploaded size of {len(so_far)} byte(s)."
        )
        raise invalid(words)
    if span is not None and span[3] != str(start + len(sent)):
        if len(sent) < _SMALLEST_CHUNK:
            words = (
                "Invalid request. The number of bytes uploaded is required to be equal or greater than "
                f"{_SMALLEST_CHUNK}, except for the final request (it's recommended to be the exact multiple "
                f"of {_SMALLEST_CHUNK}). The received request contained {len(sent)} bytes, which does not "
                "meet this requirement."
            )
            raise invalid(words)
        sent = sent[: len(sent) - len(sent) % _SMALLEST_CHUNK]
    return so_far[:start] + sent


def _opened(call: Call) -> Answer:
    session = clock.new_uuid()
    told = metadata(call, call.raw)
    check_name(str(call.query.get("name") or told.get("name") or ""))
    media = call.headers.get("x-upload-content-type", "application/octet-stream")
    query = {
        key: value for key, value in call.query.items() if key.startswith(("if", "name", "contentEncoding"))
    }
    call.store.put_setting(f"upload {session}", {"told": told, "media": media, "query": query})
    address = (
        f"http://{call.headers.get('host', '127.0.0.1')}/{HOST}/upload/storage/v1/b/{call.path['bucket']}/o"
    )
    place = f"{address}?uploadType=resumable&upload_id={session}"
    return Answer(200, headers={"location": place, "x-guploader-uploadid": session})
