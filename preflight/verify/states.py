"""The states of APIs in a project: one request for thirty, shared by all who ask.

https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet
https://cloud.google.com/service-usage/docs/reference/rest/v1/ErrorReason
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, cast

from preflight.verify import running
from preflight.verify.checks import RetryError
from preflight.verify.google import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preflight.verify.google import Google

HOST = "serviceusage.googleapis.com"
#: How many names Google takes in one request.
AT_ONCE = 30
UNKNOWN = "UNKNOWN"
_NOT_KNOWN = "SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"


class Batch:
    """The states of up to thirty APIs, asked for once by whichever check comes first.

    A refusal is shared as well: one for the moment holds for as long as a check would wait before it asks
    again, so that thirty checks do not ask thirty times. Google refuses all for one that it does not know;
    the others are then asked about without it.
    """

    def __init__(self, google: Google, apis: Sequence[str]) -> None:
        self._google, self._apis = google, list(apis)
        self._lock = threading.Lock()
        self._states: dict[str, str] | None = None
        self._unknown: dict[str, str] = {}
        self._failed: RefusedError | RetryError | None = None
        self._again, self._failures = float("inf"), 0

    def of(self, api: str, seconds: float) -> str:
        """Give ENABLED, DISABLED, UNKNOWN, or nothing where Google told nothing.

        Raises RefusedError, RetryError.
        """
        with self._lock:
            if self._states is None:
                if self._failed is None or time.monotonic() >= self._again:
                    self._ask(seconds)
                if self._failed is not None:
                    raise self._failed
            return cast("dict[str, str]", self._states).get(api, "")

    def _ask(self, seconds: float) -> None:
        self._failed = None
        try:
            asked = self._asked(seconds) if self._apis else {}
        except RefusedError as error:
            if self._put_aside(error):
                self._ask(seconds)
            else:
                self._failed = error  # and would be refused again
        except RetryError as error:
            pause = running.WAITS[min(self._failures, len(running.WAITS) - 1)] / 2
            self._again = time.monotonic() + max(pause, error.after)
            self._failed, self._failures = error, self._failures + 1
        else:
            self._states = self._unknown | asked

    def _asked(self, seconds: float) -> dict[str, str]:
        parent = f"projects/{self._google.project}"
        query = {"names": [f"{parent}/services/{api}" for api in self._apis]}
        answer = self._google.get(HOST, f"v1/{parent}/services:batchGet", seconds, query) or {}
        services = cast("list[dict[str, Any]]", answer.get("services", []))
        return {str(one["name"]).rpartition("/")[2]: str(one.get("state", "")) for one in services}

    def _put_aside(self, error: RefusedError) -> bool:
        """Ask no more about what Google does not know; say whether there was anything."""
        if error.reason != _NOT_KNOWN:
            return False
        named = {word.strip(".,") for word in error.failure.message.split()}
        unknown = [api for api in self._apis if api in named]
        self._unknown |= dict.fromkeys(unknown, UNKNOWN)
        self._apis = [api for api in self._apis if api not in named]
        return bool(unknown)
