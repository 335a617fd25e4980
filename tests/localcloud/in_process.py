"""The local cloud without a process: requests go straight into its application, in this thread."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx

from localcloud.app import application
from localcloud.store import Store

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
PROJECT = "vividly-dev-rich"


class _Transport(httpx.BaseTransport):
    """Runs an ASGI application on an event loop of its own for each request."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application
        self._inner = httpx.ASGITransport(app)
        self._loop = asyncio.new_event_loop()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._loop.run_until_complete(self._answer(request))

    def close(self) -> None:
        self._loop.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        # As it was sent: what is compressed is unpacked once, by the client.
        content = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


class Local:
    """A local cloud on a data folder. Paths leave out `.googleapis.com`: `pubsub/v1/projects/…`."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)
        self.http = httpx.Client(transport=_Transport(application(self.store)), base_url="http://127.0.0.1")

    def close(self) -> None:
        self.http.close()
        self.store.close()

    def send(self, verb: str, path: str, body: object = None, **more: Any) -> httpx.Response:  # noqa: ANN401
        """Sends one request."""
        host, _, rest = path.partition("/")
        url = f"/{host}/{rest}" if host == "_local" else f"/{host}.googleapis.com/{rest}"
        return self.http.request(verb, url, **({} if body is None else {"json": body}), **more)

    def ok(self, verb: str, path: str, body: object = None) -> Json:
        """Sends one request that must succeed, and gives its JSON."""
        answer = self.send(verb, path, body)
        assert answer.is_success, f"{verb} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else {}

    def refused(self, verb: str, path: str, body: object = None) -> Json:
        """Sends one request that must be refused, and gives the error."""
        answer = self.send(verb, path, body)
        assert not answer.is_success, f"{verb} {path} was not refused: {answer.text}"
        return answer.json()["error"]

    def enable(self, *services: str, project: str = PROJECT) -> None:
        """Enables services named without `.googleapis.com`."""
        names = [f"{service}.googleapis.com" for service in services]
        self.ok("POST", f"serviceusage/v1/projects/{project}/services:batchEnable", {"serviceIds": names})

    def number(self, project: str = PROJECT) -> str:
        """The number of a project."""
        return self.ok("GET", f"cloudresourcemanager/v1/projects/{project}")["projectNumber"]
