"""The push worker brings each request to one result, and tells Pub/Sub what to do next."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from running import TOPIC, message, worker_service

from infra.shape import PushWorker
from services.push_worker import app, clients, speech, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from cloud_process import Project
    from issuers import Issuer
    from running import Worker

    Lines = Callable[[], list[dict[str, Any]]]

REQUEST = "0123456789abcdef0123456789abcdef01234567"
RESULT, SCRIPT, AUDIO = (f"requests/{REQUEST}/{name}" for name in ("result.json", "script.json", "audio.mp3"))


def record(project: Project, topic: str = TOPIC, interests: tuple[str, ...] = ()) -> None:
    """Writes what the API service writes."""
    asked = {"topic": topic, "interests": list(interests)}
    held = {"request_id": REQUEST, "student": "s", "fingerprint": "f", "asked": asked, "received_at": "now"}
    project.put(f"requests/{REQUEST}/request.json", held)


def test_the_same_message_twice_gives_one_result(project: Project, worker: Worker) -> None:
    record(project)
    assert worker.push(message(REQUEST)).status_code == 204
    first, asked = project.objects(), len(project.calls(":generateContent"))
    assert {RESULT, SCRIPT, AUDIO} < set(first)
    assert worker.push(message(REQUEST)).status_code == 204
    assert project.objects() == first
    assert len(project.calls(":generateContent")) == asked


def test_the_same_message_at_the_same_time_gives_one_result(project: Project, worker: Worker) -> None:
    record(project)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(worker.push, [message(REQUEST, str(number)) for number in range(4)]))
    assert {answer.status_code for answer in answers} == {204}
    kept = [call["status"] for call in project.calls("/upload/storage/") if call["status"] == 200]
    # The record of this test, script, audio and result: each was written once.
    assert len(kept) == 4
    assert set(project.objects()) == {f"requests/{REQUEST}/request.json", SCRIPT, AUDIO, RESULT}


def test_what_stopped_after_the_script_goes_on_with_it(project: Project, worker: Worker) -> None:
    record(project)
    project.put(SCRIPT, {"title": "Kept", "paragraphs": ["From before."]})
    before = project.objects()[SCRIPT]
    assert worker.push(message(REQUEST)).status_code == 204
    assert project.objects()[SCRIPT] == before
    assert project.calls(":generateContent") == []
    assert json.loads(project.held(RESULT))["state"] == "done"


def test_what_stopped_after_the_audio_goes_on_with_it(project: Project, worker: Worker) -> None:
    record(project)
    project.put(SCRIPT, {"title": "Kept", "paragraphs": ["From before."]})
    project.put(AUDIO, {})
    before = project.objects()[AUDIO]
    assert worker.push(message(REQUEST)).status_code == 204
    assert project.objects()[AUDIO] == before


def test_a_record_of_a_newer_api_service_is_understood(project: Project, worker: Worker) -> None:
    asked = {"topic": TOPIC, "level": "school"}
    held = {"request_id": REQUEST, "student": "s", "fingerprint": "f", "asked": asked, "received_at": "now"}
    project.put(f"requests/{REQUEST}/request.json", {**held, "version": 2})
    assert worker.push(message(REQUEST)).status_code == 204
    assert RESULT in project.objects()


def test_a_record_that_cannot_be_read_comes_again(project: Project, worker: Worker, lines: Lines) -> None:
    project.put(f"requests/{REQUEST}/request.json", {"asked": "private words"})
    assert worker.push(message(REQUEST)).status_code == 503
    assert "private words" not in json.dumps(lines())
    assert RESULT not in project.objects()


MATCHED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "none, nothing to match": ((), 1, ""),
    "one, nothing to match": (("football",), 1, "football"),
    "several": (("football", "chess"), 2, "football"),
}


@pytest.mark.parametrize(("interests", "calls", "used"), MATCHED.values(), ids=MATCHED)
def test_interests_are_matched_where_there_is_a_choice(
    project: Project, worker: Worker, interests: tuple[str, ...], calls: int, used: str
) -> None:
    record(project, interests=interests)
    assert worker.push(message(REQUEST)).status_code == 204
    assert len(project.calls(":generateContent")) == calls
    assert (f"Interest: {used}" in project.held(SCRIPT).decode()) is bool(used)


def test_a_long_script_is_spoken_in_pieces(project: Project, worker: Worker) -> None:
    record(project)
    project.put(SCRIPT, {"title": "Long", "paragraphs": ["One sentence more. " * 600]})
    assert worker.push(message(REQUEST)).status_code == 204
    assert len(project.held(AUDIO)) > 3 * 4800 / 15 * 1000
    assert project.held(AUDIO)[:2] == b"\xff\xfb"


def test_what_the_model_blocks_has_failed_and_does_not_come_again(project: Project, worker: Worker) -> None:
    record(project, topic="Local cloud, block this prompt please")
    assert worker.push(message(REQUEST)).status_code == 204
    result = json.loads(project.held(RESULT))
    assert (result["state"], result["reason"].partition(":")[0]) == ("failed", "blocked")
    assert AUDIO not in project.objects()


def test_what_cannot_be_spoken_in_time_goes_on_at_the_next_delivery(
    project: Project, worker: Worker, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(project)
    with monkeypatch.context() as hurried:
        hurried.setattr(work, "_SPOKEN_BY_SECONDS", 59)
        assert worker.push(message(REQUEST)).status_code == 503
    (line,) = [line for line in lines() if "error_kind" in line]
    assert line["error_type"] == "OutOfTimeError"
    script = project.objects()[SCRIPT]
    assert {AUDIO, RESULT}.isdisjoint(project.objects())
    assert project.calls("text:synthesize") == []
    assert worker.push(message(REQUEST)).status_code == 204
    assert project.objects()[SCRIPT] == script
    assert {AUDIO, RESULT} < set(project.objects())


def test_the_slowest_delivery_ends_before_cloud_run_ends_it() -> None:
    told: dict[str, Any] = {**vars(speech), **vars(clients), **vars(app), **vars(work)}
    storage, model, speaks = (
        told["_STORAGE_SECONDS"],
        told["_MODEL_TIMEOUT_MS"] / 1000,
        told["_CALL_SECONDS"],
    )
    # Result, record and script are read; the script is created, or refused, looked for and read; and the
    # audio is looked for.
    spoken_by = told["_SPOKEN_BY_SECONDS"]
    assert 7 * storage + 2 * model + speaks <= spoken_by
    # Audio and result are created, each perhaps not allowed and looked for.
    assert spoken_by + 4 * storage <= PushWorker.model_fields["timeout_seconds"].default


def _data(content: bytes) -> str:
    return base64.b64encode(content).decode()


BAD_MESSAGES: dict[str, dict[str, Any]] = {
    "no data": {"data": ""},
    "data that is no base64": {"data": "%%%"},
    "data that is no ASCII": {"data": "ü"},
    "data that is no JSON": {"data": _data(b"hello")},
    "data that is no object": {"data": _data(b"[]")},
    "data without a request": {"data": _data(b"{}")},
    "a request that is none": {"data": _data(b'{"request_id": "../../rejected"}')},
    "no idempotency key": {"attributes": {}},
    "another idempotency key": {"attributes": {"idempotency_key": "f" * 40}},
    "a request that nobody recorded": {},
}


@pytest.mark.parametrize("change", BAD_MESSAGES.values(), ids=BAD_MESSAGES)
def test_a_bad_message_is_written_down_and_does_not_come_again(
    project: Project, worker: Worker, lines: Lines, change: dict[str, Any]
) -> None:
    for _ in range(2):
        assert worker.push(message(REQUEST, "77") | change).status_code == 204
    (name,) = project.objects()
    assert name.startswith("rejected/")
    written = json.loads(project.held(name))
    assert written["message_id"] == "77"
    assert written["why"]
    assert project.calls(":generateContent") == []
    assert any(line["severity"] == "ERROR" and written["why"] in line["message"] for line in lines())


BAD_BODIES = {
    "nothing": (b"", 400),
    "no JSON": (b"{", 400),
    "no envelope": (b"{}", 400),
    "no message id": (b'{"message": {"data": ""}}', 400),
    "no text": (b"\xff\xfe", 400),
    "too much": (b" " * 300_000, 413),
}


@pytest.mark.parametrize(("body", "status"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_body_that_pubsub_did_not_write_is_refused(
    project: Project, worker: Worker, body: bytes, status: int
) -> None:
    assert worker.send(body).status_code == status
    assert project.objects() == {}


VERTEX, SPEECH, STORAGE = (f"{api}.googleapis.com" for api in ("aiplatform", "texttospeech", "storage"))
FAILURES: dict[str, tuple[dict[str, str], str, int, str]] = {
    "Vertex is disabled": ({}, VERTEX, 500, "api_disabled"),
    "Text-to-Speech is disabled": ({}, SPEECH, 500, "api_disabled"),
    "Storage is disabled": ({}, STORAGE, 500, "api_disabled"),
    "the model is gone": (
        {"SCRIPT_GENERATION_MODEL": "no-such-model", "SCRIPT_GENERATION_FALLBACKS": "[]"},
        "",
        500,
        "model_not_found",
    ),
    "the voice is gone": (
        {"SPEECH_MODEL": "en-US-No-Such-Voice", "SPEECH_FALLBACKS": "[]"},
        "",
        500,
        "model_not_found",
    ),
    "the model is used up": (
        {"SCRIPT_GENERATION_MODEL": "local-exhausted", "SCRIPT_GENERATION_FALLBACKS": "[]"},
        "",
        503,
        "quota",
    ),
    "the answer is cut off": ({"SCRIPT_GENERATION_PARAMETERS": '{"max_output_tokens": 5}'}, "", 503, "other"),
    "the bucket is gone": ({"BUCKET": "vividly-no-such-bucket"}, "", 503, "other"),
}


@pytest.mark.parametrize(("told", "disabled", "status", "kind"), FAILURES.values(), ids=FAILURES)
def test_what_fails_at_google_comes_again_and_is_logged_with_its_kind(  # noqa: PLR0917
    project: Project,
    issuer: Issuer,
    lines: Lines,
    told: dict[str, str],
    disabled: str,
    status: int,
    kind: str,
) -> None:
    record(project)
    if disabled:
        project.disable(disabled)
    with worker_service(project, issuer, **told) as worker:
        assert worker.push(message(REQUEST)).status_code == status
    (line,) = [line for line in lines() if "error_kind" in line]
    assert (line["error_kind"], line["severity"], line["request_id"]) == (kind, "ERROR", REQUEST)
    assert line.get("api", disabled) == disabled
    if disabled:
        project.enable(disabled)
    assert RESULT not in project.objects()


PASSED_OVER: dict[str, tuple[dict[str, str], str, str]] = {
    "the model is gone": ({"SCRIPT_GENERATION_MODEL": "no-such-model"}, "no-such-model", "model_not_found"),
    "the model is used up": ({"SCRIPT_GENERATION_MODEL": "local-exhausted"}, "local-exhausted", "quota"),
    "the voice is gone": (
        {
            "SPEECH_MODEL": "en-US-No-Such-Voice",
            "SPEECH_FALLBACKS": '[{"model": "en-US-Standard-A", "location": "global"}]',
        },
        "en-US-No-Such-Voice",
        "model_not_found",
    ),
}


@pytest.mark.parametrize(("told", "model", "kind"), PASSED_OVER.values(), ids=PASSED_OVER)
def test_where_a_model_does_not_answer_the_next_one_does_and_the_log_says_so(  # noqa: PLR0917
    project: Project, issuer: Issuer, lines: Lines, told: dict[str, str], model: str, kind: str
) -> None:
    record(project)
    with worker_service(project, issuer, **told) as worker:
        assert worker.push(message(REQUEST)).status_code == 204
    assert json.loads(project.held(RESULT))["state"] == "done"
    (line,) = [line for line in lines() if "error_kind" in line]
    assert (line["error_kind"], line["severity"], line["model"]) == (kind, "WARNING", model)
    assert (line["location"], line["request_id"]) == ("global", REQUEST)


def test_what_failed_before_succeeds_once_it_is_put_right(project: Project, worker: Worker) -> None:
    record(project)
    project.disable(SPEECH)
    assert worker.push(message(REQUEST)).status_code == 500
    script = project.objects()[SCRIPT]
    project.enable(SPEECH)
    assert worker.push(message(REQUEST)).status_code == 204
    assert project.objects()[SCRIPT] == script
    assert json.loads(project.held(RESULT))["state"] == "done"
