"""Waiting for an API: only for what the stack declares, only for this error, only so long."""

from __future__ import annotations

import asyncio

import pulumi
import pytest

from infra import retries
from infra.retries import LIMIT_SECONDS, Patience, decide

DECLARED = {"pubsub.googleapis.com", "run.googleapis.com"}
# As the official provider prints it: Google's message, then the details as JSON.
DISABLED = """googleapi: Error 403: Cloud Pub/Sub API has not been used in project demo or it is disabled. See
https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview?project=demo
Details:
[
  {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "domain": "googleapis.com",
    "metadata": {
      "consumer": "projects/demo",
      "service": "pubsub.googleapis.com"
    },
    "reason": "SERVICE_DISABLED"
  }
]
, accessNotConfigured"""


def test_a_declared_api_that_is_not_usable_yet_is_waited_for() -> None:
    decision = decide([DISABLED], DECLARED, 0)
    assert decision.wait == 1
    assert decision.api == "pubsub.googleapis.com"
    assert (
        decision.message == "pubsub.googleapis.com is enabled but not usable yet: waiting, 0 of at most 300 s"
    )


@pytest.mark.parametrize(
    "error",
    [
        DISABLED.replace('"', '\\"'),
        "SERVICE_DISABLED https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview",
    ],
)
def test_the_api_is_found_in_other_spellings_too(error: str) -> None:
    assert decide([error], DECLARED, 0).api == "pubsub.googleapis.com"


def test_waits_grow_and_then_stay() -> None:
    waits = [decide([DISABLED] * tries, DECLARED, 10).wait for tries in range(1, 8)]
    assert waits == [1, 2, 3, 5, 8, 8, 8]


@pytest.mark.parametrize(
    "errors",
    [
        [],
        ["googleapi: Error 403: The caller does not have permission, forbidden"],
        ["googleapi: Error 409: Resource already exists"],
        ["SERVICE_DISABLED, but of nothing that is named"],
        ["googleapi: Error 400: bad name", DISABLED],
    ],
)
def test_any_other_error_is_shown_as_it_is(errors: list[str]) -> None:
    assert decide(errors, DECLARED, 0) == retries.Decision(wait=None)


def test_an_api_that_nobody_declared_is_not_coming() -> None:
    decision = decide([DISABLED], {"run.googleapis.com"}, 0)
    assert decision.wait is None
    assert decision.message.startswith(
        "pubsub.googleapis.com is called by this stack and not declared; add it"
    )


def test_patience_ends_with_what_to_do() -> None:
    decision = decide([DISABLED] * 20, DECLARED, LIMIT_SECONDS)
    assert decision.wait is None
    assert "still refuses calls after 300 s" in decision.message
    assert "run the same command again" in decision.message


def test_patience_also_ends_by_count() -> None:
    assert decide([DISABLED] * 61, DECLARED, 10).wait is None


def test_the_limit_by_count_lies_under_the_engines_own() -> None:
    assert retries.LIMIT_TRIES < 100


def failed(name: str, errors: list[str]) -> pulumi.ErrorHookArgs:
    return pulumi.ErrorHookArgs(f"urn:{name}", "", name, "gcp:pubsub/topic:Topic", errors=errors)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what is logged, and wait without waiting."""
    lines: list[str] = []

    async def at_once(_seconds: float) -> None:
        return None

    monkeypatch.setattr(asyncio, "sleep", at_once)
    monkeypatch.setattr(pulumi.log, "info", lines.append)
    monkeypatch.setattr(pulumi.log, "error", lines.append)
    return lines


def test_a_dozen_resources_waiting_for_one_api_give_one_sign_of_life(told: list[str]) -> None:
    patience = Patience(DECLARED)
    answers = [asyncio.run(patience(failed(str(number), [DISABLED]))) for number in range(12)]
    assert answers == [True] * 12
    assert told == ["pubsub.googleapis.com is enabled but not usable yet: waiting, 0 of at most 300 s"]


def test_the_end_names_the_resource(told: list[str]) -> None:
    assert asyncio.run(Patience({"run.googleapis.com"})(failed("content-requests", [DISABLED]))) is False
    assert told[0].startswith(
        "content-requests: pubsub.googleapis.com is called by this stack and not declared"
    )


def test_other_errors_pass_in_silence(told: list[str]) -> None:
    assert asyncio.run(Patience(DECLARED)(failed("x", ["googleapi: Error 404"]))) is False
    assert told == []
