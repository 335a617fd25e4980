"""Batches: many calls in one request, each answered by itself, in order.

Each part says which call it is. Absent: uploads and downloads, which Google does not take in a batch either;
marks in the list of calls and faults for the parts, which count as one call.
https://cloud.google.com/storage/docs/batch and https://developers.google.com/workspace/drive/api/guides/performance
"""

from __future__ import annotations

import json
import re
from email import policy
from email.parser import BytesParser
from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from localcloud import clock, multipart, registry
from localcloud.api import Answer
from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from localcloud.dispatch import Asked

    Run = Callable[[Asked], Answer]

_PLACE = re.compile(r"batch(/.*)?")
_MOST, _MOST_OF_STORAGE = 1000, 100
_NOT_INSIDE = re.compile(r"(batch|upload|download|resumable)(/|$)")


def is_batch(asked: Asked) -> bool:
    """Whether a request carries others."""
    return asked.verb == "POST" and bool(_PLACE.fullmatch(asked.path))


def answer(asked: Asked, run: Run) -> Answer:
    """Answers every call of a batch; what one of them is refused does not keep the others from running."""
    parts = list(_parts(asked))
    most = _MOST_OF_STORAGE if asked.host == "storage.googleapis.com" else _MOST
    if not 0 < len(parts) <= most:
        raise invalid(f"A batch holds 1 to {most} calls; {len(parts)} were given.")
    boundary = f"batch_{clock.new_uuid()}"
    written = [_written(boundary, label, _answered(inner, run)) for label, inner in parts]
    content = b"".join([*written, f"--{boundary}--\r\n".encode()])
    return Answer(200, None, content, f"multipart/mixed; boundary={boundary}")


def _parts(asked: Asked) -> Iterator[tuple[str, Asked]]:
    content_type = str(asked.headers.get("content-type", ""))
    if not content_type.startswith("multipart/mixed"):
        raise invalid("Failed to parse batch request, error: the body is not multipart/mixed.")
    for part in multipart.parts(content_type, asked.raw):
        sent = cast("bytes", part.get_payload(decode=True))
        yield str(part.get("Content-ID", "")), _inner(asked, sent.lstrip())


def _inner(asked: Asked, sent: bytes) -> Asked:
    """One call, as it stands in its part: a request line, headers, and a body."""
    first, _, rest = sent.partition(b"\n")
    words = first.decode("latin-1").split()
    if len(words) < 2:
        raise invalid("Failed to parse batch request, error: a part does not begin with a request line.")
    message = BytesParser(policy=policy.HTTP).parsebytes(rest, headersonly=True)
    _, _, body = rest.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
    address = urlsplit(words[1])
    host, path = asked.host, address.path.lstrip("/").rstrip("/")
    if path.startswith(f"{host}/"):
        path = path.removeprefix(f"{host}/")
    headers = {name.lower(): str(value) for name, value in message.items()}
    return asked._replace(
        verb=words[0].upper(), path=path, query=address.query, headers=headers, raw=body.strip()
    )


def _answered(inner: Asked, run: Run) -> Answer:
    try:
        if _NOT_INSIDE.match(inner.path) or "alt=media" in inner.query:
            raise invalid("Batches, uploads and downloads cannot be part of a batch.")
        return run(inner)
    except GoogleError as error:
        api = registry.find(inner.host)
        return Answer(error.http, error.body(legacy=api is not None and api.legacy))


def _written(boundary: str, label: str, given: Answer) -> bytes:
    content = given.content if given.json is None else json.dumps(given.json, ensure_ascii=False).encode()
    lines = [
        f"--{boundary}",
        "Content-Type: application/http",
        *([f"Content-ID: <response-{label.strip('<>')}>"] if label else []),
        "",
        f"HTTP/1.1 {given.status} {HTTPStatus(given.status).phrase}",
        *(f"{name}: {value}" for name, value in given.headers.items()),
        *([f"Content-Type: {given.media}"] if content else []),
        f"Content-Length: {len(content)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + content + b"\r\n"
