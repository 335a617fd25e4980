"""Which errors pass a model over, in which order the others are asked, and how long all of them have."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from google.genai.errors import APIError

from services.vividly_service import models
from services.vividly_service.models import ModelUse, first_answer

if TYPE_CHECKING:
    from services.vividly_service.error_kinds import ErrorKind

USE = ModelUse("first", "here", {"temperature": 0}, (("second", "there"), ("third", "here")))
GONE = "Publisher Model `projects/p/locations/l/publishers/google/models/m` was not found"


def refusal(code: int, message: str) -> APIError:
    return APIError(code, {"error": {"code": code, "message": message, "status": "X"}})


def asked(*refused: Exception) -> tuple[list[str], str]:
    """Ask with the first of the models refused; give who was asked, and the answer."""
    names: list[str] = []

    def ask(attempt: ModelUse, seconds: float) -> str:
        assert 0 < seconds <= 20
        assert attempt.parameters == USE.parameters
        assert attempt.fallbacks == ()
        names.append(f"{attempt.model} in {attempt.location}")
        if len(names) <= len(refused):
            raise refused[len(names) - 1]
        return f"{attempt.model} answers"

    return names, first_answer(USE, 20.0, ask)


@pytest.mark.parametrize(
    "error",
    [
        refusal(404, GONE),
        refusal(404, "models/m is not found for API version v1beta"),
        refusal(404, "This model is no longer available to new users."),
        refusal(429, "Resource exhausted"),
    ],
)
def test_a_model_that_is_gone_or_used_up_is_passed_over(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert asked(error) == (["first in here", "second in there"], "second answers")
    (line,) = caplog.records
    assert line.levelname == "WARNING"


def test_each_is_asked_once_and_in_order() -> None:
    names, answer = asked(refusal(404, GONE), refusal(429, "Resource exhausted"))
    assert (names, answer) == (["first in here", "second in there", "third in here"], "third answers")


def test_the_error_of_the_last_one_is_raised() -> None:
    with pytest.raises(APIError, match="the last"):
        asked(refusal(404, GONE), refusal(404, GONE), refusal(404, "Publisher Model: the last"))


@pytest.mark.parametrize(
    "error",
    [
        refusal(403, "Permission denied"),
        refusal(400, "The prompt is too long"),
        refusal(404, "The bucket was not found"),
        refusal(500, "Internal"),
        refusal(503, "Unavailable"),
        ValueError("no answer of Google's"),
    ],
)
def test_any_other_error_is_no_reason_to_ask_another(error: Exception) -> None:
    with pytest.raises(type(error), match=str(error).partition(".")[0][:3]):
        asked(error)


def test_no_other_is_asked_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 19.5])
    monkeypatch.setattr(models, "monotonic", lambda: next(clock))
    names: list[str] = []

    def ask(attempt: ModelUse, _seconds: float) -> ErrorKind:
        names.append(attempt.model)
        raise refusal(429, "Resource exhausted")

    with pytest.raises(APIError):
        first_answer(USE, 20.0, ask)
    assert names == ["first"]


def test_without_fallbacks_the_error_is_raised_as_it_is() -> None:
    def ask(_attempt: ModelUse, _seconds: float) -> str:
        raise refusal(404, GONE)

    with pytest.raises(APIError, match="Publisher Model"):
        first_answer(ModelUse("only", "here"), 20.0, ask)
