"""The registry of APIs: sound, and refused with every problem at once when it is not."""

from __future__ import annotations

import pytest

from infra import apis
from infra.problems import Problems

NEEDED = (
    "serviceusage cloudresourcemanager iam iamcredentials sts pubsub run artifactregistry secretmanager"
    " storage aiplatform texttospeech logging monitoring"
)


def told(text: str) -> list[str]:
    with pytest.raises(Problems) as caught:
        apis.parse(text)
    return list(caught.value.sentences)


def test_every_api_of_the_platform_is_declared_with_a_reason() -> None:
    declared = apis.load()
    assert {entry.api.removesuffix(".googleapis.com") for entry in declared} >= set(NEEDED.split())
    assert all(len(entry.reason) > 15 for entry in declared)


def test_bootstrap_apis_are_those_that_the_provider_itself_needs() -> None:
    assert [entry.api for entry in apis.load() if entry.bootstrap] == [
        "serviceusage.googleapis.com",
        "cloudresourcemanager.googleapis.com",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "cannot be read as YAML"),
        ("api: run.googleapis.com", "is no list; write entries like"),
        ("", "is empty; write entries like"),
        ("[]", "is empty; write entries like"),
        ("[" * 2000, "is nested more than 50 deep"),
        ("- {api: run.googleapis.com, reason: 2026-02-30}", "has the date 2026-02-30"),
        ("- run.googleapis.com", "entry 1 is no block of keys"),
        ("- api: run.googleapis.com", "entry 1 (run.googleapis.com) has no reason; add `reason:`"),
        ("- {api: run.googleapis.com, reason: ' '}", "has no reason"),
        ("- {api: run, reason: x}", "entry 1 (run) names no API; write it like pubsub.googleapis.com"),
        ("- {api: Run.googleapis.com, reason: x}", "names no API"),
        ("- {reason: x}", "entry 1 (without api) names no API"),
        ("- {api: run.googleapis.com, reson: x, reason: y}", "unknown key 'reson'; did you mean reason?"),
        (
            "- {api: run.googleapis.com, reason: x, bootstrap: maybe}",
            "bootstrap that is neither true nor false",
        ),
        (
            "- {api: run.googleapis.com, reason: x}\n- {api: run.googleapis.com, reason: y}",
            "run.googleapis.com is declared 2 times; keep one entry",
        ),
    ],
)
def test_what_is_wrong_is_told_with_the_fix(text: str, sentence: str) -> None:
    (only,) = told(text)
    assert only.startswith("infra/apis.yaml:")
    assert sentence in only


def test_everything_wrong_is_told_at_once() -> None:
    text = "- api: nonsense\n- 3\n- {api: run.googleapis.com, reason: x}\n- {api: run.googleapis.com}"
    assert len(told(text)) == 5
