"""How a service refuses: one JSON shape, in which each problem says where, what, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a request."""

    place: str
    what: str
    fix: str


class RefusedError(Exception):
    """Ends a request with a status and its problems."""

    def __init__(self, status: int, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.what}" for problem in problems))
        self.status, self.problems, self.headers = status, problems, dict(headers or {})


async def refused(_request: Request, error: Exception) -> JSONResponse:
    """Answers a RefusedError; registered as the handler of that exception."""
    if not isinstance(error, RefusedError):
        raise error
    body = {"problems": [asdict(problem) for problem in error.problems]}
    return JSONResponse(body, error.status, error.headers)


async def body_of(request: Request, limit: int) -> bytes:
    """Gives a request's body, without ever holding more than `limit` bytes of it."""
    held = bytearray()
    try:
        async for piece in request.stream():
            held += piece
            if len(held) > limit:
                raise RefusedError(413, Problem("body", f"is larger than {limit} bytes", "send less"))
    except ClientDisconnect as error:
        # Nobody reads this answer; it keeps a caller who goes away from being logged as a failure.
        raise RefusedError(400, Problem("body", "did not come whole", "send it again")) from error
    return bytes(held)
