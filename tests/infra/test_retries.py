"""Waiting for what was just made: with growing waits, only so long, and told once."""

from __future__ import annotations

import asyncio

import pulumi
import pytest
from expectations import CONFIG
from program_under_mocks import run
from refused import AGENT, DISABLED, MEMBER, NO_ACCOUNT, STACK, TOPIC

from infra import apis, environments, identities, inputs, retries, settings
from infra.retries import LIMIT_SECONDS, Decision, Patience, decide
from preflight.models import registry

UNDECLARED = DISABLED.replace("pubsub.googleapis.com", "drive.googleapis.com")


def test_a_declared_api_that_is_not_usable_yet_is_waited_for() -> None:
    assert decide([DISABLED], TOPIC, STACK, 0) == Decision(
        1,
        "pubsub.googleapis.com",
        "pubsub.googleapis.com is enabled but not usable yet: waiting, 0 of at most 300 s",
    )


def test_a_new_agent_of_googles_is_waited_for() -> None:
    decision = decide([NO_ACCOUNT], MEMBER, STACK, 3)
    assert decision.wait == 1
    assert decision.message == f"{AGENT} is made but not known everywhere yet: waiting, 3 of at most 300 s"


def test_waits_grow_and_then_stay() -> None:
    waits = [decide([DISABLED] * tries, TOPIC, STACK, 10).wait for tries in range(1, 8)]
    assert waits == [1, 2, 3, 5, 8, 8, 8]


@pytest.mark.parametrize("errors", [[], ["googleapi: Error 400: bad name", DISABLED]])
def test_the_newest_error_decides(errors: list[str]) -> None:
    assert decide(errors, TOPIC, STACK, 0) == Decision(wait=None)


def test_what_is_hopeless_is_not_waited_for() -> None:
    decision = decide([UNDECLARED], TOPIC, STACK, 0)
    assert decision.wait is None
    assert "drive.googleapis.com is called by this stack and not declared" in decision.message


@pytest.mark.parametrize(
    ("error", "kind", "end"),
    [
        (DISABLED, TOPIC, "pubsub.googleapis.com is enabled but still refuses calls after 300 s"),
        (NO_ACCOUNT, MEMBER, f"{AGENT} is still not known after 300 s"),
    ],
)
def test_patience_ends_with_what_to_do(error: str, kind: str, end: str) -> None:
    decision = decide([error] * 20, kind, STACK, LIMIT_SECONDS)
    assert decision.wait is None
    assert decision.message.startswith(end)
    assert "run the same command again" in decision.message


def test_patience_also_ends_by_count() -> None:
    assert decide([DISABLED] * 60, TOPIC, STACK, 10).wait == 8
    assert decide([DISABLED] * 61, TOPIC, STACK, 10).wait is None


def test_the_limit_by_count_lies_under_the_engines_own() -> None:
    assert retries.LIMIT_TRIES < 100


def failed(name: str, errors: list[str], kind: str = TOPIC) -> pulumi.ErrorHookArgs:
    return pulumi.ErrorHookArgs(f"urn:{name}", "", name, kind, errors=errors)


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
    patience = Patience(STACK)
    answers = [asyncio.run(patience(failed(str(number), [DISABLED]))) for number in range(12)]
    assert answers == [True] * 12
    assert told == ["pubsub.googleapis.com is enabled but not usable yet: waiting, 0 of at most 300 s"]


def test_the_type_of_the_resource_is_looked_at(told: list[str]) -> None:
    patience = Patience(STACK)
    assert asyncio.run(patience(failed("grant", [NO_ACCOUNT], MEMBER))) is True
    assert asyncio.run(patience(failed("topic", [NO_ACCOUNT]))) is False
    assert len(told) == 1


def test_the_end_names_the_resource(told: list[str]) -> None:
    assert asyncio.run(Patience(STACK)(failed("content-requests", [UNDECLARED]))) is False
    assert told[0].startswith("content-requests: drive.googleapis.com is called by this stack")


def test_other_errors_pass_in_silence(told: list[str]) -> None:
    assert asyncio.run(Patience(STACK)(failed("x", ["googleapi: Error 404"]))) is False
    assert told == []


def test_the_hook_knows_what_the_stack_makes() -> None:
    read = settings.parse("test", environments.as_the_engine_hands_it(CONFIG))
    stack = retries.stack_of(inputs.Inputs(read, apis.load(), registry.load()))
    assert stack.project == "vividly-test-1234"
    assert {"pubsub.googleapis.com", "run.googleapis.com"} <= set(stack.apis)
    assert stack.bootstrap == {entry.api for entry in apis.load() if entry.bootstrap}
    assert stack.accounts == identities.addresses(read)


def test_the_accounts_that_the_stack_makes_are_known_beforehand() -> None:
    read = settings.parse("test", environments.as_the_engine_hands_it(CONFIG))
    made = run("test", CONFIG).of("gcp:serviceaccount/account:Account")
    assert identities.addresses(read) == {
        f"{account.inputs['accountId']}@vividly-test-1234.iam.gserviceaccount.com" for account in made
    }
