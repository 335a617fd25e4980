"""Pub/Sub: what topics, subscriptions and schemas may look like, and what Google fills in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
TOPICS, SUBSCRIPTIONS = f"pubsub/v1/{PARENT}/topics", f"pubsub/v1/{PARENT}/subscriptions"
TOPIC, DEAD = f"{PARENT}/topics/lessons", f"{PARENT}/topics/dead-lessons"


@pytest.fixture
def topics(local: Local) -> Local:
    local.ok("PUT", f"{TOPICS}/lessons")
    local.ok("PUT", f"{TOPICS}/dead-lessons")
    return local


@pytest.mark.parametrize(
    "leaf", ["ab", "1lessons", "google-lessons", "goog", "a" * 256, "les/sons", "a b c", "lés"]
)
def test_a_bad_name_is_refused(local: Local, leaf: str) -> None:
    error = local.refused("PUT", f"{TOPICS}/{leaf}")
    assert error["code"] in (400, 404)


@pytest.mark.parametrize("leaf", ["abc", "Lessons-1_2.3~4+5", "a" * 255])
def test_a_good_name_is_taken(local: Local, leaf: str) -> None:
    assert local.ok("PUT", f"{TOPICS}/{leaf}")["name"] == f"{PARENT}/topics/{leaf}"


def test_a_name_exists_once(topics: Local) -> None:
    error = topics.refused("PUT", f"{TOPICS}/lessons")
    assert (error["code"], error["status"]) == (409, "ALREADY_EXISTS")
    assert error["message"] == "Resource already exists in the project (resource=lessons)."


def test_what_is_not_there_is_not_found(local: Local) -> None:
    error = local.refused("GET", f"{TOPICS}/lessons")
    assert (error["code"], error["message"]) == (404, "Resource not found (resource=lessons).")


def test_a_subscription_gets_googles_defaults(topics: Local) -> None:
    assert topics.ok("PUT", f"{SUBSCRIPTIONS}/lessons", {"topic": TOPIC}) == {
        "name": f"{PARENT}/subscriptions/lessons",
        "topic": TOPIC,
        "ackDeadlineSeconds": 10,
        "messageRetentionDuration": "604800s",
        "expirationPolicy": {"ttl": "2678400s"},
        "pushConfig": {},
        "state": "ACTIVE",
    }


def test_policies_are_completed(topics: Local) -> None:
    body = {"topic": TOPIC, "retryPolicy": {}, "deadLetterPolicy": {"deadLetterTopic": DEAD}}
    made = topics.ok("PUT", f"{SUBSCRIPTIONS}/lessons", body)
    assert made["retryPolicy"] == {"minimumBackoff": "10s", "maximumBackoff": "600s"}
    assert made["deadLetterPolicy"] == {"deadLetterTopic": DEAD, "maxDeliveryAttempts": 5}


def _dead(attempts: int) -> Json:
    return {"deadLetterPolicy": {"deadLetterTopic": DEAD, "maxDeliveryAttempts": attempts}}


REFUSED: list[tuple[Json, int]] = [
    ({"topic": f"{PARENT}/topics/missing"}, 404),
    ({"topic": None}, 400),
    ({"ackDeadlineSeconds": 9}, 400),
    ({"ackDeadlineSeconds": 601}, 400),
    ({"messageRetentionDuration": "599s"}, 400),
    ({"messageRetentionDuration": "2678401s"}, 400),
    ({"expirationPolicy": {"ttl": "86399s"}}, 400),
    ({"retryPolicy": {"minimumBackoff": "601s"}}, 400),
    ({"retryPolicy": {"minimumBackoff": "60s", "maximumBackoff": "30s"}}, 400),
    (_dead(4), 400),
    (_dead(101), 400),
    ({"deadLetterPolicy": {"deadLetterTopic": f"{PARENT}/topics/missing"}}, 404),
    ({"pushConfig": {"pushEndpoint": "http://example.com"}}, 400),
    ({"pushConfig": {"pushEndpoint": "example.com"}}, 400),
    ({"filter": "attributes.kind ="}, 400),
]


@pytest.mark.parametrize(("changed", "code"), REFUSED)
def test_a_subscription_that_google_would_not_take_is_refused(
    topics: Local, changed: Json, code: int
) -> None:
    assert topics.refused("PUT", f"{SUBSCRIPTIONS}/lessons", {"topic": TOPIC, **changed})["code"] == code
    assert topics.refused("GET", f"{SUBSCRIPTIONS}/lessons")["code"] == 404


TAKEN: list[Json] = [
    {"ackDeadlineSeconds": 10},
    {"ackDeadlineSeconds": 600},
    {"messageRetentionDuration": "600s"},
    {"expirationPolicy": {}},
    _dead(5),
    _dead(100),
    {"pushConfig": {"pushEndpoint": "https://example.com/push"}},
    {"pushConfig": {"pushEndpoint": "http://127.0.0.1:8080/push"}},
    {"filter": 'attributes.kind = "audio" AND NOT hasPrefix(attributes.lang, "de")'},
]


@pytest.mark.parametrize("changed", TAKEN)
def test_a_subscription_at_the_limits_is_taken(topics: Local, changed: Json) -> None:
    made = topics.ok("PUT", f"{SUBSCRIPTIONS}/lessons", {"topic": TOPIC, **changed})
    assert {key: made[key] for key in changed} == changed


def test_an_update_without_a_mask_is_refused(topics: Local) -> None:
    error = topics.refused("PATCH", f"{TOPICS}/lessons", {"topic": {"labels": {}}})
    assert "must contain a non-empty paths list" in error["message"]


def test_a_topic_number_is_answered_as_its_id(topics: Local) -> None:
    body = {"topic": f"projects/{topics.number()}/topics/lessons"}
    assert topics.ok("PUT", f"{SUBSCRIPTIONS}/lessons", body)["topic"] == TOPIC


def test_a_topic_knows_its_subscriptions(topics: Local) -> None:
    topics.ok("PUT", f"{SUBSCRIPTIONS}/lessons", {"topic": TOPIC})
    assert topics.ok("GET", f"{TOPICS}/lessons/subscriptions") == {
        "subscriptions": [f"{PARENT}/subscriptions/lessons"]
    }
    assert topics.ok("GET", f"{TOPICS}/dead-lessons/subscriptions") == {}


def test_the_subscriptions_of_a_deleted_topic_point_nowhere(topics: Local) -> None:
    topics.ok("PUT", f"{SUBSCRIPTIONS}/lessons", {"topic": TOPIC})
    topics.ok("DELETE", f"{TOPICS}/lessons")
    assert topics.ok("GET", f"{SUBSCRIPTIONS}/lessons")["topic"] == "_deleted-topic_"


def test_a_topics_retention_shows_in_its_subscriptions(topics: Local) -> None:
    body = {"topic": {"messageRetentionDuration": "86400s"}}
    topics.ok("PATCH", f"{TOPICS}/lessons?updateMask=messageRetentionDuration", body)
    made = topics.ok("PUT", f"{SUBSCRIPTIONS}/lessons", {"topic": TOPIC})
    assert made["topicMessageRetentionDuration"] == "86400s"


@pytest.mark.parametrize(
    "body", [{}, {"type": "AVRO"}, {"type": "AVRO", "definition": "{"}, {"type": "XML", "definition": "x"}]
)
def test_a_schema_that_cannot_be_read_is_refused(local: Local, body: Json) -> None:
    assert local.refused("POST", f"pubsub/v1/{PARENT}/schemas?schemaId=order", body)["code"] == 400


def test_a_topics_schema_must_exist(local: Local) -> None:
    body = {"schemaSettings": {"schema": f"{PARENT}/schemas/missing", "encoding": "JSON"}}
    assert local.refused("PUT", f"{TOPICS}/lessons", body)["code"] == 404


def test_a_subscription_is_pointed_elsewhere(topics: Local) -> None:
    topics.ok("PUT", f"{SUBSCRIPTIONS}/lessons", {"topic": TOPIC})
    config = {"pushEndpoint": "https://example.com/push"}
    topics.ok("POST", f"{SUBSCRIPTIONS}/lessons:modifyPushConfig", {"pushConfig": config})
    assert topics.ok("GET", f"{SUBSCRIPTIONS}/lessons")["pushConfig"] == config
