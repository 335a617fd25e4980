"""From an HTTP request to what is asked: host, path, verb, and a body that may be compressed.

Every Google host is a path prefix. Absent: routing, which is `dispatch.py`.
https://cloud.google.com/storage/docs/json_api#gzip and https://google.aip.dev/rest
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from localcloud import dispatch, registry
from localcloud.errors import invalid

if TYPE_CHECKING:
    from starlette.requests import Request

#: Google's Go library resolves uploads against the root of the endpoint and so loses the host's prefix.
_ROOTED = re.compile(r"(?:resumable/)?(?:upload|download|resumable)/(?:[^/]+/)*?storage/v1/")
#: Google's general library drops `storage/v1` when it is given the address of the host alone.
_SHORT = re.compile(r"(?:b|projects/[^/]+/(?:hmacKeys|serviceAccount))(?:/|$)")
_LARGEST = 100 * 2**20


async def read(request: Request) -> dispatch.Asked:
    """Gives what a request asks; raises 400 for a body that cannot be unpacked."""
    raw = unpacked(await request.body(), request.headers.get("content-encoding", ""))
    query = request.scope["query_string"].decode("latin-1")
    verb, query, raw = _overridden(request, query, raw)
    host, path = place(request)
    return dispatch.Asked("GET" if verb == "HEAD" else verb, host, path, query, request.headers, raw)


def place(request: Request) -> tuple[str, str]:
    """Gives the host and the path below it, still percent-encoded."""
    raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    whole = raw_path.decode("latin-1").partition("?")[0].removeprefix("/")
    if _ROOTED.match(whole):
        return "storage.googleapis.com", whole.rstrip("/")
    host, _, path = whole.partition("/")
    host, path = registry.global_host(host), path.rstrip("/")
    if host == "storage.googleapis.com" and _SHORT.match(path):
        path = f"storage/v1/{path}"
    return host, path


def unpacked(raw: bytes, encoding: str) -> bytes:
    """Gives the bytes of a body; what is compressed may not grow beyond the limit."""
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        return raw
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = reader.decompress(raw, _LARGEST)
    except zlib.error as error:
        raise invalid(f"Request content is not valid gzip: {error}.") from error
    if reader.unconsumed_tail:
        raise invalid(f"Request payload size exceeds the limit: {_LARGEST} bytes.")
    if not reader.eof:
        raise invalid("Request content is not valid gzip: it ends early.")
    return plain


def _overridden(request: Request, text: str, raw: bytes) -> tuple[str, str, bytes]:
    """Long GETs come as POST with the query as a form: X-HTTP-Method-Override."""
    verb = request.headers.get("x-http-method-override", request.method).upper()
    if verb == "GET" and request.method == "POST" and "form" in request.headers.get("content-type", ""):
        form = raw.decode("latin-1")
        return verb, f"{text}&{form}" if text else form, b""
    return verb, text, raw
