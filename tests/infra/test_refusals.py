"""What a refusal means: worth waiting for where the stack makes what is missing, hopeless, or not ours."""

from __future__ import annotations

import pytest
from refused import AGENT, DISABLED, MEMBER, NO_ACCOUNT, OLDER, STACK, TOPIC

from infra import refusals
from infra.refusals import read


@pytest.mark.parametrize(
    "error",
    [
        DISABLED,
        DISABLED.replace('"', '\\"'),
        "SERVICE_DISABLED https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview",
        DISABLED.replace('"reason": "SERVICE_DISABLED"', '"reason": "accessNotConfigured"'),
    ],
)
def test_the_api_is_found_in_every_spelling(error: str) -> None:
    refusal = read(error, TOPIC, STACK)
    assert refusal is not None
    assert refusal.about == "pubsub.googleapis.com"
    assert refusal.waiting == "pubsub.googleapis.com is enabled but not usable yet"
    assert not refusal.hopeless


def test_the_older_answer_without_details_is_understood() -> None:
    refusal = read(OLDER, "gcp:storage/bucket:Bucket", STACK)
    assert refusal is not None
    assert (refusal.about, refusal.hopeless) == ("storage.googleapis.com", "")


@pytest.mark.parametrize(
    "error",
    [
        "",
        "googleapi: Error 403: The caller does not have permission, forbidden",
        "googleapi: Error 409: Resource already exists",
        "SERVICE_DISABLED, but of nothing that is named",
        "see https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview, quotaExceeded",
    ],
)
def test_any_other_error_is_not_our_matter(error: str) -> None:
    assert read(error, TOPIC, STACK) is None


def hopeless(error: str) -> str:
    refusal = read(error, TOPIC, STACK)
    assert refusal is not None
    return refusal.hopeless


def test_an_api_that_nobody_declared_is_not_coming() -> None:
    said = hopeless(DISABLED.replace("pubsub.googleapis.com", "drive.googleapis.com"))
    assert said.startswith("drive.googleapis.com is called by this stack and not declared; add it")


def test_an_api_that_the_bootstrap_script_enables_is_not_coming() -> None:
    said = hopeless(DISABLED.replace("pubsub.googleapis.com", "serviceusage.googleapis.com"))
    assert "run infra/bootstrap/bootstrap.sh for demo" in said


@pytest.mark.parametrize(
    "error",
    [
        DISABLED.replace("projects/demo", "projects/other").replace("project=demo", "project=other"),
        OLDER.replace("project=4711", "project=other"),
    ],
)
def test_an_api_that_is_off_in_another_project_is_not_coming(error: str) -> None:
    said = hopeless(error)
    assert "is off in other, on which Google counts the call, and this stack enables it in demo" in said
    assert "set-quota-project demo" in said


@pytest.mark.parametrize("api", ["pubsub.googleapis.com", "serviceusage.googleapis.com"])
def test_another_project_is_said_first_as_the_rest_follows_from_it(api: str) -> None:
    error = DISABLED.replace("projects/demo", "projects/other").replace("pubsub.googleapis.com", api)
    assert "is off in other" in hopeless(error)


def test_a_project_given_by_its_number_cannot_be_compared() -> None:
    error = DISABLED.replace("projects/demo", "projects/4711").replace("project=demo", "project=4711")
    assert not hopeless(error)


@pytest.mark.parametrize("account", [AGENT, "vividly-api@demo.iam.gserviceaccount.com"])
def test_an_account_of_this_stack_that_was_just_made_will_be_known(account: str) -> None:
    refusal = read(NO_ACCOUNT.replace(AGENT, account), MEMBER, STACK)
    assert refusal is not None
    assert (refusal.about, refusal.hopeless) == (account, "")


@pytest.mark.parametrize(
    "account",
    [
        "vividly-wbe@demo.iam.gserviceaccount.com",
        "vividly-api@other.iam.gserviceaccount.com",
        "service-1@gcp-sa-pubsub.evil.iam.gserviceaccount.com",
        "4711-compute@developer.gserviceaccount.com",
    ],
)
def test_an_account_that_this_stack_does_not_make_is_not_our_matter(account: str) -> None:
    assert read(NO_ACCOUNT.replace(AGENT, account), MEMBER, STACK) is None


def test_only_a_grant_waits_for_an_account() -> None:
    assert read(NO_ACCOUNT, TOPIC, STACK) is None
    types = [
        "gcp:pubsub/topicIAMMember:TopicIAMMember",
        "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        "gcp:projects/iAMMember:IAMMember",
    ]
    assert all(isinstance(read(NO_ACCOUNT, kind, STACK), refusals.Refusal) for kind in types)
