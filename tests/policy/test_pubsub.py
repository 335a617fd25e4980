"""What single topics and subscriptions are refused for, and what only looks like it."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Rule
from rules.pubsub import (
    SUBSCRIPTION,
    TOPIC,
    push_endpoints_are_https,
    pushes_carry_an_identity,
    subscriptions_back_off,
    subscriptions_never_expire,
    topics_name_their_regions,
)

HTTPS = "https://worker.example.com/push?key=hidden"
PUSHER = {"serviceAccountEmail": "pusher@a-project.iam.gserviceaccount.com"}
UNKNOWN = UNKNOWN_STRING_VALUE


def token_of(email: str) -> dict[str, object]:
    return {"pushEndpoint": HTTPS, "oidcToken": {"serviceAccountEmail": email, "audience": UNKNOWN}}


@pytest.mark.parametrize(
    ("rule", "inputs", "what"),
    [
        (push_endpoints_are_https, {"pushConfig": {"pushEndpoint": "http://a"}}, "begins with http://"),
        (push_endpoints_are_https, {"pushConfig": {"pushEndpoint": "HTTP://a"}}, "begins with http://"),
        (push_endpoints_are_https, {"pushConfig": {"pushEndpoint": "a.example.com"}}, "has no scheme"),
        (
            push_endpoints_are_https,
            {"pushConfig": {"pushEndpoint": "http://a", "oidcToken": UNKNOWN_OBJECT_VALUE}},
            "begins with http://",
        ),
        (pushes_carry_an_identity, {"pushConfig": {"pushEndpoint": HTTPS}}, "has no oidcToken"),
        (pushes_carry_an_identity, {"pushConfig": {"pushEndpoint": UNKNOWN}}, "has no oidcToken"),
        (
            pushes_carry_an_identity,
            {"pushConfig": {"pushEndpoint": HTTPS, "oidcToken": {"audience": "a"}}},
            "has no oidcToken",
        ),
        (
            pushes_carry_an_identity,
            {"pushConfig": token_of("1-compute@developer.gserviceaccount.com")},
            "is the default account",
        ),
        (
            pushes_carry_an_identity,
            {"pushConfig": token_of("123456789012@developer.gserviceaccount.com")},
            "is the default account",
        ),
        (
            pushes_carry_an_identity,
            {"pushConfig": token_of("example.com:a-project@appspot.gserviceaccount.com")},
            "is the default account",
        ),
        (
            pushes_carry_an_identity,
            {"pushConfig": token_of("A-Project@AppSpot.gserviceaccount.com")},
            "is the default account",
        ),
        (subscriptions_never_expire, {}, "is not set"),
        (subscriptions_never_expire, {"expirationPolicy": {"ttl": "86400s"}}, "ttl is 86400s"),
        (subscriptions_never_expire, {"expirationPolicy": {}}, "is not set"),
        (subscriptions_back_off, {}, "is not set"),
        (subscriptions_back_off, {"retryPolicy": {}}, "is not set"),
        (subscriptions_back_off, {"retryPolicy": {"minimumBackoff": "0s"}}, "minimumBackoff is 0"),
        (subscriptions_back_off, {"retryPolicy": {"minimumBackoff": "0.0s"}}, "minimumBackoff is 0"),
    ],
)
def test_a_subscription_is_refused(rule: Rule, inputs: dict[str, object], what: str) -> None:
    said = judged(Declared(SUBSCRIPTION, {"topic": "requests", **inputs}), [rule])
    assert [name for name, _ in said] == [rule.name]
    assert what in said[0][1]
    assert "hidden" not in said[0][1]


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        (push_endpoints_are_https, {}),
        (push_endpoints_are_https, {"pushConfig": {"pushEndpoint": HTTPS}}),
        (push_endpoints_are_https, {"pushConfig": {"pushEndpoint": "HTTPS://a"}}),
        (push_endpoints_are_https, {"pushConfig": {"pushEndpoint": ""}}),
        (push_endpoints_are_https, {"bigqueryConfig": {"table": "a.b.c"}}),
        (pushes_carry_an_identity, {}),
        (pushes_carry_an_identity, {"pushConfig": {}}),
        (pushes_carry_an_identity, {"pushConfig": {"pushEndpoint": ""}}),
        (pushes_carry_an_identity, {"pushConfig": {"pushEndpoint": UNKNOWN, "oidcToken": PUSHER}}),
        (pushes_carry_an_identity, {"pushConfig": token_of("computer@a.iam.gserviceaccount.com")}),
        # Cloud Build's old account is shared by what builds, not by what pushes.
        (pushes_carry_an_identity, {"pushConfig": token_of("123456789012@cloudbuild.gserviceaccount.com")}),
        (subscriptions_never_expire, {"expirationPolicy": {"ttl": ""}}),
        (subscriptions_back_off, {"retryPolicy": {"minimumBackoff": "10s"}}),
        (subscriptions_back_off, {"retryPolicy": {"maximumBackoff": "600s"}}),
        (subscriptions_back_off, {"retryPolicy": {"minimumBackoff": "0.5s", "maximumBackoff": UNKNOWN}}),
    ],
)
def test_a_subscription_passes(rule: Rule, inputs: dict[str, object]) -> None:
    assert judged(Declared(SUBSCRIPTION, {"topic": "requests", **inputs}), [rule]) == []


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        (push_endpoints_are_https, {"pushConfig": {"pushEndpoint": UNKNOWN}}),
        (pushes_carry_an_identity, {"pushConfig": UNKNOWN_OBJECT_VALUE}),
        (pushes_carry_an_identity, {"pushConfig": token_of(UNKNOWN)}),
        (subscriptions_never_expire, {"expirationPolicy": {"ttl": UNKNOWN}}),
        (subscriptions_back_off, {"retryPolicy": {"minimumBackoff": UNKNOWN}}),
    ],
)
def test_what_is_unknown_of_a_subscription_is_not_judged(rule: Rule, inputs: dict[str, object]) -> None:
    said = judged(Declared(SUBSCRIPTION, {"topic": "requests", **inputs}), [rule])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({}, ["topics-name-their-regions"]),
        ({"messageStoragePolicy": {"allowedPersistenceRegions": []}}, ["topics-name-their-regions"]),
        ({"messageStoragePolicy": {"enforceInTransit": True}}, ["topics-name-their-regions"]),
        ({"messageStoragePolicy": {"allowedPersistenceRegions": ["us-central1"]}}, []),
        ({"messageStoragePolicy": {"allowedPersistenceRegions": [UNKNOWN]}}, []),
        (
            {"messageStoragePolicy": {"allowedPersistenceRegions": UNKNOWN_ARRAY_VALUE}},
            ["rules-know-what-they-judge"],
        ),
    ],
)
def test_a_topic_says_where_its_messages_are(policy: dict[str, object], said: list[str]) -> None:
    found = judged(Declared(TOPIC, {"name": "requests", **policy}), [topics_name_their_regions])
    assert [name for name, _ in found] == said
