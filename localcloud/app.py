"""The ASGI application: every Google host is a path prefix, the local cloud's own pages are under `/_local`.

https://asgi.readthedocs.io and https://www.starlette.io
"""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from collections import deque
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from localcloud import admin, dispatch, incoming, registry, strikes
from localcloud.api import Answer, Cloud
from localcloud.errors import GoogleError
from localcloud.faults import Faults
from localcloud.gate import Gate
from localcloud.projects import Projects

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from localcloud.store import Store

_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"]
_KEPT_CALLS = 10_000
_JSON = "application/json; charset=UTF-8"


def cloud_on(store: Store) -> Cloud:
    """Puts the cloud together on what a data folder holds."""
    faults = Faults(store)
    return Cloud(store, Projects(store), faults, Gate(store, faults))


def application(store: Store) -> Starlette:
    """Gives the ASGI application on a data folder."""
    cloud = cloud_on(store)
    calls: deque[admin.Seen] = deque(maxlen=_KEPT_CALLS)
    return Starlette(
        routes=[
            *admin.routes(cloud, calls),
            Route("/{path:path}", _google(cloud, calls), methods=_VERBS),
        ],
        exception_handlers={HTTPException: _unroutable},
    )


def _google(cloud: Cloud, calls: deque[admin.Seen]) -> Callable[[Request], Awaitable[Response]]:
    async def google(request: Request) -> Response:
        host, path = incoming.place(request)
        query, verb = request.scope["query_string"].decode("latin-1"), request.method
        try:
            asked = await incoming.read(request)
            query, verb = asked.query, asked.verb
            answer = await _answer(cloud, asked)
            response = _response(answer, pretty="prettyPrint=true" in query)
        except strikes.DroppedError:
            calls.append(admin.seen(calls, verb, f"/{host}/{path}", query, 0, faults=cloud.faults.noted()))
            return await _dropped(request)
        except Exception as error:  # noqa: BLE001 - a 5xx would make clients retry for minutes
            response = _refusal(error, host)
        status, struck = response.status_code, cloud.faults.noted()
        calls.append(admin.seen(calls, verb, f"/{host}/{path}", query, status, faults=struck))
        if request.method == "HEAD":
            response.body = b""
        return response

    return google


async def _answer(cloud: Cloud, asked: dispatch.Asked) -> Answer:
    if not cloud.faults.striking:
        return dispatch.run(cloud, asked)
    await strikes.before(cloud, asked)
    answer = dispatch.run(cloud, asked)
    strikes.after(cloud, asked, answer)
    return answer


async def _dropped(request: Request) -> Response:
    """Cuts the connection, where it is one of `serve.py`."""
    drop = request.scope.get("state", {}).get("drop")
    if drop is None:
        raise ConnectionResetError("dropped by a fault")
    drop()
    # The server notices in the next round; what is answered from then on goes nowhere.
    await asyncio.sleep(0)
    return Response(status_code=503)


def _refusal(error: Exception, host: str) -> Response:
    if isinstance(error, GoogleError):
        if error.http == 304:
            return Response(status_code=304)
        api = registry.find(host)
        body = error.body(legacy=api is not None and api.legacy)
        return _response(Answer(error.http, body), pretty=False)
    traceback.print_exception(error, file=sys.stderr)
    words = f"The local cloud failed on this call ({type(error).__name__}: {error}); that is its own fault."
    return _response(Answer(400, GoogleError(400, "UNIMPLEMENTED", words).body()), pretty=False)


async def _unroutable(_request: Request, error: Exception) -> Response:
    """A verb that nothing takes, in the same shape as every other refusal."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    words = f"The local cloud does not take this request: {error}"
    return _response(Answer(status, GoogleError(status, "INVALID_ARGUMENT", words).body()), pretty=False)


def _response(answer: Answer, *, pretty: bool) -> Response:
    if answer.json is None:
        return Response(answer.content, answer.status, answer.headers, answer.media)
    indent, separators = (2, None) if pretty else (None, (",", ":"))
    text = json.dumps(answer.json, ensure_ascii=False, indent=indent, separators=separators)
    # A refusal may quote what was sent, and that may be no text at all.
    return Response(text.encode(errors="replace"), answer.status, answer.headers, _JSON)
