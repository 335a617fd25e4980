"""Uploads: simple, multipart and resumable; what comes of them is one new generation of an object.

https://cloud.google.com/storage/docs/uploads-downloads
"""

from __future__ import annotations

import base64
import re
from email import policy
from email.parser import BytesParser
from hashlib import md5
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from localcloud import clock, validate
from localcloud.api import Answer, Call, now
from localcloud.apis.storage.kept import HOST, check_holds, key, match, owners_words, put
from localcloud.crc32c import crc32c
from localcloud.errors import invalid, not_found
from localcloud.etags import etag

if TYPE_CHECKING:
    from localcloud.casing import Json

_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


def insert(call: Call) -> Json | Answer:
    """Uploads an object in one of the three ways; with metadata alone it is an empty one."""
    how, bucket = call.query.get("uploadType"), call.path["bucket"]
    if how is None and call.body:
        return stored(call, bucket, call.body, b"", "application/octet-stream")
    if how == "resumable":
        return _resumable(call)
    if how == "multipart":
        told, content, media = _parts(call)
    elif how == "media":
        told, content, media = {}, call.raw, call.headers.get("content-type", "application/octet-stream")
    else:
        raise invalid("Objects are uploaded with uploadType media, multipart or resumable.")
    return stored(call, bucket, told, content, media)


def _parts(call: Call) -> tuple[Json, bytes, str]:
    head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n".encode()
    parts = list(BytesParser(policy=policy.HTTP).parsebytes(head + call.raw).iter_parts())
    if len(parts) != 2:
        raise invalid("A multipart upload has two parts: metadata and content.")
    told = _metadata(call, cast("bytes", parts[0].get_payload(decode=True)))
    content = cast("bytes", parts[1].get_payload(decode=True))
    return told, content, parts[1].get_content_type()


def _metadata(call: Call, raw: bytes) -> Json:
    checker = validate.Validator(call.document, required=False)
    told = checker.message("Object", validate.parse(raw))
    checker.refuse()
    return told


def _resumable(call: Call) -> Answer:
    session = str(call.query.get("upload_id") or call.query.get("uploadId") or "")
    if not session:
        return _opened(call)
    kept = call.store.setting(f"upload {session}")
    if not kept:
        raise not_found("The upload session does not exist.")
    name = f"uploads/{session}"
    so_far = call.store.blob(HOST, name) or b""
    span = _CONTENT_RANGE.fullmatch(call.headers.get("content-range", ""))
    if span is None or span[1] is not None:
        start = int(span[1]) if span else 0
        so_far = so_far[:start] + call.raw
        call.store.put_blob(HOST, name, so_far)
    if span is not None and span[3] != str(len(so_far)):
        ranges = {"range": f"bytes=0-{len(so_far) - 1}"} if so_far else {}
        return Answer(308, headers=ranges)
    call.store.delete(HOST, name)
    call.store.put_setting(f"upload {session}", {})
    call.query |= kept["query"]
    return Answer(json=stored(call, call.path["bucket"], kept["told"], so_far, kept["media"]))


def _opened(call: Call) -> Answer:
    session = clock.new_uuid()
    told = _metadata(call, call.raw)
    media = call.headers.get("x-upload-content-type", "application/octet-stream")
    query = {key: value for key, value in call.query.items() if key.startswith(("if", "name"))}
    call.store.put_setting(f"upload {session}", {"told": told, "media": media, "query": query})
    address = (
        f"http://{call.headers.get('host', '127.0.0.1')}/{HOST}/upload/storage/v1/b/{call.path['bucket']}/o"
    )
    place = f"{address}?uploadType=resumable&upload_id={session}"
    return Answer(200, headers={"location": place, "x-guploader-uploadid": session})


def stored(call: Call, bucket: str, told: Json, content: bytes, media: str) -> Json:
    """Writes a new generation of an object and gives it; `told` is what its owner says of it."""
    name = str(call.query.get("name") or told.get("name") or "")
    if not name or len(name.encode()) > 1024 or "\n" in name or "\r" in name:
        raise invalid("Required: an object name of 1 to 1024 bytes without line ends.")
    old = call.store.get(HOST, key(bucket, name))
    match(call, old)
    check_holds(old)
    generation, moment = str(int(clock.seconds() * 1_000_000)), now()
    link = f"https://www.googleapis.com/storage/v1/b/{bucket}/o/{quote(name, safe='')}"
    body: Json = {
        **owners_words(call, told),
        "kind": "storage#object",
        "id": f"{bucket}/{name}/{generation}",
        "selfLink": link,
        "mediaLink": f"{link}?generation={generation}&alt=media".replace(
            "/storage/v1", "/download/storage/v1"
        ),
        "name": name,
        "bucket": bucket,
        "generation": generation,
        "metageneration": "1",
        "contentType": told.get("contentType") or media,
        "storageClass": told.get("storageClass", "STANDARD"),
        "size": str(len(content)),
        "md5Hash": base64.b64encode(md5(content, usedforsecurity=False).digest()).decode(),
        "crc32c": base64.b64encode(crc32c(content).to_bytes(4, "big")).decode(),
        "etag": etag({"object": name, "generation": generation}, size=6),
        "timeCreated": moment,
        "updated": moment,
    }
    _check_sums(told, body)
    put(call, body)
    call.store.put_blob(HOST, key(bucket, name), content)
    return body


def _check_sums(told: Json, body: Json) -> None:
    for field in ("md5Hash", "crc32c"):
        if field in told and told[field] != body[field]:
            raise invalid(
                f'Provided {field} "{told[field]}" doesn\'t match calculated {field} "{body[field]}".'
            )
