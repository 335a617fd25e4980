"""What the services tell of the APIs that they need: in detail when asked, and never as a reason to stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

from running import api_service, worker_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from cloud_process import Project
    from issuers import Issuer
    from running import Api, Worker
    from starlette.testclient import TestClient

SPEECH = "texttospeech.googleapis.com"


def _capabilities(http: TestClient) -> dict[str, dict[str, str]]:
    """What is known, once the first question has been answered."""
    found: dict[str, dict[str, str]] = {}
    for _ in range(200):
        answer = cast("Any", http).get("/ready?verbose")
        assert answer.status_code == 200
        found = answer.json()["capabilities"]
        if all(one["reason"] != "not asked yet" for one in found.values()):
            break
        time.sleep(0.05)
    return found


def test_a_service_tells_how_each_capability_stands(api: Api, worker: Worker) -> None:
    states = {name: told["state"] for name, told in _capabilities(api.http).items()}
    assert states == {"generation": "ok", "pubsub": "ok", "storage": "ok"}
    states = {name: told["state"] for name, told in _capabilities(worker.http).items()}
    assert states == {"generation": "ok", "speech": "ok", "storage": "ok"}


def test_without_the_word_nothing_is_told_of_them(api: Api) -> None:
    answer = cast("Any", api.http).get("/ready")
    assert answer.json() == {"ready": True, "problems": []}
    assert cast("Any", api.http).get("/health?verbose").content == b""


def test_an_api_that_is_off_is_named_and_the_service_stays_ready(
    project: Project, issuer: Issuer, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    project.disable(SPEECH)
    with worker_service(project, issuer) as running:
        found = _capabilities(running.http)
    assert found["speech"]["state"] == "failed"
    assert f"gcloud services enable {SPEECH} --project {project.id}" in found["speech"]["reason"]
    assert found["storage"] == {"state": "ok", "reason": ""}
    (line,) = [line for line in lines() if SPEECH in line["message"]]
    assert line["severity"] == "ERROR"


def test_a_cloud_that_cannot_be_asked_is_unknown_and_the_service_stays_ready(
    project: Project, issuer: Issuer, lines: object
) -> None:
    assert lines is not None
    project.disable("serviceusage.googleapis.com")
    with api_service(project, issuer) as running:
        found = _capabilities(running.http)
    assert {told["state"] for told in found.values()} == {"unknown"}
    assert "serviceusage.googleapis.com: is off" in found["storage"]["reason"]
