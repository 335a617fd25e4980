"""The API service takes a request once, whatever is repeated and wherever it stops."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from cloud_process import data_of
from running import TOPIC, VAGUE, api_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from cloud_process import Project
    from issuers import Issuer
    from running import Api

    Lines = Callable[[], list[dict[str, Any]]]

KEY = "8c5f6f0e-6a0e-4a44-9a3c-1d2e3f405060"


def test_a_vague_topic_is_asked_back_about_and_nothing_is_published(project: Project, api: Api) -> None:
    answer = api.ask(topic=VAGUE)
    assert (answer.status_code, answer.json()["state"]) == (200, "clarification")
    assert answer.json()["questions"]
    assert project.published() == []


def test_a_repeated_vague_topic_gets_the_same_questions_without_another_call(
    project: Project, api: Api
) -> None:
    first, second = api.ask(KEY, topic=VAGUE), api.ask(KEY, topic=VAGUE)
    assert first.json() == second.json()
    assert len(project.calls(":generateContent")) == 1


def test_the_same_key_twice_is_one_request(project: Project, api: Api) -> None:
    first, second = api.ask(KEY), api.ask(KEY)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert first.headers["Location"] == second.headers["Location"]
    assert len(project.published()) == 1


def test_the_same_key_at_the_same_time_is_one_request(project: Project, api: Api) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(api.ask, [KEY] * 4))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["request_id"] for answer in answers}) == 1
    assert len({data_of(message)["request_id"] for message in project.published()}) == 1
    assert len([name for name in project.objects() if name.endswith("request.json")]) == 1


def test_the_same_key_with_another_body_is_refused(project: Project, api: Api) -> None:
    assert api.ask(KEY).status_code == 202
    answer = api.ask(KEY, topic="How do planes stay up in the air")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"] == "Idempotency-Key"
    assert len(project.published()) == 1


def test_keys_belong_to_a_student(api: Api) -> None:
    one, other = api.ask(KEY), api.ask(KEY, student="student-2", topic="How do planes stay up in the air")
    assert (one.status_code, other.status_code) == (202, 202)
    assert one.json()["request_id"] != other.json()["request_id"]


def test_what_stopped_before_publishing_is_published_when_it_is_repeated(
    project: Project, api: Api, lines: Lines
) -> None:
    project.disable("pubsub.googleapis.com")
    stopped = api.ask(KEY)
    assert stopped.status_code == 503
    assert stopped.headers["Retry-After"] == "5"
    assert [name.rpartition("/")[2] for name in project.objects()] == ["request.json"]
    (line,) = [line for line in lines() if "error_kind" in line]
    assert (line["error_kind"], line["api"]) == ("api_disabled", "pubsub.googleapis.com")
    project.enable("pubsub.googleapis.com")
    assert api.ask(KEY).status_code == 202
    assert api.ask(KEY).status_code == 202
    assert len(project.published()) == 1


def test_what_stopped_after_publishing_is_published_again_rather_than_lost(
    project: Project, api: Api
) -> None:
    request = api.ask(KEY).json()["request_id"]
    project.delete(f"requests/{request}/published.json")
    assert api.ask(KEY).status_code == 202
    assert [data_of(message)["request_id"] for message in project.published()] == [request, request]


def test_nothing_is_ever_written_over(project: Project, api: Api) -> None:
    api.ask(KEY)
    before = project.objects()
    api.ask(KEY)
    assert project.objects() == before
    uploads = project.calls("/upload/storage/")
    assert uploads
    assert all("ifGenerationMatch=0" in call["query"] for call in uploads)


def test_neither_record_nor_log_says_who_asked(project: Project, api: Api, lines: Lines) -> None:
    project.disable("pubsub.googleapis.com")
    token = api.headers(student="subject-4711", email="kim@example.com")
    body = {"topic": TOPIC}
    api.http.post("/requests", json=body, headers=token | {"Idempotency-Key": KEY})
    (name,) = project.objects()
    written = project.held(name).decode() + json.dumps(lines())
    assert "pubsub.googleapis.com" in written
    for private in ("subject-4711", "kim@example.com", token["Authorization"][7:], KEY):
        assert private not in written


BAD_BODIES: dict[str, tuple[object, str]] = {
    "no topic": ({}, "topic"),
    "a topic that is too short": ({"topic": "a"}, "topic"),
    "a topic that is too long": ({"topic": "a" * 501}, "topic"),
    "a topic that is no text": ({"topic": 4}, "topic"),
    "too many interests": ({"topic": TOPIC, "interests": ["a"] * 11}, "interests"),
    "an empty interest": ({"topic": TOPIC, "interests": [""]}, "interests.0"),
    "an unknown field": ({"topic": TOPIC, "grade": 4}, "grade"),
    "a list": ([], "body"),
}


@pytest.mark.parametrize(("body", "place"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_wrong_body_is_refused_with_place_and_fix(
    project: Project, api: Api, body: object, place: str
) -> None:
    answer = api.http.post("/requests", json=body, headers=api.headers() | {"Idempotency-Key": KEY})
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["problems"]
    assert problem["place"] == place
    assert problem["what"]
    assert problem["fix"]
    assert project.objects() == {}


def test_every_wrong_field_is_named_at_once(api: Api) -> None:
    body = {"topic": "", "interests": [""], "grade": 1}
    answer = api.http.post("/requests", json=body, headers=api.headers() | {"Idempotency-Key": KEY})
    places = {problem["place"] for problem in answer.json()["problems"]}
    assert places == {"topic", "interests.0", "grade"}


BAD_REQUESTS: dict[str, tuple[dict[str, str], bytes, int]] = {
    "no key": ({"Idempotency-Key": ""}, b"{}", 400),
    "a key with a space": ({"Idempotency-Key": "two words"}, b"{}", 400),
    "a short key": ({"Idempotency-Key": "short"}, b"{}", 400),
    "another type": ({"Content-Type": "text/plain"}, b"{}", 415),
    "no type": ({"Content-Type": ""}, b"{}", 415),
    "broken JSON": ({}, b'{"topic": ', 422),
    "no text": ({}, b"\xff\xfe", 422),
    "too much": ({}, b" " * 20_000, 413),
    "too much, and broken": ({}, b"{" * 20_000, 413),
}


@pytest.mark.parametrize(("headers", "body", "status"), BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_a_malformed_request_is_refused(api: Api, headers: dict[str, str], body: bytes, status: int) -> None:
    sent = api.headers() | {"Idempotency-Key": KEY, "Content-Type": "application/json"} | headers
    answer = api.http.post("/requests", content=body, headers=sent)
    assert answer.status_code == status, answer.text
    assert answer.json()["problems"][0]["fix"]


FAILURES: dict[str, tuple[dict[str, str], str, str]] = {
    "a disabled API": ({}, "aiplatform.googleapis.com", "api_disabled"),
    "a disabled bucket": ({}, "storage.googleapis.com", "api_disabled"),
    "a model that is gone": (
        {"CLARIFICATION_MODEL": "no-such-model", "CLARIFICATION_FALLBACKS": "[]"},
        "",
        "model_not_found",
    ),
    "a used up model": (
        {"CLARIFICATION_MODEL": "local-exhausted", "CLARIFICATION_FALLBACKS": "[]"},
        "",
        "quota",
    ),
    "a bucket that is gone": ({"BUCKET": "vividly-no-such-bucket"}, "", "other"),
}


@pytest.mark.parametrize(("told", "disabled", "kind"), FAILURES.values(), ids=FAILURES)
def test_what_fails_at_google_is_logged_with_its_kind(  # noqa: PLR0917
    project: Project, issuer: Issuer, lines: Lines, told: dict[str, str], disabled: str, kind: str
) -> None:
    if disabled:
        project.disable(disabled)
    with api_service(project, issuer, **told) as api:
        trace = {"X-Cloud-Trace-Context": "0af7651916cd43dd8448eb211c80319c/1;o=1"}
        headers = api.headers() | {"Idempotency-Key": KEY} | trace
        assert api.http.post("/requests", json={"topic": TOPIC}, headers=headers).status_code == 503
    (line,) = [line for line in lines() if "error_kind" in line]
    assert (line["error_kind"], line["severity"]) == (kind, "ERROR")
    assert len(line["request_id"]) == 40
    expected = f"projects/{project.id}/traces/0af7651916cd43dd8448eb211c80319c"
    assert line["logging.googleapis.com/trace"] == expected
    assert project.published() == []


def test_a_topic_that_the_model_blocks_is_refused_and_not_recorded(project: Project, api: Api) -> None:
    answer = api.ask(topic="Local cloud, block this prompt please")
    assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, "topic")
    assert project.objects() == {}
