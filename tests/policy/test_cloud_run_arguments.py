"""Secrets on the command line and in notes, and what only looks like one. No value is ever repeated."""

from __future__ import annotations

import pytest
from judging import UNJUDGED
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.cloud_run_secrets import arguments_hold_no_secrets
from rules.containers import SERVICE, SERVICE_V1
from runtimes import KINDS, running, told
from secret_samples import SHAPED

every_kind = pytest.mark.parametrize("kind", KINDS)
KEY = "projects/a-project/locations/us-central1/keyRings/ring/cryptoKeys/key"


@every_kind
@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["--password=hunter2"], 0),
        (["-password=hunter2"], 0),
        (["--db-password", "hunter2"], 0),
        (["serve", "--apiKey", "hunter2"], 1),
        (["sh", "-c", "export DB_PASSWORD=hunter2; serve"], 2),
        (["sh", "-c", "serve --token hunter2"], 2),
        (["sh", "-c", "DB_PASSWORD='hunter2' serve"], 2),
        (["DB_PASSWORD=hunter2"], 0),
        (["--header", SHAPED[3]], 1),
        (["--database=postgres://shop:" + "hunter2@db/shop"], 0),
        (["curl", "-u", "shop:" + "hunter2", "https://example.com"], 0),
        ([UNKNOWN_STRING_VALUE, "--token", "hunter2"], 1),
    ],
)
@pytest.mark.parametrize("key", ["args", "commands"])
def test_a_secret_on_the_command_line_is_refused(kind: str, key: str, words: list[str], place: int) -> None:
    said = told(arguments_hold_no_secrets, running(kind, {"image": "a"}, {"image": "b", key: words}))
    assert said[0].startswith(f"containers[1] {key}[{place}] ")
    assert "hunter2" not in said[0]
    assert said[1:] == [UNJUDGED] * (UNKNOWN_STRING_VALUE in words)


@every_kind
@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--port", "8080"],
        ["--password-file=/run/secrets/db"],
        ["--password-file", "/run/secrets/db"],
        ["--password=/run/secrets/db"],
        ["--password=$(DB_PASSWORD)"],
        ["--token", "$(TOKEN)"],
        ["--use-token", "--verbose"],
        ["--token"],
        ["--max-tokens=8192"],
        ["sh", "-c", "serve --password=$DB_PASSWORD --port 80"],
        ["--check-password=true"],
    ],
)
@pytest.mark.parametrize("key", ["args", "commands"])
def test_a_command_line_without_secrets_passes(kind: str, key: str, words: list[str]) -> None:
    assert told(arguments_hold_no_secrets, running(kind, {key: words})) == []


@pytest.mark.parametrize(
    "words", [["--token", UNKNOWN_STRING_VALUE], [UNKNOWN_STRING_VALUE], UNKNOWN_ARRAY_VALUE]
)
def test_an_unknown_word_is_awaited(words: object) -> None:
    assert told(arguments_hold_no_secrets, running(SERVICE, {"args": words})) == [UNJUDGED]


@pytest.mark.parametrize(
    ("kind", "inputs", "where"),
    [
        (SERVICE, {"annotations": {"example.com/api-key": "x"}}, "annotations example.com/api-key"),
        (SERVICE, {"labels": {"owner": SHAPED[7]}}, "labels owner"),
        (SERVICE, {"template": {"annotations": {"token": "x"}}}, "template.annotations token"),
        (
            SERVICE,
            {"template": {"labels": {"a": UNKNOWN_STRING_VALUE, "token": "x"}}},
            "template.labels token",
        ),
        (SERVICE_V1, {"metadata": {"labels": {"token": "x"}}}, "metadata.labels token"),
        (
            SERVICE_V1,
            {"template": {"metadata": {"annotations": {"token": "x"}}}},
            "template.metadata.annotations token",
        ),
    ],
)
def test_a_secret_in_a_note_is_refused(kind: str, inputs: dict[str, object], where: str) -> None:
    assert told(arguments_hold_no_secrets, Declared(kind, inputs))[0].startswith(f"{where} ")


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (
            SERVICE,
            {"annotations": {"run.googleapis.com/client-name": "gcloud"}, "labels": {"app": "vividly"}},
        ),
        (SERVICE_V1, {"metadata": {"annotations": {"run.googleapis.com/secrets": "a:projects/1/secrets/a"}}}),
        (SERVICE_V1, {"template": {"metadata": {"annotations": {"run.googleapis.com/encryption-key": KEY}}}}),
    ],
)
def test_ordinary_notes_pass(kind: str, inputs: dict[str, object]) -> None:
    assert told(arguments_hold_no_secrets, Declared(kind, inputs)) == []


def test_an_unknown_note_is_awaited_whatever_its_name() -> None:
    notes = {"run.googleapis.com/encryption-key": UNKNOWN_STRING_VALUE}
    declared = Declared(SERVICE_V1, {"template": {"metadata": {"annotations": notes}}})
    assert told(arguments_hold_no_secrets, declared) == [UNJUDGED]
