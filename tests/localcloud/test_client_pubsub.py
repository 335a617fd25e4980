"""Google's Pub/Sub library over REST, unmodified: topics, subscriptions, messages, snapshots, schemas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from clients import PARENT, anonymous, over_rest, served, told
from google.cloud import pubsub_v1  # pyright: ignore[reportMissingTypeStubs]
from google.pubsub_v1 import PublisherClient, SchemaServiceClient, SubscriberClient

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPIC, SUBSCRIPTION = f"{PARENT}/topics/lessons", f"{PARENT}/subscriptions/lessons"
SNAPSHOT = f"{PARENT}/snapshots/lessons"


class Clients(NamedTuple):
    """The three clients of the library; their methods are only partly typed."""

    publisher: Any
    subscriber: Any
    schemas: Any
    address: str


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    with (
        served(tmp_path_factory.mktemp("cloud")) as address,
        over_rest(PublisherClient, address, "pubsub") as publisher,
        over_rest(SubscriberClient, address, "pubsub") as subscriber,
        over_rest(SchemaServiceClient, address, "pubsub") as schemas,
    ):
        yield Clients(publisher, subscriber, schemas, address)


@pytest.fixture
def filled(clients: Clients) -> Iterator[Clients]:
    """A topic and a subscription, new for each test."""
    clients.publisher.create_topic(request={"name": TOPIC, "labels": {"a": "b"}})
    request = {"name": SUBSCRIPTION, "topic": TOPIC, "ack_deadline_seconds": 20}
    clients.subscriber.create_subscription(request=request)
    yield clients
    clients.subscriber.delete_subscription(request={"subscription": SUBSCRIPTION})
    clients.publisher.delete_topic(request={"topic": TOPIC})


def _publish(clients: Clients, *texts: bytes) -> None:
    messages = [{"data": text, "attributes": {"kind": "audio"}} for text in texts]
    assert clients.publisher.publish(request={"topic": TOPIC, "messages": messages}).message_ids


def _pulled(clients: Clients) -> dict[str, bytes]:
    found = clients.subscriber.pull(request={"subscription": SUBSCRIPTION, "max_messages": 10})
    return {one.ack_id: one.message.data for one in found.received_messages}


def test_topics_are_read_listed_and_changed(filled: Clients) -> None:
    retention = {"name": TOPIC, "message_retention_duration": {"seconds": 86_400}}
    mask = {"paths": ["message_retention_duration"]}
    changed = filled.publisher.update_topic(request={"topic": retention, "update_mask": mask})
    assert (changed.labels["a"], changed.message_retention_duration.days) == ("b", 1)
    assert [one.name for one in filled.publisher.list_topics(request={"project": PARENT})] == [TOPIC]
    names = filled.publisher.list_topic_subscriptions(request={"topic": TOPIC})
    assert list(names) == [SUBSCRIPTION]


def test_messages_are_pulled_given_back_and_acknowledged(filled: Clients) -> None:
    _publish(filled, b"one", b"two")
    first = _pulled(filled)
    assert list(first.values()) == [b"one", b"two"]
    assert _pulled(filled) == {}
    back = {"subscription": SUBSCRIPTION, "ack_ids": list(first), "ack_deadline_seconds": 0}
    filled.subscriber.modify_ack_deadline(request=back)
    second = _pulled(filled)
    filled.subscriber.acknowledge(request={"subscription": SUBSCRIPTION, "ack_ids": list(second)})
    assert set(first) & set(second) == set()
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    filled.subscriber.seek(request={"subscription": SUBSCRIPTION, "time": long_ago})
    assert _pulled(filled) == {}


def test_a_snapshot_brings_messages_back(filled: Clients) -> None:
    mask = {"paths": ["retain_acked_messages"]}
    keeping = {"name": SUBSCRIPTION, "topic": TOPIC, "retain_acked_messages": True}
    filled.subscriber.update_subscription(request={"subscription": keeping, "update_mask": mask})
    made = filled.subscriber.create_snapshot(request={"name": SNAPSHOT, "subscription": SUBSCRIPTION})
    assert made.topic == TOPIC
    _publish(filled, b"one")
    ids = list(_pulled(filled))
    filled.subscriber.acknowledge(request={"subscription": SUBSCRIPTION, "ack_ids": ids})
    filled.subscriber.seek(request={"subscription": SUBSCRIPTION, "snapshot": SNAPSHOT})
    assert list(_pulled(filled).values()) == [b"one"]
    listed = filled.subscriber.list_snapshots(request={"project": PARENT})
    assert [one.name for one in listed] == [SNAPSHOT]
    filled.subscriber.delete_snapshot(request={"snapshot": SNAPSHOT})


def test_a_subscription_outlives_its_topic(clients: Clients) -> None:
    name = f"{PARENT}/topics/short-lived"
    place = f"{PARENT}/subscriptions/short-lived"
    clients.publisher.create_topic(request={"name": name})
    clients.subscriber.create_subscription(request={"name": place, "topic": name})
    clients.publisher.delete_topic(request={"topic": name})
    assert clients.subscriber.get_subscription(request={"subscription": place}).topic == "_deleted-topic_"


def test_the_library_with_batches_and_futures_publishes_as_well(filled: Clients) -> None:
    options = {"api_endpoint": f"{filled.address}/pubsub.googleapis.com"}
    client: Any = pubsub_v1.PublisherClient(transport="rest", credentials=anonymous(), client_options=options)
    sent = client.publish(TOPIC, b"hello", kind="audio")
    assert sent.result(timeout=10).isdigit()
    client.stop()
    client.transport.close()
    assert list(_pulled(filled).values()) == [b"hello"]


def test_schemas_are_listed_without_their_definitions_unless_asked(clients: Clients) -> None:
    definition = 'syntax = "proto3"; message Lesson { string title = 1; }'
    schema = {"type": 1, "definition": definition}
    request = {"parent": PARENT, "schema_id": "lesson", "schema": schema}
    made = clients.schemas.create_schema(request=request)
    assert clients.schemas.get_schema(request={"name": made.name}).definition == definition
    for view, shown in ((0, ""), (1, ""), (2, definition)):
        found = clients.schemas.list_schemas(request={"parent": PARENT, "view": view})
        assert [one.definition for one in found] == [shown]
    nonsense = {"parent": PARENT, "schema": {"type": 2, "definition": "nonsense"}}
    assert told(lambda: clients.schemas.validate_schema(request=nonsense)).code == 400


REFUSED: list[tuple[str, str, str, dict[str, Any], int]] = [
    ("a topic twice", "publisher", "create_topic", {"name": TOPIC}, 409),
    ("a reserved name", "publisher", "create_topic", {"name": f"{PARENT}/topics/google-lessons"}, 400),
    ("a short name", "publisher", "create_topic", {"name": f"{PARENT}/topics/ab"}, 400),
    (
        "a subscription twice",
        "subscriber",
        "create_subscription",
        {"name": SUBSCRIPTION, "topic": TOPIC},
        409,
    ),
    (
        "a subscription to nothing",
        "subscriber",
        "create_subscription",
        {"name": f"{PARENT}/subscriptions/other", "topic": f"{PARENT}/topics/none"},
        404,
    ),
    (
        "a deadline that is too short",
        "subscriber",
        "create_subscription",
        {"name": f"{PARENT}/subscriptions/other", "topic": TOPIC, "ack_deadline_seconds": 9},
        400,
    ),
    ("no message", "publisher", "publish", {"topic": TOPIC}, 400),
    ("an empty message", "publisher", "publish", {"topic": TOPIC, "messages": [{}]}, 400),
    ("1001 messages", "publisher", "publish", {"topic": TOPIC, "messages": [{"data": b"x"}] * 1001}, 400),
    (
        "publishing nowhere",
        "publisher",
        "publish",
        {"topic": f"{PARENT}/topics/none", "messages": [{"data": b"x"}]},
        404,
    ),
    ("pulling nothing", "subscriber", "pull", {"subscription": SUBSCRIPTION}, 400),
    ("an id of nobody", "subscriber", "acknowledge", {"subscription": SUBSCRIPTION, "ack_ids": ["x"]}, 400),
    ("seeking nowhere", "subscriber", "seek", {"subscription": SUBSCRIPTION}, 400),
    (
        "seeking to no snapshot",
        "subscriber",
        "seek",
        {"subscription": SUBSCRIPTION, "snapshot": SNAPSHOT},
        404,
    ),
    ("a made-up page", "publisher", "list_topics", {"project": PARENT, "page_token": "nonsense"}, 400),
    (
        "a change without a mask",
        "publisher",
        "update_topic",
        {"topic": {"name": TOPIC, "labels": {"a": "c"}}},
        400,
    ),
    (
        "a permission with a star",
        "publisher",
        "test_iam_permissions",
        {"resource": TOPIC, "permissions": ["pubsub.*"]},
        400,
    ),
]


@pytest.mark.parametrize(
    ("who", "method", "body", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_it_is_refused(filled: Clients, who: str, method: str, body: dict[str, Any], code: int) -> None:
    assert told(lambda: getattr(getattr(filled, who), method)(request=body)).code == code
