"""Content requests arrive once, are signed, and leave by the dead-letter topic when they cannot be served."""

from __future__ import annotations

from expectations import (
    CONFIG,
    SUBSCRIPTION,
    every_environment,
    settings_of,
    variables,
)
from program_under_mocks import run, run_environment

from infra import messaging, names
from infra.shape import PushWorker

# What a push may wait for a free or a cold instance before the worker's own clock starts.
MARGIN_SECONDS = 60


@every_environment
def test_a_message_is_not_delivered_again_while_it_is_being_worked_on(environment: str) -> None:
    declared = run_environment(environment)
    timeout = int(declared.named("push-worker").inputs["template"]["timeout"].removesuffix("s"))
    assert timeout + MARGIN_SECONDS <= declared.named(names.PUSH_SUBSCRIPTION).inputs["ackDeadlineSeconds"]


def test_no_environment_can_ask_for_more_time_than_pubsub_waits() -> None:
    timeout = PushWorker.model_json_schema()["properties"]["timeout_seconds"]
    longest = max(timeout["maximum"], timeout["default"])
    assert longest + MARGIN_SECONDS <= messaging.ACK_DEADLINE_SECONDS


@every_environment
def test_push_is_signed_for_an_audience_that_the_worker_expects(environment: str) -> None:
    declared = run_environment(environment)
    worker = declared.named("push-worker")
    token = declared.named(names.PUSH_SUBSCRIPTION).inputs["pushConfig"]["oidcToken"]
    audience = declared.outputs["push_audience"]
    assert [token["audience"]] == worker.inputs["customAudiences"] == [audience]
    assert variables(worker)["PUSH_AUDIENCE"] == audience
    assert variables(worker)["PUSH_IDENTITY"] == token["serviceAccountEmail"]
    assert audience.startswith("https://")


@every_environment
def test_the_worker_leaves_signatures_to_cloud_run_only_where_cloud_run_checks_them(environment: str) -> None:
    worker = run_environment(environment).named("push-worker")
    assert variables(worker)["PUSH_SIGNATURE"] == "cloud_run"
    # With the check of callers switched off, anybody could send a token that looks checked.
    assert not worker.inputs.get("invokerIamDisabled")
    assert variables(worker)["PUSH_ISSUER"] == "https://accounts.google.com"


@every_environment
def test_push_starts_only_when_it_may_call_the_worker(environment: str) -> None:
    push = run_environment(environment).named(names.PUSH_SUBSCRIPTION)
    assert {"pubsub-push-calls-push-worker", names.DEAD_LETTER_SUBSCRIPTION} <= push.depends_on


@every_environment
def test_dead_letters_have_a_way_out(environment: str) -> None:
    declared = run_environment(environment)
    policy = declared.named(names.PUSH_SUBSCRIPTION).inputs["deadLetterPolicy"]
    assert policy["deadLetterTopic"] == f"<{names.DEAD_LETTER_TOPIC}.id>"
    assert 5 <= policy["maxDeliveryAttempts"] <= 100
    pull = declared.named(names.DEAD_LETTER_SUBSCRIPTION)
    assert pull.inputs["topic"] == f"<{names.DEAD_LETTER_TOPIC}.id>"
    assert "pushConfig" not in pull.inputs


@every_environment
def test_subscriptions_never_expire(environment: str) -> None:
    subscriptions = run_environment(environment).of(SUBSCRIPTION)
    assert [subscription.inputs["expirationPolicy"] for subscription in subscriptions] == [{"ttl": ""}] * 2


@every_environment
def test_messages_stay_in_the_region(environment: str) -> None:
    topics = run_environment(environment).of("gcp:pubsub/topic:Topic")
    assert [topic.inputs["messageStoragePolicy"]["allowedPersistenceRegions"] for topic in topics] == [
        [settings_of(environment).region]
    ] * 2


def test_a_failed_push_is_tried_again_ever_more_slowly() -> None:
    push = run("test", CONFIG).named(names.PUSH_SUBSCRIPTION).inputs
    assert push["retryPolicy"] == {"minimumBackoff": "10s", "maximumBackoff": "600s"}
    assert push["messageRetentionDuration"] == "604800s", "a week"


def test_dead_letters_are_kept_as_long_as_pubsub_can() -> None:
    pull = run("test", CONFIG).named(names.DEAD_LETTER_SUBSCRIPTION).inputs
    assert pull["messageRetentionDuration"] == f"{31 * 24 * 3600}s"
