"""The routes of the API service.

POST /requests                      202 with a Location, or 200 with questions
GET  /requests/{id}                 how it stands
GET  /results/{id}/script or audio  what came of it
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from google.auth.exceptions import DefaultCredentialsError
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from preflight.startup import Capability
from services.api import bodies, ranges, settings
from services.api.calling import in_thread
from services.api.clients import connect
from services.api.links import Links
from services.api.reading import Reading
from services.api.students import Students
from services.api.taking import Taking
from services.vividly_service import capabilities, log, serving
from services.vividly_service.content_requests import State, request_id
from services.vividly_service.environment import SettingsError
from services.vividly_service.write_once import WriteOnce

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from starlette.applications import Starlette
    from starlette.requests import Request

    from services.api.clients import Clients
    from services.api.reading import Part
    from services.api.settings import Settings
    from services.vividly_service.content_requests import Record

_CAPABILITIES = (Capability.GENERATION, Capability.PUBSUB, Capability.STORAGE)
# Cloud Run waits a minute: 5 s for certificates, 20 for the model, 10 to publish, and five calls of these.
_STORAGE_SECONDS = 5


def create(variables: Mapping[str, str]) -> Starlette:
    """Makes the application; with settings that do not do, one that says so under `/ready`."""
    log.configure(variables.get("GOOGLE_CLOUD_PROJECT", ""))
    try:
        told = settings.read(variables)
        clients = connect(told)
    except SettingsError as error:
        return serving.application([], error.problems)
    except DefaultCredentialsError as error:
        return serving.application([], [f"identity: none was found ({error}); run as a service account"])

    checked = capabilities.asked(_CAPABILITIES, told.cloud)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        yield
        await run_in_threadpool(checked.close)
        clients.close()

    return serving.application(_Routes(told, clients).all(), lifespan=lifespan, capabilities=checked.detail)


class _Routes:
    def __init__(self, told: Settings, clients: Clients) -> None:
        objects = WriteOnce(clients.bucket, _STORAGE_SECONDS)
        self._students = Students(told.students)
        self._taking = Taking(clients, objects, told.clarification)
        self._reading = Reading(objects, Links(told.link_key, told.link_seconds))

    def all(self) -> list[Route]:
        return [
            Route("/requests", self._take, methods=["POST"]),
            Route("/requests/{request_id}", self._stand, methods=["GET"]),
            Route("/results/{request_id}/{part}", self._fetch, methods=["GET"]),
        ]

    async def _take(self, request: Request) -> Response:
        student = await run_in_threadpool(self._students.of, request)
        key, asked = bodies.key_of(request), await bodies.asked_in(request)
        log.REQUEST.set(request_id(student, key))
        return _taken(await in_thread("taking a request", self._taking.take, student, key, asked))

    async def _stand(self, request: Request) -> Response:
        student = await run_in_threadpool(self._students.of, request)
        wanted = str(request.path_params["request_id"])
        return JSONResponse(await in_thread("reading a request", self._reading.standing, student, wanted))

    async def _fetch(self, request: Request) -> Response:
        wanted, part = str(request.path_params["request_id"]), str(request.path_params["part"])
        signature = request.query_params.get("signature")
        if signature is not None:
            expires = request.query_params.get("expires", "")
            found = await in_thread(
                "reading a result", self._reading.linked, wanted, part, expires, signature
            )
        else:
            student = await run_in_threadpool(self._students.of, request)
            found = await in_thread("reading a result", self._reading.part, student, wanted, part)
        return _shown(found, request.headers.get("range", ""))


def _shown(part: Part, asked: str) -> Response:
    size = part.held.size
    some = ranges.wanted(asked, size)
    first, last = some or (0, size - 1)
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=300",
        "Content-Length": str(last - first + 1),
    }
    if some:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    pieces = part.held.pieces(first, last)
    return StreamingResponse(pieces, 206 if some else 200, headers, part.media)


def _taken(record: Record) -> Response:
    place = f"/requests/{record.request_id}"
    if record.questions:
        body = {"request_id": record.request_id, "state": State.CLARIFICATION}
        return JSONResponse(body | {"questions": list(record.questions)})
    body = {"request_id": record.request_id, "state": State.PENDING, "result": place}
    return JSONResponse(body, 202, {"Location": place})
