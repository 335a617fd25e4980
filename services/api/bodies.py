"""Reads what a student sent, and says everything that is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import ConfigDict, ValidationError

from services.vividly_service.answers import Problem, RefusedError, body_of
from services.vividly_service.content_requests import Asked

if TYPE_CHECKING:
    from starlette.requests import Request

_LARGEST_BYTES = 16 * 1024
_KEY = re.compile(r"[\x21-\x7e]{8,128}")


class _Sent(Asked):
    """As it is read later, but with nothing beside it: a misspelled name must not be a wish that is lost."""

    model_config = ConfigDict(extra="forbid")


def key_of(request: Request) -> str:
    """Gives the idempotency key of a request."""
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        what = "is missing" if not key else "is not 8 to 128 visible ASCII characters"
        fix = "send a new UUID with each new request, and the same one when you repeat it"
        raise RefusedError(400, Problem("Idempotency-Key", what, fix))
    return key


async def asked_in(request: Request) -> Asked:
    """Gives what a request asks for."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise RefusedError(415, Problem("Content-Type", "is not application/json", "send JSON and say so"))
    body = await body_of(request, _LARGEST_BYTES)
    try:
        return _Sent.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        problems = [_problem(item["type"], item["loc"], item["msg"]) for item in found]
        raise RefusedError(422, *problems) from error


def _problem(kind: str, at: tuple[int | str, ...], words: str) -> Problem:
    if kind == "json_invalid":
        return Problem("body", "is no JSON", 'send {"topic": "...", "interests": ["..."]}')
    field = _Sent.model_fields.get(str(at[0])) if at else None
    fix = field.description if field is not None and field.description else "send topic and interests only"
    return Problem(".".join(map(str, at)) or "body", words.lower(), fix)
