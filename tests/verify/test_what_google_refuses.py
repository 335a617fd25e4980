"""Each refusal of Google's becomes what a person can do about it: wait, grant, or enable."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from preflight.verify import google
from preflight.verify.checks import RetryError, Status
from preflight.verify.google import DisabledError, Google, RefusedError
from preflight.verify.probes import apis

PROJECT = "vividly-verify"
INFO = "type.googleapis.com/google.rpc.ErrorInfo"


def answer(
    code: int, status: str = "", message: str = "no", reason: str = "", **metadata: str
) -> requests.Response:
    details = (
        [{"@type": INFO, "reason": reason, "domain": "googleapis.com", "metadata": metadata}]
        if reason
        else []
    )
    error: dict[str, Any] = {"code": code, "status": status, "message": message, "details": details}
    return raw(code, json.dumps({"error": error}))


def raw(code: int, text: str, **headers: str) -> requests.Response:
    made = requests.Response()
    made.status_code, made._content, made.reason = code, text.encode(), "Reason"
    made.headers.update(headers)
    return made


def read(made: requests.Response) -> object:
    return google.understood(made, "pubsub.googleapis.com", PROJECT)


@pytest.mark.parametrize("made", [answer(404, "NOT_FOUND"), raw(404, "<html>no</html>"), raw(404, "")])
def test_what_is_not_there_is_nothing(made: requests.Response) -> None:
    assert read(made) is None


@pytest.mark.parametrize("text", ["{}", ""])
def test_an_answer_without_an_object_is_empty(text: str) -> None:
    assert read(raw(200, text)) == {}


ELSEWHERE = {
    "a page": raw(200, "<html>sign in</html>"),
    "a list": raw(200, "[]"),
    "a proxy's redirect": raw(302, "", Location="https://login.example.com/"),
}


@pytest.mark.parametrize("made", ELSEWHERE.values(), ids=ELSEWHERE)
def test_an_answer_that_is_not_googles_says_nothing(made: requests.Response) -> None:
    with pytest.raises(RetryError, match="is not reached") as refused:
        read(made)
    assert refused.value.answer.status is Status.INCONCLUSIVE


FOR_THE_MOMENT = {
    "quota": answer(429, "RESOURCE_EXHAUSTED"),
    "quota as 403": answer(403, "PERMISSION_DENIED", reason="RATE_LIMIT_EXCEEDED"),
    "unavailable": answer(503, "UNAVAILABLE"),
    "internal": answer(500, "INTERNAL"),
    "a page": raw(502, "<html>bad gateway</html>"),
}


@pytest.mark.parametrize("made", FOR_THE_MOMENT.values(), ids=FOR_THE_MOMENT)
def test_what_is_refused_for_the_moment_is_asked_again(made: requests.Response) -> None:
    with pytest.raises(RetryError) as refused:
        read(made)
    assert refused.value.answer.status is Status.INCONCLUSIVE


@pytest.mark.parametrize(("told", "seconds"), [("7", 7.0), ("", 0.0), ("soon", 0.0), ("-1", 0.0)])
def test_google_says_how_long_to_wait(told: str, seconds: float) -> None:
    with pytest.raises(RetryError) as refused:
        read(raw(503, "{}", **{"Retry-After": told}))
    assert refused.value.after == seconds


def test_an_api_that_is_off_is_named() -> None:
    words = {"service": "pubsub.googleapis.com", "consumer": f"projects/{PROJECT}"}
    with pytest.raises(DisabledError) as refused:
        read(answer(403, "PERMISSION_DENIED", "is disabled", "SERVICE_DISABLED", **words))
    told = apis.disabled(refused.value, PROJECT)
    assert (told.status, told.remedy) == (
        Status.FAIL, f"gcloud services enable pubsub.googleapis.com --project {PROJECT}",
    )  # fmt: skip


def test_an_api_that_is_off_in_somebody_elses_project_says_nothing_of_ours() -> None:
    words = {"service": "pubsub.googleapis.com", "consumer": "projects/another-project"}
    with pytest.raises(DisabledError) as refused:
        read(answer(403, "PERMISSION_DENIED", "is disabled", "SERVICE_DISABLED", **words))
    told = apis.disabled(refused.value, PROJECT)
    assert told.status is Status.INCONCLUSIVE
    assert "another-project" in told.what
    assert "set-quota-project" in told.remedy


@pytest.mark.parametrize(
    ("made", "status", "remedy"),
    [
        (answer(403, "PERMISSION_DENIED"), Status.INCONCLUSIVE, "--role roles/x"),
        (answer(401, "UNAUTHENTICATED"), Status.INCONCLUSIVE, "application-default login"),
        (
            answer(403, "PERMISSION_DENIED", reason="USER_PROJECT_DENIED"),
            Status.INCONCLUSIVE,
            "serviceUsageConsumer",
        ),
        (answer(403, "PERMISSION_DENIED", reason="BILLING_DISABLED"), Status.FAIL, "gcloud billing"),
        (answer(400, "INVALID_ARGUMENT"), Status.INCONCLUSIVE, "the message says"),
    ],
)
def test_who_may_not_ask_knows_nothing(made: requests.Response, status: Status, remedy: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(made)
    told = apis.refused(refused.value, PROJECT, "roles/x")
    assert told.status is status
    assert remedy in told.remedy


def test_an_api_that_was_just_enabled_is_given_time(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"service": "pubsub.googleapis.com", "consumer": f"projects/{PROJECT}"}
    off = answer(403, "PERMISSION_DENIED", "is disabled", "SERVICE_DISABLED", **words)
    reached = Google(PROJECT, "http://127.0.0.1:1")

    def refuse(*_given: object, **_how: object) -> requests.Response:
        return off

    monkeypatch.setattr(requests.Session, "request", refuse)
    with pytest.raises(DisabledError):
        reached.get("pubsub.googleapis.com", "v1/x", 1)
    reached.fresh = True
    with pytest.raises(RetryError) as refused:
        reached.get("pubsub.googleapis.com", "v1/x", 1)
    assert (refused.value.answer.status, refused.value.spreads) == (Status.WARN, True)
