"""Does what calls Google in a thread, since Google's libraries block, and answers for what fails there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from services.vividly_service import log
from services.vividly_service.answers import Problem, RefusedError
from services.vividly_service.generated import BlockedError

if TYPE_CHECKING:
    from collections.abc import Callable

_LOGGER = logging.getLogger(__name__)
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


async def in_thread(
    doing: str, does: Callable[_Given, _Made], *given: _Given.args, **named: _Given.kwargs
) -> _Made:
    """Does something that calls Google; whatever fails there is logged with its kind and answered 503."""
    try:
        return await run_in_threadpool(does, *given, **named)
    except RefusedError:
        raise
    except BlockedError as error:
        raise RefusedError(
            422, Problem("topic", "cannot be taught here", "ask about something else")
        ) from error
    except Exception as error:
        log.failed(_LOGGER, doing, error)
        fix = "try again in a few seconds, with the same Idempotency-Key"
        problem = Problem("service", "cannot do this at the moment", fix)
        raise RefusedError(503, problem, headers={"Retry-After": "5"}) from error
