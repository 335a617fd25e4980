"""`preflight verify` from the outside: its exit codes, its formats, and what it refuses to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from served_cloud import APIS, PROJECT, planned

from preflight import cli, schemas
from preflight.commands import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from served_cloud import Cloud

    Verify = Callable[..., tuple[int, str]]

OFF = f"serviceusage/v1/projects/{PROJECT}/services/texttospeech.googleapis.com:disable"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that declares what the local cloud has; the engine's document stands for its program."""
    (tmp_path / "infra").mkdir()
    entries = "".join(f"- api: {api}\n  reason: It is needed.\n" for api in APIS)
    (tmp_path / "infra/apis.yaml").write_text(entries, encoding="utf-8")
    steps = [
        {
            "op": "create",
            "urn": f"urn:pulumi:dev::vividly::{one.type}::{one.name}",
            "newState": {"type": one.type, "inputs": one.inputs},
        }
        for one in planned().resources
    ]
    (tmp_path / "plan.json").write_text(json.dumps({"steps": steps}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(
    cloud: Cloud, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Verify:
    monkeypatch.setenv("PATH", "")  # no engine, so that drift is not known

    def run(*words: str) -> tuple[int, str]:
        where = ("--stack", "dev", "--root", str(project), "--plan", str(project / "plan.json"))
        at = () if "--endpoint" in words or "--cloud" in words else ("--endpoint", cloud.address)
        code = cli.main(["verify", *where, *at, *words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


ALL_BUT_DRIFT = ("apis", "images", "models", "pubsub", "secrets", "services", "storage")
BUT_DRIFT = tuple(word for name in ALL_BUT_DRIFT for word in ("--only", name))


def test_everything_right_is_clean(run: Verify) -> None:
    code, told = run(*BUT_DRIFT)
    assert code == 0, told
    assert "0 findings" in told


def test_without_an_engine_drift_is_not_known_and_the_code_says_so(run: Verify) -> None:
    code, told = run()
    assert code == 3
    assert "drift: there is no engine on PATH; make verify STACK=dev CLOUD=local" in told


def test_an_api_that_was_switched_off_is_named_at_its_entry(run: Verify, cloud: Cloud, project: Path) -> None:
    cloud.call("POST", OFF, {})
    code, told = run("--only", "models")
    assert code == 1
    line = 2 * APIS.index("texttospeech.googleapis.com") + 1
    assert f"{(project / 'infra/apis.yaml').as_posix()}:{line}: verify-failed" in told
    assert "gcloud services enable texttospeech.googleapis.com" in told


def test_the_document_has_the_fields_of_its_schema_and_of_every_check(run: Verify, cloud: Cloud) -> None:
    cloud.call("POST", OFF, {})
    code, told = run("--only", "models", "--format", "json")
    document = json.loads(told)
    schema = schemas.schema("verify")
    assert (code, document["version"], document["project"], document["stack"]) == (1, 1, PROJECT, "dev")
    assert set(document) == set(schema["required"])
    by_id = {one["id"]: one for one in document["checks"]}
    assert set(by_id["apis/texttospeech.googleapis.com"]) == set(schema["$defs"]["Checked"]["required"])
    assert by_id["apis/texttospeech.googleapis.com"]["status"] == "FAIL"
    assert by_id["models/en-US-Chirp3-HD-Aoede@global"]["status"] == "SKIP"
    assert document["counts"] == {"passed": 3, "warned": 0, "failed": 1, "skipped": 1, "inconclusive": 0}


def test_junit_has_a_case_for_each_check_whatever_comes_of_it(run: Verify, cloud: Cloud) -> None:
    _code, before = run("--format", "junit")
    cloud.call("POST", OFF, {})
    _code, after = run("--format", "junit")
    suites = [next(ET.fromstring(told).iter("testsuite")) for told in (before, after)]  # noqa: S314 - ours
    names, same = ([case.get("name") for case in suite.iter("testcase")] for suite in suites)
    assert (names, len(set(names))) == (same, len(names))
    counts = {key: suites[1].get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": str(len(names)), "failures": "1", "errors": "1", "skipped": "1"}
    (failed,) = [case.get("name") for case in suites[1].iter("testcase") if case.find("failure") is not None]
    assert failed == "apis/texttospeech.googleapis.com"


@pytest.mark.parametrize("format_", ["sarif", "github", "html", "text"])
def test_every_format_names_what_failed(run: Verify, cloud: Cloud, format_: str) -> None:
    cloud.call("POST", OFF, {})
    _code, told = run("--only", "apis", "--format", format_)
    assert "texttospeech.googleapis.com" in told
    assert "verify-failed" in told


def test_the_list_asks_nothing(run: Verify, cloud: Cloud) -> None:
    code, told = run("--list", "--only", "pubsub")
    assert code == 0
    assert "pubsub/subscriptions/requests-push/dead-letter" in told
    assert "apis/pubsub.googleapis.com" in told
    assert "apis/storage.googleapis.com" not in told
    assert cloud.requests("services:batchGet") == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--only", "nothing"], 2, "there is no such probe"),
        (["--workers", "0"], 2, "must be within 1 and 32"),
        (["--deadline", "0"], 2, "must be more than nothing"),
        (["--project", "a/b;c"], 2, "is no id of a project"),
        (["--identity", "somebody"], 2, "is no account"),
        (["--endpoint", "http://example.com"], 2, "not on this machine"),
        (["--endpoint", "http://127.0.0.1:9"], 3, "no local cloud answers there"),
        (["--cloud", "local"], 3, "make up STACK=dev CLOUD=local"),
    ],
)
def test_what_it_refuses(run: Verify, words: list[str], code: int, said: str) -> None:
    given, told = run(*words)
    assert (given, said in told) == (code, True), told


@pytest.mark.parametrize(
    ("words", "seconds"), [("90s", 90.0), ("5m", 300.0), ("1.5h", 5400.0), ("250ms", 0.25), ("120", 120.0)]
)
def test_how_long_is_said(words: str, seconds: float) -> None:
    assert verify.duration(words) == seconds


@pytest.mark.parametrize("words", ["", "soon", "5 minutes", "-1s", "5d"])
def test_what_is_no_duration_is_refused(words: str) -> None:
    with pytest.raises(verify.argparse.ArgumentTypeError):
        verify.duration(words)


def test_a_deadline_leaves_nothing_without_an_answer(run: Verify, cloud: Cloud) -> None:
    cloud.call("POST", "_local/faults", {"delay": {"share": 1, "seconds": [3, 3]}})
    try:
        code, told = run("--only", "apis", "--deadline", "500ms")
    finally:
        cloud.call("DELETE", "_local/faults")
    assert code == 3
    assert "deadline" in told or "not reached" in told


def test_an_api_that_was_just_enabled_is_a_failure_only_after_its_grace(run: Verify, cloud: Cloud) -> None:
    cloud.call("POST", "_local/faults", {"unusable": {"texttospeech.googleapis.com": 600}})
    try:
        code, told = run("--only", "models")
        assert (code, "SERVICE_DISABLED" in told) == (1, True)
        code, told = run("--only", "models", "--since-enable", "1s")
        assert (code, "verify-warning" in told) == (0, True)
    finally:
        cloud.call("DELETE", "_local/faults")


def test_a_command_to_paste_does_not_reach_google_from_a_local_cloud(run: Verify, cloud: Cloud) -> None:
    cloud.call("POST", OFF, {})
    _code, told = run("--only", "apis", "--format", "json")
    (remedy,) = [one["remedy"] for one in json.loads(told)["checks"] if one["remedy"]]
    assert (
        f"CLOUDSDK_API_ENDPOINT_OVERRIDES_SERVICEUSAGE={cloud.address}/serviceusage.googleapis.com/" in remedy
    )
