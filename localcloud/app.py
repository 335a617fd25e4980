"""The ASGI application: every Google host is a path prefix, the local cloud's own pages are under `/_local`.

https://asgi.readthedocs.io and https://www.starlette.io
"""

from __future__ import annotations

import json
import sys
import traceback
from collections import deque
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from localcloud import admin, dispatch, registry
from localcloud.api import Answer, Cloud
from localcloud.errors import GoogleError
from localcloud.faults import Faults
from localcloud.gate import Gate
from localcloud.projects import Projects

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from localcloud.store import Store

_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
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
            Route("/{host}/{path:path}", _google(cloud, calls), methods=_VERBS),
        ]
    )


def _google(cloud: Cloud, calls: deque[admin.Seen]) -> Callable[[Request], Awaitable[Response]]:
    async def google(request: Request) -> Response:
        raw = await request.body()
        raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
        _, host, path = raw_path.decode("latin-1").partition("?")[0].split("/", 2)
        text = request.scope["query_string"].decode("latin-1")
        verb, text, raw = _overridden(request, text, raw)
        host, path = registry.global_host(host), path.rstrip("/")
        answer = _answered(cloud, dispatch.Asked(verb, host, path, text, request.headers, raw))
        calls.append(admin.Seen(admin.next_number(calls), verb, f"/{host}/{path}", text, answer.status))
        return _response(answer, pretty="prettyPrint=true" in text)

    return google


def _answered(cloud: Cloud, asked: dispatch.Asked) -> Answer:
    try:
        return dispatch.run(cloud, asked)
    except GoogleError as error:
        if error.http == 304:
            return Answer(304)
        api = registry.find(asked.host)
        return Answer(error.http, error.body(legacy=api is not None and api.legacy))
    except Exception as error:  # noqa: BLE001 - a 5xx would make clients retry for minutes
        traceback.print_exc(file=sys.stderr)
        words = (
            f"The local cloud failed on this call ({type(error).__name__}: {error}); that is its own fault."
        )
        return Answer(400, GoogleError(400, "UNIMPLEMENTED", words).body())


def _overridden(request: Request, text: str, raw: bytes) -> tuple[str, str, bytes]:
    """Long GETs come as POST with the query as a form: X-HTTP-Method-Override."""
    verb = request.headers.get("x-http-method-override", request.method).upper()
    if verb == "GET" and request.method == "POST" and "form" in request.headers.get("content-type", ""):
        form = raw.decode("latin-1")
        return verb, f"{text}&{form}" if text else form, b""
    return verb, text, raw


def _response(answer: Answer, *, pretty: bool) -> Response:
    if answer.json is None:
        return Response(answer.content, answer.status, answer.headers, answer.media)
    indent, separators = (2, None) if pretty else (None, (",", ":"))
    text = json.dumps(answer.json, ensure_ascii=False, indent=indent, separators=separators)
    return Response(text.encode(), answer.status, answer.headers, _JSON)
