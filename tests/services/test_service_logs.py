"""A log line is one JSON object that Cloud Run and alerts understand."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from services.vividly_service import log, serving
from services.vividly_service.generated import UnusableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

LOGGER = logging.getLogger("services.test")


@pytest.fixture
def logged(lines: object) -> Callable[[], list[dict[str, Any]]]:
    """Logs into a text, as a service of `vividly-logs` does."""
    assert lines
    held = io.StringIO()
    log.configure("vividly-logs", held)
    return lambda: [json.loads(line) for line in held.getvalue().splitlines()]


def test_a_line_has_severity_message_and_what_was_said_beside_it(
    logged: Callable[[], list[dict[str, Any]]],
) -> None:
    LOGGER.warning("half of %s", "it", extra=log.fields(attempt=2))
    (line,) = logged()
    expected = {"severity": "WARNING", "message": "half of it", "logger": "services.test", "attempt": 2}
    assert line == expected


def test_a_line_break_does_not_end_a_line(logged: Callable[[], list[dict[str, Any]]]) -> None:
    LOGGER.info("one\ntwo")
    assert [line["message"] for line in logged()] == ["one\ntwo"]


def test_libraries_speak_only_of_what_is_wrong(logged: Callable[[], list[dict[str, Any]]]) -> None:
    logging.getLogger("google.auth").info("a token")
    logging.getLogger("google.auth").warning("a warning")
    assert [line["message"] for line in logged()] == ["a warning"]


def test_a_failure_that_nobody_knows_comes_with_its_trace(
    logged: Callable[[], list[dict[str, Any]]],
) -> None:
    with pytest.raises(UnusableError) as raised:
        _fail()
    log.failed(LOGGER, "a content request", raised.value)
    (line,) = logged()
    assert (line["message"], line["error_kind"]) == ("a content request failed", "other")
    assert line["error_type"] == "UnusableError"
    assert "Traceback" in line["stack_trace"]


def _fail() -> None:
    raise UnusableError("the script does not have the asked-for form")


TRACES = {
    "a trace": ("0af7651916cd43dd8448eb211c80319c/123;o=1", True),
    "a trace alone": ("0af7651916cd43dd8448eb211c80319c", True),
    "nothing": ("", False),
    "no trace": ("nonsense/1", False),
    "a trace that goes on": ("0af7651916cd43dd8448eb211c80319c0/1", False),
}


@pytest.mark.parametrize(("header", "kept"), TRACES.values(), ids=TRACES)
def test_a_line_carries_the_trace_of_its_request_and_of_no_other(
    logged: Callable[[], list[dict[str, Any]]], header: str, *, kept: bool
) -> None:
    async def speak(_request: Request) -> None:
        LOGGER.info("inside")
        raise RuntimeError("a mistake")

    app = serving.application([serving.Route("/speak", speak)])
    with TestClient(app, raise_server_exceptions=False) as http:
        answer = http.get("/speak", headers={"X-Cloud-Trace-Context": header})
    LOGGER.info("outside")
    assert answer.status_code == 500
    assert answer.json()["problems"][0]["fix"]
    assert "a mistake" not in answer.text
    inside, failed, outside = logged()
    place = "logging.googleapis.com/trace"
    expected = "projects/vividly-logs/traces/0af7651916cd43dd8448eb211c80319c" if kept else None
    assert (inside.get(place), outside.get(place)) == (expected, None)
    assert failed["error_type"] == "RuntimeError"
