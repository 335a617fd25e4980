"""The local cloud's own pages under `/_local`: status, reset, what is stored, faults, and the last calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import JSONResponse
from starlette.routing import Route

from localcloud import __version__, validate
from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from collections import deque

    from starlette.requests import Request

    from localcloud.api import Cloud
    from localcloud.casing import Json

#: What is kept of a path and of a query, in characters.
_LONGEST = 2048
_SINCE = re.compile(r"[0-9]{1,18}")


class Seen(NamedTuple):
    """One call that was answered, or dropped with status 0; numbered from 1, with the faults that hit it."""

    seq: int
    method: str
    path: str
    query: str
    status: int
    faults: tuple[str, ...] = ()

    def shown(self) -> Json:
        """The entry as the page shows it."""
        shown = self._asdict()
        if not self.faults:
            del shown["faults"]
        return shown


def seen(  # noqa: PLR0913 - one field each
    calls: deque[Seen], method: str, path: str, query: str, status: int, *, faults: tuple[str, ...]
) -> Seen:
    """Gives the entry of the next call; long paths and queries are cut."""
    number = calls[-1].seq + 1 if calls else 1
    return Seen(number, method, path[:_LONGEST], query[:_LONGEST], status, faults)


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
            if request.method == "DELETE":
                return JSONResponse(cloud.faults.clear())
            wanted = validate.parse(await request.body()) if request.method == "POST" else {}
            return JSONResponse(cloud.faults.change(wanted) if wanted else cloud.faults.shown())
        except GoogleError as error:
            return JSONResponse(error.body(), error.http)

    async def listed_calls(request: Request) -> JSONResponse:
        since = request.query_params.get("since", "0")
        if not _SINCE.fullmatch(since):
            return JSONResponse(invalid(f"since must be a number, not '{since}'").body(), 400)
        listed = [call.shown() for call in calls if call.seq > int(since)]
        return JSONResponse({"calls": listed})

    return [
        Route("/_local/status", status, methods=["GET"]),
        Route("/_local/reset", reset, methods=["POST"]),
        Route("/_local/resources", resources, methods=["GET"]),
        Route("/_local/faults", faults, methods=["GET", "POST", "DELETE"]),
        Route("/_local/calls", listed_calls, methods=["GET"]),
    ]
