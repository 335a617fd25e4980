"""Fetches the certificates that tokens are verified with, and keeps them.

They are kept as long as the answer that brought them allows, at least a minute and at most a day, so that not
every request waits for them; an outage of their address is survived with the old ones. Issuers publish a new
key long before they sign with it.

https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.1
"""

# Google's library types its methods only in part.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import json
import re
import threading
from time import monotonic
from typing import TYPE_CHECKING

import google.auth.transport.requests
from google.auth import exceptions
from google.auth.transport import Request

if TYPE_CHECKING:
    from google.auth.transport import Response

_MAX_AGE = re.compile(r"max-age=(\d+)")
_KEPT_SECONDS = (60, 86_400)
_FETCH_SECONDS = 5
_OK = 200


class Certificates(Request):
    """Fetches certificates for Google's library, and keeps the last good answer for as long as it holds."""

    def __init__(self) -> None:
        self._request = google.auth.transport.requests.Request()
        self._lock = threading.Lock()
        self._good: Response | None = None
        self._until = 0.0

    def __call__(self, url: str, method: str = "GET", **_more: object) -> Response:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Gives the kept answer, or a new one once the old has run out; the old one again in an outage."""
        with self._lock:
            if self._good is not None and monotonic() < self._until:
                return self._good
            try:
                answer = self._fetched(url, method)
            except exceptions.TransportError:
                if self._good is None:
                    raise
                return self._keep(self._good, _KEPT_SECONDS[0])
            return self._keep(answer, _age(answer))

    def _fetched(self, url: str, method: str) -> Response:
        answer = self._request(url, method=method, timeout=_FETCH_SECONDS)
        if answer.status != _OK or not _holds_certificates(answer.data):
            raise exceptions.TransportError(f"{url} answers {answer.status} and no certificates by key id")
        return answer

    def _keep(self, answer: Response, seconds: int) -> Response:
        self._good, self._until = answer, monotonic() + seconds
        return answer


def _age(answer: Response) -> int:
    headers = {str(name).lower(): str(value) for name, value in dict(answer.headers).items()}
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    least, most = _KEPT_SECONDS
    return min(max(int(found[1]) if found else least, least), most)


def _holds_certificates(data: bytes) -> bool:
    """Whether an answer is PEM by key id; not a page of HTML, nor keys as JWK, which need another library."""
    try:
        found: object = json.loads(data)
    except ValueError:
        return False
    return isinstance(found, dict) and bool(found) and all(isinstance(pem, str) for pem in found.values())
