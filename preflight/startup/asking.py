"""Asks Service Usage which APIs a project has enabled: thirty names a request, over REST.

With an endpoint every Google host is a path prefix under that address, which is how the local cloud serves
them. The answer is asked to hold names and states only. Every step has the deadline: connecting, each wait
for bytes, and the answer as a whole; who waits for all of it waits beside the thread (validation.py), since
looking up a name and a metadata server that is not there take their own time.

https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import requests
    from google.auth.credentials import Credentials

HOST = "serviceusage.googleapis.com"
#: How many names Google takes in one request.
AT_ONCE = 30
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_LARGEST_BYTES = 4 * 1024 * 1024


class Where(NamedTuple):
    """A project, where Google is (empty: Google itself), as whom to ask (None: who this runs as)."""

    project: str
    endpoint: str = ""
    credentials: Credentials | None = None


class Refusal(NamedTuple):
    """An answer that is an error."""

    status_code: int
    content: bytes


class Told(NamedTuple):
    """The states by API, the project's number where it was told, and why a later request told nothing."""

    states: dict[str, str]
    number: str
    error: Exception | None = None


class RefusedError(Exception):
    """Google refuses to answer; `answer` can be explained."""

    def __init__(self, answer: Refusal) -> None:
        super().__init__(f"HTTP {answer.status_code}")
        self.answer = answer


def place(endpoint: str | None) -> str:
    """Give the endpoint told, or the environment's CLOUD_ENDPOINT. Raises ValueError for no address."""
    told = (os.environ.get("CLOUD_ENDPOINT", "") if endpoint is None else endpoint).strip().rstrip("/")
    scheme, host = _parts(told)
    if told and (scheme not in ("http", "https") or not host):
        raise ValueError(
            "endpoint: is no address; write one that begins with https://, or http:// on loopback"
        )
    return told


def _parts(address: str) -> tuple[str, str]:
    from urllib.parse import urlsplit  # noqa: PLC0415 - not needed at import

    parts = urlsplit(address)
    return parts.scheme, parts.hostname or ""


def states(where: Where, apis: Sequence[str], seconds: float) -> Told:
    """Ask about all, each request within `seconds`; the first that fails ends it, and what is told is kept.

    Raises RefusedError, and what google-auth and requests raise, if nothing is told.
    """
    import requests  # noqa: PLC0415 - slow to import, and only the thread that asks needs it

    found: dict[str, str] = {}
    number = ""
    with requests.Session() as session:
        session.trust_env = not where.endpoint
        for batch in _batches(apis):
            try:
                services = _asked(session, where, batch, time.monotonic() + seconds)
            except Exception as error:
                if not found:
                    raise
                return Told(found, number, error)
            for one in services:
                _, owner, _, api = f"{one.get('name', '')}///".split("/")[:4]
                found[api] = str(one.get("state", ""))
                number = owner if owner.isdecimal() else number
    return Told(found, number)


def _batches(apis: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(apis), AT_ONCE):
        yield apis[first : first + AT_ONCE]


def _asked(
    session: requests.Session, where: Where, apis: Sequence[str], deadline: float
) -> list[dict[str, Any]]:
    parent = f"projects/{where.project}"
    begin = f"{where.endpoint}/{HOST}" if where.endpoint else f"https://{HOST}"
    query = {"names": [f"{parent}/services/{api}" for api in apis], "fields": "services(name,state)"}
    address = f"{begin}/v1/{parent}/services:batchGet"
    headers = _headers(session, where, address)
    left = max(0.01, deadline - time.monotonic())
    with session.get(
        address, params=query, headers=headers, timeout=left, stream=True, allow_redirects=False
    ) as answer:
        content = b""
        for piece in answer.iter_content(16 * 1024):
            content += piece
            if time.monotonic() > deadline:
                raise TimeoutError("the answer is not whole in time")
            if len(content) > _LARGEST_BYTES:
                raise ValueError("the answer is larger than any that Google gives")
        if answer.status_code != 200:
            raise RefusedError(Refusal(answer.status_code, content))
    import json  # noqa: PLC0415 - not needed at import

    body = json.loads(content)
    services = cast("dict[str, Any]", body).get("services", []) if isinstance(body, dict) else None
    if not isinstance(services, list):
        raise TypeError("the answer is not Service Usage's")
    return [cast("dict[str, Any]", one) for one in cast("list[object]", services) if isinstance(one, dict)]


def _headers(session: requests.Session, where: Where, address: str) -> dict[str, str]:
    """Give who asks. No `X-Goog-User-Project` to Google: naming a project takes a role of its own there."""
    scheme, host = _parts(where.endpoint)
    if scheme == "http" or host in _LOOPBACK:  # a real token never goes there
        return {"Authorization": "Bearer anonymous", "X-Goog-User-Project": where.project}
    import google.auth  # noqa: PLC0415 - slow to import
    import google.auth.transport.requests as transport  # noqa: PLC0415 - likewise

    headers: dict[str, str] = {}
    credentials: Any = where.credentials or cast("Any", google.auth).default(scopes=_SCOPES)[0]
    credentials.before_request(transport.Request(session), "GET", address, headers)
    return headers
