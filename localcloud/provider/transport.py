"""Requests to the local cloud: a pool of connections, the recorded series of retries, an end when cancelled.

429, 500, 502 and 503 are retried inside the call, as the official provider does: 0.5, 1.5, 3, 5.5 … seconds
after the first try; one series lasts 116 s and starts again for as long as the operation's timeout allows.

Nothing leaves this machine: whatever made an address, a host that is not loopback is refused here.

Deliberately absent: the fixed waits of the official provider (10 s after a service account, 3 s after an
IAM member), which wait for Google's own caches.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from localcloud.provider.endpoints import is_local
from localcloud.provider.google_errors import GoogleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from urllib3 import PoolManager

    from localcloud.provider.values import Properties, Value

RETRIED = frozenset({429, 500, 502, 503})
QUEUED = ("too many concurrent edits", "could not fulfill the request", "sync mutate calls cannot be queued")
"""Monitoring's and Cloud Scheduler's words, with 409, for one change at a time."""
WAITS = (0.5, 1.0, 1.5, 2.5, 4.0, 6.5, 10.6, 17.0, 27.4, 45.0)
"""Seconds between tries, one series."""
ONE_SERIES = sum(WAITS)
CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 120.0


class CancelledError(Exception):
    """The engine asked the provider to stop."""


class ElsewhereError(Exception):
    """A request would leave this machine."""


class DroppedError(Exception):
    """A connection ended before the answer; what was asked may have been done."""


@dataclass(frozen=True)
class Request:
    """One request: ``query`` without what every request carries, ``body`` None for none at all."""

    method: str
    url: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Value = None


class Transport:
    """Sends requests. ``sleep`` waits and wakes when cancelled; tests pass one that only counts."""

    def __init__(self, token: str, cancelled: threading.Event) -> None:
        self._headers = {"Content-Type": "application/json", "User-Agent": "pulumi-gcp-stand-in"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._cancelled = cancelled
        self._pool: PoolManager | None = None
        self._lock = threading.Lock()

    def send(self, request: Request, patience: float) -> Properties:
        """The answer's body.

        Args:
            request: What to send.
            patience: Seconds for which a busy or broken cloud is tried again.

        Raises:
            GoogleError: The cloud answered with an error, or kept answering with one that is retried.
            DroppedError: Connections kept being dropped.
            ConnectionError: Nobody listens there.
            CancelledError: The engine wants the provider to stop.
            ElsewhereError: The address is not on this machine; nothing was sent.
        """
        if not is_local(request.url):
            raise ElsewhereError(
                f"{request.method} {request.url}: not on this machine; the stand-in provider asks the local "
                "cloud only: give names, not addresses, or install the official plugin"
            )
        ends = time.monotonic() + patience
        for wait in waits():
            try:
                return self._once(request)
            except (GoogleError, DroppedError) as error:
                lasting = isinstance(error, GoogleError) and not is_retried(error)
                if lasting or time.monotonic() + wait > ends:
                    raise
            self.sleep(wait)
        raise AssertionError  # the series has no end

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            CancelledError: The engine wants the provider to stop.
        """
        if self._cancelled.wait(seconds):
            raise CancelledError(
                "cancelled while waiting for the cloud; what was started there may still finish"
            )

    def _once(self, request: Request) -> Properties:
        import urllib3  # noqa: PLC0415 - 80 ms that a preview, which asks the cloud nothing, does not pay

        if self._cancelled.is_set():
            raise CancelledError("cancelled before the request was sent")
        query = urlencode(sorted({"alt": "json", **request.query}.items()))
        try:
            answer = self._connections().request(
                request.method,
                f"{request.url}?{query}",
                body=None if request.body is None else json.dumps(request.body).encode(),
                headers=self._headers,
                timeout=urllib3.Timeout(connect=CONNECT_TIMEOUT, read=READ_TIMEOUT),
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.ProtocolError as error:
            raise DroppedError(
                f"{request.method} {request.url}: the connection was dropped: {error}"
            ) from error
        except urllib3.exceptions.HTTPError as error:
            raise ConnectionError(
                f"{request.method} {request.url}: {error}; is the local cloud running?"
            ) from error
        body = answer.data.decode()
        if answer.status >= 300:
            raise GoogleError(answer.status, body)
        return cast("Properties", json.loads(body)) if body.strip() else {}

    def _connections(self) -> PoolManager:
        import urllib3  # noqa: PLC0415 - as above

        with self._lock:
            if self._pool is None:
                self._pool = urllib3.PoolManager(num_pools=4, maxsize=64)
            return self._pool


def is_retried(error: GoogleError) -> bool:
    """Whether the same request may succeed a little later."""
    words = str(error).lower()
    return error.code in RETRIED or (error.code == 409 and any(phrase in words for phrase in QUEUED))


def waits() -> Iterator[float]:
    """The series of waits, again and again."""
    while True:
        yield from WAITS
