"""The local cloud's own pages under `/_local`: status, reset, what is stored, faults, and the last calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import JSONResponse
from starlette.routing import Route

from localcloud import __version__, validate
from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from collections import deque

    from starlette.requests import Request

    from localcloud.api import Cloud


class Seen(NamedTuple):
    """One call that was answered; numbered from 1."""

    seq: int
    method: str
    path: str
    query: str
    status: int


def next_number(calls: deque[Seen]) -> int:
    """The number of the next call."""
    return calls[-1].seq + 1 if calls else 1


def routes(cloud: Cloud, calls: deque[Seen]) -> list[Route]:
    """Gives the routes of the pages."""

    async def status(_request: Request) -> JSONResponse:
        return JSONResponse(
            {
                "name": "localcloud",
                "version": __version__,
                "data": str(cloud.store.folder),
                "resources": cloud.store.counts(),
                "calls": calls[-1].seq if calls else 0,
            }
        )

    async def reset(_request: Request) -> JSONResponse:
        cloud.store.reset()
        cloud.projects.reload()
        cloud.faults.reload()
        cloud.gate.reload()
        calls.clear()
        return JSONResponse({})

    async def resources(request: Request) -> JSONResponse:
        asked = request.query_params
        return JSONResponse({"resources": cloud.store.resources(asked.get("service"), asked.get("project"))})

    async def faults(request: Request) -> JSONResponse:
        try:
            wanted = validate.parse(await request.body()) if request.method == "POST" else {}
            return JSONResponse(cloud.faults.change(wanted) if wanted else cloud.faults.now)
        except GoogleError as error:
            return JSONResponse(error.body(), error.http)

    async def seen(request: Request) -> JSONResponse:
        since = request.query_params.get("since", "0")
        if not since.isdigit():
            return JSONResponse(invalid(f"since must be a number, not '{since}'").body(), 400)
        listed = [call._asdict() for call in calls if call.seq > int(since)]
        return JSONResponse({"calls": listed})

    return [
        Route("/_local/status", status, methods=["GET"]),
        Route("/_local/reset", reset, methods=["POST"]),
        Route("/_local/resources", resources, methods=["GET"]),
        Route("/_local/faults", faults, methods=["GET", "POST"]),
        Route("/_local/calls", seen, methods=["GET"]),
    ]
