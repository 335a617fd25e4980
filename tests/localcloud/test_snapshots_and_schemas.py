"""Pub/Sub: snapshots and revisions of schemas, limits of topics and filters, and what hangs on a topic."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
API = f"pubsub/v1/{PARENT}"
TOPIC, SUBSCRIPTION, SNAPSHOT = (
    f"{API}/topics/lessons",
    f"{API}/subscriptions/lessons",
    f"{API}/snapshots/noon",
)
OF_LESSONS = {"subscription": f"{PARENT}/subscriptions/lessons"}


@pytest.fixture
def topic(local: Local) -> Local:
    local.ok("PUT", TOPIC)
    local.ok("PUT", SUBSCRIPTION, {"topic": f"{PARENT}/topics/lessons"})
    return local


@pytest.mark.parametrize("leaf", ["ab", "google-noon", "1noon"])
def test_a_snapshot_has_a_name_like_others(topic: Local, leaf: str) -> None:
    assert topic.refused("PUT", f"{API}/snapshots/{leaf}", OF_LESSONS)["code"] == 400


def test_a_snapshot_is_made_once_and_changed_with_a_mask(topic: Local) -> None:
    topic.ok("PUT", SNAPSHOT, OF_LESSONS)
    assert topic.refused("PUT", SNAPSHOT, OF_LESSONS)["status"] == "ALREADY_EXISTS"
    body = {"snapshot": {"labels": {"a": "b"}}}
    assert "update_mask" in topic.refused("PATCH", SNAPSHOT, body)["message"]
    assert topic.ok("PATCH", f"{SNAPSHOT}?updateMask=labels", body)["labels"] == {"a": "b"}


@pytest.mark.parametrize("moment", ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
def test_a_snapshot_ends_within_a_week(topic: Local, moment: str) -> None:
    topic.ok("PUT", SNAPSHOT, OF_LESSONS)
    body = {"snapshot": {"expireTime": moment}}
    assert topic.refused("PATCH", f"{SNAPSHOT}?updateMask=expireTime", body)["code"] == 400


def test_no_snapshot_is_made_of_what_has_no_topic(topic: Local) -> None:
    topic.ok("DELETE", TOPIC)
    assert topic.refused("PUT", SNAPSHOT, OF_LESSONS)["status"] == "FAILED_PRECONDITION"


@pytest.mark.parametrize("kind", ["subscriptions", "snapshots"])
def test_what_hangs_on_a_topic_comes_in_pages(topic: Local, kind: str) -> None:
    for number in range(3):
        name = {"topic": f"{PARENT}/topics/lessons"} if kind == "subscriptions" else OF_LESSONS
        topic.ok("PUT", f"{API}/{kind}/more-{number}", name)
    found: list[str] = []
    token = ""
    while page := topic.ok("GET", f"{TOPIC}/{kind}?pageSize=2&pageToken={token}"):
        found += page[kind]
        token = page.get("nextPageToken", "")
        if not token:
            break
    wanted = [f"{PARENT}/{kind}/more-{number}" for number in range(3)]
    assert found == [f"{PARENT}/subscriptions/lessons", *wanted][kind == "snapshots" :]
    assert topic.refused("GET", f"{TOPIC}/{kind}?pageToken=none")["code"] == 400


@pytest.mark.parametrize(("length", "code"), [(256, 200), (257, 400)])
def test_a_filter_has_256_bytes(topic: Local, length: int, code: int) -> None:
    text = 'attributes.kind = "' + "x" * (length - 20) + '"'
    body = {"topic": f"{PARENT}/topics/lessons", "filter": text}
    assert topic.send("PUT", f"{SUBSCRIPTION}-filtered", body).status_code == code


def test_order_is_not_switched_on_later(topic: Local) -> None:
    body = {"subscription": {"enableMessageOrdering": True}}
    error = topic.refused("PATCH", f"{SUBSCRIPTION}?updateMask=enableMessageOrdering", body)
    assert "cannot be changed" in error["message"]


@pytest.mark.parametrize(("allowed", "code"), [(["us-central1"], 200), ([], 400), (["mars-north1"], 400)])
def test_messages_are_kept_in_regions_that_are_there(local: Local, allowed: list[str], code: int) -> None:
    body = {"messageStoragePolicy": {"allowedPersistenceRegions": allowed}}
    assert local.send("PUT", TOPIC, body).status_code == code


def _avro(*fields: Json, **more: object) -> Json:
    shape = {"type": "record", "name": "A", "fields": list(fields), **more}
    return {"type": "AVRO", "definition": json.dumps(shape)}


def _field(kind: object) -> Json:
    return {"name": "x", "type": kind}


def _proto(text: str) -> Json:
    return {"type": "PROTOCOL_BUFFER", "definition": text}


ENUM = {"type": "enum", "name": "E", "symbols": ["A", "B"]}
GOOD: list[Json] = [
    _avro(),
    _avro(_field("string")),
    _avro(_field(["null", "long"])),
    _avro(_field({"type": "array", "items": {"type": "map", "values": "bytes"}})),
    _avro(_field({"type": "long", "logicalType": "timestamp-micros"})),
    _avro(_field(ENUM), {"name": "y", "type": "E"}),
    _avro(_field(["null", "n.A"]), namespace="n"),
    _proto('syntax = "proto3"; message A { message B { string b = 1; } B b = 1; } // message C {'),
]
BAD: list[Json] = [
    _avro(_field("strin")),
    _avro(_field("string"), _field("int")),
    _avro(_field({"type": "array"})),
    _avro(_field({**ENUM, "symbols": ["a b"]})),
    _avro({"type": "string"}),
    {"type": "AVRO", "definition": "[" * 5000},
    _avro(name="1A"),
    _avro(_field({"type": "fixed", "name": "F"})),
    _proto('syntax = "proto3"; message A { string a = 1; } message B { string b = 1; }'),
    _proto('syntax = "proto3"; message A { string a = 1;'),
]


@pytest.mark.parametrize("schema", GOOD, ids=lambda one: one["definition"])
def test_a_schema_is_read(local: Local, schema: Json) -> None:
    assert local.ok("POST", f"{API}/schemas:validate", {"schema": schema}) == {}


@pytest.mark.parametrize("schema", BAD, ids=lambda one: one["definition"][:80])
def test_a_schema_that_means_nothing_is_refused(local: Local, schema: Json) -> None:
    assert local.refused("POST", f"{API}/schemas:validate", {"schema": schema})["code"] == 400


def test_a_schema_is_rolled_back_and_loses_revisions(local: Local) -> None:
    first = local.ok("POST", f"{API}/schemas?schemaId=lesson", _avro())
    local.ok("POST", f"{API}/schemas/lesson:commit", {"schema": _avro(_field("string"))})
    back = {"revisionId": first["revisionId"]}
    third = local.ok("POST", f"{API}/schemas/lesson:rollback", back)
    assert (third["definition"], third["revisionId"] != first["revisionId"]) == (first["definition"], True)
    old = f"{API}/schemas/lesson@{first['revisionId']}"
    assert local.ok("DELETE", f"{old}:deleteRevision")["revisionId"] == third["revisionId"]
    assert local.refused("GET", old)["code"] == 404
    assert local.refused("POST", f"{API}/schemas/lesson:rollback", back)["code"] == 404
    assert len(local.ok("GET", f"{API}/schemas/lesson:listRevisions")["schemas"]) == 2


def test_the_only_revision_goes_with_its_schema(local: Local) -> None:
    only = local.ok("POST", f"{API}/schemas?schemaId=lesson", _avro())
    path = f"{API}/schemas/lesson@{only['revisionId']}:deleteRevision"
    assert local.refused("DELETE", path)["code"] == 400
    assert local.refused("DELETE", f"{API}/schemas/lesson:deleteRevision")["code"] == 400


MANY = _avro(
    {"name": "a", "type": "int"},
    {"name": "b", "type": ["null", "string", ENUM]},
    {"name": "c", "type": {"type": "array", "items": {"type": "map", "values": "double"}}},
)
FITTING: list[Json] = [
    {"a": 1, "b": None, "c": []},
    {"a": -(2**31), "b": {"string": "x"}, "c": [{"k": 1}]},
    {"a": 1, "b": {"E": "B"}, "c": [{}]},
]
UNFITTING: list[object] = [
    {},
    [],
    {"a": 2**31, "b": None, "c": []},
    {"a": True, "b": None, "c": []},
    {"a": 1, "b": "x", "c": []},
    {"a": 1, "b": {"E": "C"}, "c": []},
    {"a": 1, "b": None, "c": [{"k": "v"}]},
    {"a": 1, "b": None, "c": None},
]


def _message(content: object) -> str:
    return base64.b64encode(json.dumps(content).encode()).decode()


def _topic_of(local: Local, schema: Json, **more: object) -> Json:
    made = local.ok("POST", f"{API}/schemas?schemaId=lesson", schema)
    settings = {"schema": made["name"], "encoding": "JSON", **more}
    local.ok("PUT", TOPIC, {"schemaSettings": settings})
    local.ok("PUT", SUBSCRIPTION, {"topic": f"{PARENT}/topics/lessons"})
    return made


@pytest.mark.parametrize("content", FITTING, ids=str)
def test_a_message_of_its_topics_schema_goes_through(local: Local, content: Json) -> None:
    made = _topic_of(local, MANY)
    data = _message(content)
    asked = {"name": made["name"], "message": data, "encoding": "JSON"}
    assert local.ok("POST", f"{API}/schemas:validateMessage", asked) == {}
    local.ok("POST", f"{TOPIC}:publish", {"messages": [{"data": data}]})
    (got,) = local.ok("POST", f"{SUBSCRIPTION}:pull", {"maxMessages": 1})["receivedMessages"]
    assert got["message"]["attributes"] == {
        "googclient_schemaencoding": "JSON",
        "googclient_schemaname": made["name"],
        "googclient_schemarevisionid": made["revisionId"],
    }


@pytest.mark.parametrize("content", UNFITTING, ids=str)
def test_a_message_of_another_shape_is_refused(local: Local, content: object) -> None:
    _topic_of(local, MANY)
    data = _message(content)
    body = {"messages": [{"data": _message(FITTING[0])}, {"data": data}]}
    assert "schema validation" in local.refused("POST", f"{TOPIC}:publish", body)["message"]
    asked = {"schema": MANY, "message": data, "encoding": "JSON"}
    assert local.refused("POST", f"{API}/schemas:validateMessage", asked)["code"] == 400
    assert local.ok("POST", f"{SUBSCRIPTION}:pull", {"maxMessages": 1}) == {}


def test_a_message_fits_the_revisions_that_its_topic_allows(local: Local) -> None:
    first = _topic_of(local, _avro(_field("string")))
    local.ok("POST", f"{API}/schemas/lesson:commit", {"schema": _avro(_field("int"))})
    new = {"messages": [{"data": _message({"x": 1})}]}
    assert local.ok("POST", f"{TOPIC}:publish", new)["messageIds"]
    settings = {"schema": first["name"], "encoding": "JSON", "lastRevisionId": first["revisionId"]}
    body = {"topic": {"schemaSettings": settings}}
    local.ok("PATCH", f"{TOPIC}?updateMask=schemaSettings", body)
    assert local.refused("POST", f"{TOPIC}:publish", new)["code"] == 400
    assert local.ok("POST", f"{TOPIC}:publish", {"messages": [{"data": _message({"x": "1"})}]})["messageIds"]
    local.ok("DELETE", f"{API}/schemas/lesson")
    assert local.ok("POST", f"{TOPIC}:publish", new)["messageIds"]


@pytest.mark.parametrize(
    ("schema", "encoding"), [(_avro(), "BINARY"), (GOOD[-1], "JSON")], ids=["avro", "proto"]
)
def test_messages_that_are_not_read_here_are_said_to_be(local: Local, schema: Json, encoding: str) -> None:
    asked = {"schema": schema, "message": _message({}), "encoding": encoding}
    error = local.refused("POST", f"{API}/schemas:validateMessage", asked)
    assert (error["status"], "does not validate" in error["message"]) == ("UNIMPLEMENTED", True)
