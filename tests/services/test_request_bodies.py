"""A body is read up to its limit, and a caller who goes away is no failure of the service."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from starlette.requests import Request

from services.vividly_service.answers import RefusedError, body_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MORE: dict[str, Any] = {"type": "http.request", "body": b"1234", "more_body": True}
LAST: dict[str, Any] = {"type": "http.request", "body": b"5", "more_body": False}
GONE: dict[str, Any] = {"type": "http.disconnect"}


def _read(events: Sequence[dict[str, Any]], limit: int) -> bytes:
    waiting = iter(events)

    async def receive() -> dict[str, Any]:
        return next(waiting)

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)
    return asyncio.run(body_of(request, limit))


def test_a_body_of_the_limit_is_read_whole() -> None:
    assert _read([MORE, LAST], 5) == b"12345"


@pytest.mark.parametrize(("events", "limit", "status"), [([MORE, GONE], 5, 400), ([MORE, MORE], 5, 413)])
def test_a_body_that_is_not_whole_or_too_large_is_refused(
    events: list[dict[str, Any]], limit: int, status: int
) -> None:
    with pytest.raises(RefusedError) as refused:
        _read(events, limit)
    assert refused.value.status == status
