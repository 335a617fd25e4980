"""Calls to an API that is not enabled are refused with the body that clients and people know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localcloud import clock, gate

if TYPE_CHECKING:
    from in_process import Local

PROJECT = "vividly-dev-rich"
SPEECH = "texttospeech.googleapis.com"
GATED = [
    ("GET", f"pubsub/v1/projects/{PROJECT}/topics"),
    ("PUT", f"pubsub/v1/projects/{PROJECT}/topics/lessons"),
    ("GET", f"iam/v1/projects/{PROJECT}/serviceAccounts"),
    ("GET", f"run/v2/projects/{PROJECT}/locations/us-central1/services"),
    ("GET", f"secretmanager/v1/projects/{PROJECT}/secrets"),
    ("GET", f"artifactregistry/v1/projects/{PROJECT}/locations/us-central1/repositories"),
    ("GET", f"storage/storage/v1/b?project={PROJECT}"),
    (
        "POST",
        f"aiplatform/v1/projects/{PROJECT}/locations/us-central1/publishers/google/models/m:countTokens",
    ),
]


@pytest.mark.parametrize(("verb", "path"), GATED)
def test_a_call_to_a_disabled_api_is_refused(empty: Local, verb: str, path: str) -> None:
    error = empty.refused(verb, path)
    service = f"{path.partition('/')[0]}.googleapis.com"
    assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
    info = error["details"][0]
    assert (info["reason"], info["domain"]) == ("SERVICE_DISABLED", "googleapis.com")
    assert info["metadata"]["service"] == service
    assert info["metadata"]["consumer"] == f"projects/{PROJECT}"


def test_the_refusal_names_the_api_the_project_and_the_way_out(empty: Local) -> None:
    error = empty.refused("POST", f"texttospeech/v1/projects/{PROJECT}/locations/us:synthesizeLongAudio", {})
    url = f"https://console.developers.google.com/apis/api/{SPEECH}/overview?project={PROJECT}"
    assert error["message"].startswith(
        f"Cloud Text-to-Speech API has not been used in project {PROJECT} before or it is disabled. "
        f"Enable it by visiting {url} then retry."
    )
    kinds = [detail["@type"].rpartition(".")[2] for detail in error["details"]]
    assert kinds == ["ErrorInfo", "LocalizedMessage", "Help"]
    assert error["details"][0]["metadata"] == {
        "service": SPEECH,
        "serviceTitle": "Cloud Text-to-Speech API",
        "consumer": f"projects/{PROJECT}",
        "containerInfo": PROJECT,
        "activationUrl": url,
    }
    assert error["details"][2]["links"][0]["url"] == url


def test_a_call_without_a_project_in_its_path_is_judged_by_the_quota_project(empty: Local) -> None:
    path = "/texttospeech.googleapis.com/v1/text:synthesize"
    answer = empty.http.post(path, json={}, headers={"x-goog-user-project": PROJECT})
    assert answer.json()["error"]["details"][0]["reason"] == "SERVICE_DISABLED"


def test_a_new_project_has_only_what_enabling_needs(empty: Local) -> None:
    listed = empty.ok("GET", f"serviceusage/v1/projects/{PROJECT}/services?filter=state:ENABLED")["services"]
    assert tuple(service["config"]["name"] for service in listed) == gate.ALWAYS


def test_an_enabled_api_answers_in_this_project_only(empty: Local) -> None:
    empty.enable("pubsub")
    assert empty.ok("GET", f"pubsub/v1/projects/{PROJECT}/topics") == {}
    assert empty.refused("GET", "pubsub/v1/projects/another-project/topics")["code"] == 403


def test_a_project_can_be_named_by_its_number(local: Local) -> None:
    local.ok("PUT", f"pubsub/v1/projects/{PROJECT}/topics/lessons")
    by_number = local.ok("GET", f"pubsub/v1/projects/{local.number()}/topics/lessons")
    assert by_number["name"] == f"projects/{PROJECT}/topics/lessons"


def test_a_number_that_belongs_to_nobody_is_refused(empty: Local) -> None:
    error = empty.refused("GET", "cloudresourcemanager/v1/projects/999")
    assert (error["code"], error["details"][0]["reason"]) == (403, "CONSUMER_INVALID")


def test_older_surfaces_also_say_access_not_configured(empty: Local) -> None:
    error = empty.refused("GET", f"storage/storage/v1/b?project={PROJECT}")
    assert error["errors"][0]["reason"] == "accessNotConfigured"


def test_an_api_without_a_file_here_says_so_once_it_is_enabled(empty: Local) -> None:
    empty.enable("translate")
    error = empty.refused("GET", f"translate/v3/projects/{PROJECT}/locations")
    assert (error["code"], error["status"]) == (400, "UNIMPLEMENTED")
    assert "translate.googleapis.com" in error["message"]


def test_a_method_that_is_not_covered_says_so_with_a_status_that_no_client_retries(local: Local) -> None:
    error = local.refused("POST", f"run/v2/projects/{PROJECT}/locations/us-central1/builds:submit", {})
    assert (error["code"], error["status"]) == (400, "UNIMPLEMENTED")
    assert "projects.locations.builds.submit" in error["message"]


def test_a_path_that_google_does_not_have_is_not_found(local: Local) -> None:
    assert local.refused("GET", f"pubsub/v1/projects/{PROJECT}/nonsense")["code"] == 404
    assert local.http.get("/example.com/v1/x").status_code == 404


class Clock:
    """A clock that only a test moves."""

    def __init__(self, at: float) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Clock:
    held = Clock(1_800_000_000.0)
    monkeypatch.setattr(clock, "seconds", held)
    return held


def test_a_newly_enabled_api_can_stay_unusable_although_it_is_listed(empty: Local, still: Clock) -> None:
    empty.ok("POST", "_local/faults", {"unusable_after_enable": 5})
    empty.enable("pubsub")
    topics = f"pubsub/v1/projects/{PROJECT}/topics"
    state = empty.ok("GET", f"serviceusage/v1/projects/{PROJECT}/services/pubsub.googleapis.com")["state"]
    assert state == "ENABLED"
    still.at += 4.9
    assert empty.refused("GET", topics)["details"][0]["reason"] == "SERVICE_DISABLED"
    still.at += 0.2
    assert empty.ok("GET", topics) == {}


def test_the_fault_can_be_kept_to_some_apis(empty: Local, still: Clock) -> None:
    assert still.at > 0
    empty.ok("POST", "_local/faults", {"unusable_after_enable": 5, "apis": ["run.googleapis.com"]})
    empty.enable("pubsub", "run")
    assert empty.ok("GET", f"pubsub/v1/projects/{PROJECT}/topics") == {}
    assert empty.refused("GET", f"run/v2/projects/{PROJECT}/locations/us-central1/services")["code"] == 403
