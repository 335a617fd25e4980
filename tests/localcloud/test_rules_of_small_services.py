"""Rules of Pub/Sub's subscriptions and schemas, of secrets, of repositories; lists of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
TOPIC, SUBSCRIPTION = f"pubsub/v1/{PARENT}/topics/lessons", f"pubsub/v1/{PARENT}/subscriptions/lessons"
SCHEMAS, SECRETS = f"pubsub/v1/{PARENT}/schemas", f"secretmanager/v1/{PARENT}/secrets"
PUSH = {"pushEndpoint": "https://example.com/"}
AVRO = '{"type": "record", "name": "A", "fields": []}'
AUTOMATIC: dict[str, object] = {"replication": {"automatic": {}}}
NEXT = {"nextRotationTime": "2999-01-01T00:00:00Z", "rotationPeriod": "3600s"}
TOPICS = [{"name": f"{PARENT}/topics/lessons"}]

BAD_SUBSCRIPTIONS: list[Json] = [
    {"pushConfig": PUSH, "bigqueryConfig": {"table": "p.d.t"}},
    {"pushConfig": PUSH, "enableExactlyOnceDelivery": True},
    {"deadLetterPolicy": {"maxDeliveryAttempts": 5}},
]


@pytest.mark.parametrize("body", BAD_SUBSCRIPTIONS, ids=str)
def test_a_subscription_that_cannot_work_is_refused(local: Local, body: Json) -> None:
    local.ok("PUT", TOPIC)
    topic = {"topic": f"{PARENT}/topics/lessons"}
    assert local.refused("PUT", SUBSCRIPTION, {**topic, **body})["code"] == 400


def test_a_filter_cannot_be_added_later(local: Local) -> None:
    local.ok("PUT", TOPIC)
    local.ok("PUT", SUBSCRIPTION, {"topic": f"{PARENT}/topics/lessons"})
    body = {"subscription": {"filter": "attributes:a"}}
    assert local.refused("PATCH", f"{SUBSCRIPTION}?updateMask=filter", body)["code"] == 400


def test_a_subscription_can_be_changed_after_its_dead_letter_topic_is_gone(local: Local) -> None:
    local.ok("PUT", TOPIC)
    local.ok("PUT", f"{TOPIC}-dead")
    dead = {"deadLetterPolicy": {"deadLetterTopic": f"{PARENT}/topics/lessons-dead"}}
    local.ok("PUT", SUBSCRIPTION, {"topic": f"{PARENT}/topics/lessons", **dead})
    local.ok("DELETE", f"{TOPIC}-dead")
    body = {"subscription": {"ackDeadlineSeconds": 20}}
    assert (
        local.ok("PATCH", f"{SUBSCRIPTION}?updateMask=ackDeadlineSeconds", body)["ackDeadlineSeconds"] == 20
    )


def test_a_key_of_a_topic_has_the_shape_of_one(local: Local) -> None:
    assert local.refused("PUT", TOPIC, {"kmsKeyName": "key"})["code"] == 400


BAD_SCHEMAS = [("AVRO", "{}"), ("AVRO", "[]"), ("AVRO", "record"), ("PROTOCOL_BUFFER", "{}")]
GOOD_SCHEMAS = [
    ("AVRO", AVRO),
    ("PROTOCOL_BUFFER", 'syntax = "proto3";\nmessage A { string a = 1; }'),
    ("PROTOCOL_BUFFER", "// words\nmessage A { string a = 1; }"),
]


@pytest.mark.parametrize(("kind", "definition"), BAD_SCHEMAS)
def test_a_definition_of_another_type_is_refused(local: Local, kind: str, definition: str) -> None:
    schema = {"type": kind, "definition": definition}
    assert local.refused("POST", f"{SCHEMAS}?schemaId=lesson", schema)["code"] == 400
    assert local.refused("POST", f"{SCHEMAS}:validate", {"schema": schema})["code"] == 400


@pytest.mark.parametrize(("kind", "definition"), GOOD_SCHEMAS)
def test_a_schema_gets_revisions(local: Local, kind: str, definition: str) -> None:
    schema = {"type": kind, "definition": definition}
    assert local.ok("POST", f"{SCHEMAS}:validate", {"schema": schema}) == {}
    first = local.ok("POST", f"{SCHEMAS}?schemaId=lesson", schema)
    second = local.ok("POST", f"{SCHEMAS}/lesson:commit", {"schema": schema})
    assert local.ok("GET", f"{SCHEMAS}/lesson")["revisionId"] == second["revisionId"] != first["revisionId"]
    old = local.ok("GET", f"{SCHEMAS}/lesson@{first['revisionId']}")
    assert old["revisionId"] == first["revisionId"]
    assert len(local.ok("GET", f"{SCHEMAS}/lesson:listRevisions")["schemas"]) == 2


def test_the_topic_of_a_deleted_schema_says_so_and_can_be_changed(local: Local) -> None:
    local.ok("POST", f"{SCHEMAS}?schemaId=lesson", {"type": "AVRO", "definition": AVRO})
    local.ok("PUT", TOPIC, {"schemaSettings": {"schema": f"{PARENT}/schemas/lesson", "encoding": "JSON"}})
    local.ok("DELETE", f"{SCHEMAS}/lesson")
    assert local.ok("GET", TOPIC)["schemaSettings"]["schema"] == "_deleted-schema_"
    body = {"topic": {"labels": {"a": "b"}}}
    assert local.ok("PATCH", f"{TOPIC}?updateMask=labels", body)["labels"] == {"a": "b"}


BAD_SECRETS: list[Json] = [
    {"rotation": NEXT},
    {"rotation": {**NEXT, "nextRotationTime": "2001-01-01T00:00:00Z"}, "topics": TOPICS},
    {"ttl": "3600s", "expireTime": "2999-01-01T00:00:00Z"},
    {"versionAliases": {"prod": "1"}},
    {"expireTime": "2001-01-01T00:00:00Z"},
    {"expireTime": "2999-13-01T00:00:00Z"},
    {"ttl": "-5s"},
    {"versionDestroyTtl": "60s"},
    {"topics": [{"name": "lessons"}]},
    {"topics": TOPICS, "rotation": {**NEXT, "rotationPeriod": "10s"}},
    {"topics": TOPICS, "rotation": {"rotationPeriod": "3600s"}},
    {"replication": {"userManaged": {"replicas": [{"location": "mars-north1"}]}}},
    {"replication": {"userManaged": {"replicas": [{"location": "us-east1"}, {"location": "us-east1"}]}}},
]


@pytest.mark.parametrize("body", BAD_SECRETS, ids=str)
def test_a_secret_that_google_would_not_make_is_refused(local: Local, body: Json) -> None:
    local.ok("PUT", TOPIC)
    assert local.refused("POST", f"{SECRETS}?secretId=key", {**AUTOMATIC, **body})["code"] == 400


def test_a_secret_cannot_tell_a_topic_that_is_not_there(local: Local) -> None:
    body = {**AUTOMATIC, "topics": TOPICS}
    assert local.refused("POST", f"{SECRETS}?secretId=key", body)["status"] == "NOT_FOUND"


def test_a_version_is_destroyed_later_where_the_secret_says_so(local: Local) -> None:
    local.ok("POST", f"{SECRETS}?secretId=key", {**AUTOMATIC, "versionDestroyTtl": "86400s"})
    local.ok("POST", f"{SECRETS}/key:addVersion", {"payload": {"data": "eA=="}})
    gone = local.ok("POST", f"{SECRETS}/key/versions/1:destroy", {})
    assert (gone["state"], "scheduledDestroyTime" in gone) == ("DISABLED", True)
    back = local.ok("POST", f"{SECRETS}/key/versions/1:enable", {})
    assert (back["state"], "scheduledDestroyTime" in back) == ("ENABLED", False)


def test_a_secret_with_a_rotation_and_topics_is_made(local: Local) -> None:
    local.ok("PUT", TOPIC)
    body = {**AUTOMATIC, "rotation": NEXT, "topics": TOPICS}
    assert local.ok("POST", f"{SECRETS}?secretId=key", body)["rotation"] == NEXT


def test_an_alias_stands_for_a_version(local: Local) -> None:
    local.ok("POST", f"{SECRETS}?secretId=key", {**AUTOMATIC})
    made = local.ok("POST", f"{SECRETS}/key:addVersion", {"payload": {"data": "eA=="}})
    path = f"{SECRETS}/key?updateMask=versionAliases"
    local.ok("PATCH", path, {"versionAliases": {"prod": "1"}})
    assert local.ok("GET", f"{SECRETS}/key/versions/prod")["name"] == made["name"]
    assert local.ok("GET", f"{SECRETS}/key/versions/prod:access")["payload"]["data"] == "eA=="
    assert local.refused("PATCH", path, {"versionAliases": {"prod": "2"}})["code"] == 400


@pytest.mark.parametrize("mode", ["REMOTE_REPOSITORY", "VIRTUAL_REPOSITORY"])
def test_a_repository_needs_what_its_mode_needs(local: Local, mode: str) -> None:
    path = f"artifactregistry/v1/{PARENT}/locations/us/repositories?repositoryId=images"
    assert local.refused("POST", path, {"format": "DOCKER", "mode": mode})["code"] == 400


@pytest.mark.parametrize("service", ["artifactregistry/v1", "secretmanager/v1"])
def test_places_are_listed(local: Local, service: str) -> None:
    path = f"{service}/{PARENT}/locations"
    found = [place["locationId"] for place in local.ok("GET", path)["locations"]]
    assert "us-central1" in found
    assert local.ok("GET", f"{path}/us-central1")["locationId"] == "us-central1"
    assert local.refused("GET", f"{path}/mars-north1")["code"] == 404


def test_a_project_has_no_label_that_nobody_gave_it(local: Local) -> None:
    for version in ("v1", "v3"):
        assert "labels" not in local.ok("GET", f"cloudresourcemanager/{version}/{PARENT}")
