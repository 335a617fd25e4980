"""What surrounds a service's own routes: probes, the trace of a request, and the server.

`/health` asks the process alone. `/ready` says what is missing before the service can work: settings, or an
identity. A service that is not ready answers its probes and nothing else, so that whoever deploys it reads
the sentences under `/ready` and in the log instead of a crash loop. `/ready?verbose` also tells what the
start-up check knows of each capability; an API that is off makes nothing unready, since the rest may work.
Deliberately absent: `/healthz`, which Cloud Run's front end answers itself, and a line for each request,
which Cloud Run writes.

https://cloud.google.com/run/docs/configuring/healthchecks
https://cloud.google.com/trace/docs/trace-context
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.vividly_service import answers, log
from services.vividly_service.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Receive, Scope, Send

    # What is known of each capability, without waiting: its state and the reason.
    Capabilities = Callable[[], Mapping[str, Mapping[str, str]]]

_LOGGER = logging.getLogger(__name__)
_TRACE = re.compile(rb"([0-9a-f]{32})(?:/|$)")


class Traced:
    """Keeps the trace that Cloud Run gives a request, so that every line logged for it carries it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        headers: dict[bytes, bytes] = dict(scope.get("headers", ()))
        found = _TRACE.match(headers.get(b"x-cloud-trace-context", b""))
        kept = log.TRACE.set(found[1].decode() if found else ""), log.REQUEST.set("")
        try:
            await self._app(scope, receive, send)
        finally:
            log.TRACE.reset(kept[0])
            log.REQUEST.reset(kept[1])


def application(
    routes: Sequence[BaseRoute],
    problems: Sequence[str] = (),
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None,
    capabilities: Capabilities | None = None,
) -> Starlette:
    """Gives an application with its probes; with `problems` it is not ready and serves those alone."""
    for problem in problems:
        _LOGGER.critical("%s", problem, extra=log.fields(error_kind="other"))

    async def health(_request: Request) -> Response:
        return Response(status_code=204)

    async def ready(request: Request) -> JSONResponse:
        body: dict[str, object] = {"ready": not problems, "problems": list(problems)}
        if "verbose" in request.query_params and capabilities is not None:
            body["capabilities"] = capabilities()
        return JSONResponse(body, 503 if problems else 200)

    async def unready(_request: Request) -> Response:
        return Response(status_code=503)

    rest = [Route("/{path:path}", unready, methods=["GET", "POST"])] if problems else list(routes)
    return Starlette(
        routes=[Route("/health", health), Route("/ready", ready), *rest],
        middleware=[Middleware(Traced)],
        exception_handlers={answers.RefusedError: answers.refused, Exception: _broken},
        lifespan=lifespan,
    )


async def _broken(_request: Request, error: Exception) -> JSONResponse:
    log.failed(_LOGGER, "a request", error)
    fix = "try again; if it stays so, the log says why"
    return JSONResponse({"problems": [{"place": "service", "what": "failed", "fix": fix}]}, 500)


def serve(app: Starlette, variables: Mapping[str, str]) -> None:
    """Serves until SIGTERM, where Cloud Run says (PORT); HOST is loopback unless the image says otherwise."""
    environment = Environment(variables)
    host, port = environment.optional("HOST", "127.0.0.1"), environment.number("PORT", 8080)
    environment.check()
    # Cloud Run allows ten seconds between SIGTERM and the end.
    uvicorn.run(app, host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=8)
