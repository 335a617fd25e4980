"""The route of the push worker: POST /, where Pub/Sub pushes.

What is answered decides what Pub/Sub does: 204 ends a message, everything else brings it back later and after
five times puts it with the dead letters. So 204 is answered for what is done and for what no later delivery
makes better; 503 for what is over soon (quota, outages); 500 for what somebody has to put right (an API that
is not enabled, a model that is gone, a missing role), which the log names by its `error_kind`.

https://cloud.google.com/pubsub/docs/push#receive_push
"""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from google.auth.exceptions import DefaultCredentialsError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from preflight.startup import Capability
from services.push_worker import messages, settings
from services.push_worker.callers import Pushers
from services.push_worker.clients import connect
from services.push_worker.messages import BadMessageError
from services.push_worker.work import Work
from services.push_worker.writing import Writer
from services.vividly_service import capabilities, log, serving
from services.vividly_service.answers import Problem, RefusedError, body_of
from services.vividly_service.environment import SettingsError
from services.vividly_service.error_kinds import ErrorKind, kind_of
from services.vividly_service.write_once import WriteOnce

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from starlette.applications import Starlette
    from starlette.requests import Request

    from services.push_worker.clients import Clients
    from services.push_worker.settings import Settings

_LOGGER = logging.getLogger(__name__)
_LARGEST_BYTES = 256 * 1024
_STORAGE_SECONDS = 20
_CAPABILITIES = (Capability.GENERATION, Capability.SPEECH, Capability.STORAGE)
# What only a person puts right; the rest may be over at the next delivery.
_LASTING = frozenset({ErrorKind.API_DISABLED, ErrorKind.MODEL_NOT_FOUND, ErrorKind.PERMISSION})


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

    return serving.application([_push_route(told, clients)], lifespan=lifespan, capabilities=checked.detail)


def _push_route(told: Settings, clients: Clients) -> Route:
    pushers = Pushers(told.push, told.push_identity)
    writer = Writer(clients.models, told.matching, told.generation)
    work = Work(writer, clients.speakers, told.voices, WriteOnce(clients.bucket, _STORAGE_SECONDS))

    async def push(request: Request) -> Response:
        await run_in_threadpool(pushers.check, request)
        body = await body_of(request, _LARGEST_BYTES)
        try:
            await _served(work, body)
        except RefusedError:
            raise
        except Exception as error:
            log.failed(_LOGGER, "a content request", error)
            lasting = kind_of(error) in _LASTING
            problem = Problem("message", f"could not be served ({kind_of(error)})", "deliver it again")
            raise RefusedError(500 if lasting else 503, problem) from error
        return Response(status_code=204)

    return Route("/", push, methods=["POST"])


async def _served(work: Work, body: bytes) -> None:
    try:
        delivery = messages.read(body)
    except BadMessageError as bad:
        await run_in_threadpool(work.reject, bad.message_id, bad.why)
        return
    # Outside of the thread, which works on a copy of what is set here.
    log.REQUEST.set(delivery.request_id)
    await run_in_threadpool(work.serve, delivery)
