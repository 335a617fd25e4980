"""Pub/Sub: messages arrive, come back when they are not acknowledged, and end as dead letters."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from localcloud import clock

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
TOPICS, SUBSCRIPTIONS = f"pubsub/v1/{PARENT}/topics", f"pubsub/v1/{PARENT}/subscriptions"
TOPIC, DEAD = f"{PARENT}/topics/lessons", f"{PARENT}/topics/dead-lessons"
SUBSCRIPTION = f"{SUBSCRIPTIONS}/lessons"


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Clock:
    held = Clock()
    monkeypatch.setattr(clock, "seconds", held)
    return held


def _subscribed(local: Local, **more: object) -> None:
    local.ok("PUT", f"{TOPICS}/lessons")
    local.ok("PUT", SUBSCRIPTION, {"topic": TOPIC, **more})


def _publish(local: Local, *texts: str, **more: object) -> list[str]:
    messages = [{"data": base64.b64encode(text.encode()).decode(), **more} for text in texts]
    return local.ok("POST", f"{TOPICS}/lessons:publish", {"messages": messages})["messageIds"]


def _pull(local: Local, subscription: str = SUBSCRIPTION, most: int = 10) -> list[Json]:
    return local.ok("POST", f"{subscription}:pull", {"maxMessages": most}).get("receivedMessages", [])


def _texts(received: list[Json]) -> list[str]:
    return [base64.b64decode(one["message"]["data"]).decode() for one in received]


def test_messages_arrive_once_in_order_with_their_ids(local: Local) -> None:
    _subscribed(local)
    ids = _publish(local, "one", "two", attributes={"kind": "audio"})
    received = _pull(local)
    assert _texts(received) == ["one", "two"]
    assert [one["message"]["messageId"] for one in received] == ids
    assert received[0]["message"]["attributes"] == {"kind": "audio"}
    assert _pull(local) == []


def test_nothing_published_before_a_subscription_arrives(local: Local) -> None:
    local.ok("PUT", f"{TOPICS}/lessons")
    _publish(local, "early")
    local.ok("PUT", SUBSCRIPTION, {"topic": TOPIC})
    assert _pull(local) == []


def test_a_message_that_is_not_acknowledged_comes_back(local: Local, still: Clock) -> None:
    _subscribed(local)
    _publish(local, "one")
    first = _pull(local)
    still.at += 9
    assert _pull(local) == []
    still.at += 2
    again = _pull(local)
    assert _texts(again) == ["one"]
    assert again[0]["ackId"] != first[0]["ackId"]


def test_an_acknowledged_message_is_gone(local: Local, still: Clock) -> None:
    _subscribed(local)
    _publish(local, "one")
    assert local.ok("POST", f"{SUBSCRIPTION}:acknowledge", {"ackIds": [_pull(local)[0]["ackId"]]}) == {}
    still.at += 60
    assert _pull(local) == []


def test_an_acknowledgement_after_the_deadline_counts_no_more(local: Local, still: Clock) -> None:
    _subscribed(local)
    _publish(local, "one")
    late = _pull(local)[0]["ackId"]
    still.at += 11
    local.ok("POST", f"{SUBSCRIPTION}:acknowledge", {"ackIds": [late]})
    assert _texts(_pull(local)) == ["one"]


@pytest.mark.parametrize("verb", ["acknowledge", "modifyAckDeadline"])
def test_exactly_once_says_which_acknowledgements_are_late(local: Local, still: Clock, verb: str) -> None:
    _subscribed(local, enableExactlyOnceDelivery=True)
    _publish(local, "one")
    late = _pull(local)[0]["ackId"]
    still.at += 11
    fresh = _pull(local)[0]["ackId"]
    body: Json = {"ackIds": [late, fresh]} | ({} if verb == "acknowledge" else {"ackDeadlineSeconds": 0})
    error = local.refused("POST", f"{SUBSCRIPTION}:{verb}", body)
    info = error["details"][0]
    assert (error["code"], info["reason"]) == (400, "EXACTLY_ONCE_ACKID_FAILURE")
    assert info["metadata"] == {late: "PERMANENT_FAILURE_INVALID_ACK_ID"}
    assert _texts(_pull(local)) == ([] if verb == "acknowledge" else ["one"])


@pytest.mark.parametrize("verb", ["acknowledge", "modifyAckDeadline"])
def test_an_acknowledgement_that_nobody_was_given_is_refused(local: Local, verb: str) -> None:
    _subscribed(local)
    error = local.refused("POST", f"{SUBSCRIPTION}:{verb}", {"ackIds": ["made-up"]})
    assert "Some acknowledgement ids in the request were invalid" in error["message"]


@pytest.mark.parametrize(
    ("message", "fits"),
    [
        ({"attributes": {"k" * 256: "v" * 1024}}, True),
        ({"attributes": {f"key-{number}": "v" for number in range(100)}}, True),
        ({"attributes": {f"key-{number}": "v" for number in range(101)}}, False),
        ({"attributes": {"k" * 257: "v"}}, False),
        ({"attributes": {"": "v"}}, False),
        ({"attributes": {"k": "v" * 1025}}, False),
        ({"data": "YQ==", "orderingKey": "k" * 1025}, False),
    ],
)
def test_attributes_have_limits(local: Local, message: Json, *, fits: bool) -> None:
    _subscribed(local)
    answer = local.send("POST", f"{TOPICS}/lessons:publish", {"messages": [message]})
    assert answer.status_code == (200 if fits else 400)


@pytest.mark.parametrize(("seconds", "back_after"), [(0, 0), (60, 61)])
def test_deadlines_are_moved(local: Local, still: Clock, seconds: int, back_after: int) -> None:
    _subscribed(local)
    _publish(local, "one")
    body = {"ackIds": [_pull(local)[0]["ackId"]], "ackDeadlineSeconds": seconds}
    local.ok("POST", f"{SUBSCRIPTION}:modifyAckDeadline", body)
    if back_after:
        still.at += back_after - 2
        assert _pull(local) == []
        still.at += 2
    assert _texts(_pull(local)) == ["one"]


def test_each_subscription_gets_its_own_copy(local: Local) -> None:
    _subscribed(local)
    local.ok("PUT", f"{SUBSCRIPTIONS}/others", {"topic": TOPIC})
    _publish(local, "one")
    assert _texts(_pull(local)) == _texts(_pull(local, f"{SUBSCRIPTIONS}/others")) == ["one"]


FILTERS = [
    ('attributes.kind = "audio"', ["a"]),
    ('attributes.kind != "audio"', ["b", "c"]),
    ("attributes:kind", ["a", "b"]),
    ('NOT attributes:kind OR attributes.kind = "audio"', ["a", "c"]),
    ('hasPrefix(attributes.kind, "au") AND (attributes:kind)', ["a"]),
]


@pytest.mark.parametrize(("text", "expected"), FILTERS)
def test_a_filter_lets_through_what_it_says(local: Local, text: str, expected: list[str]) -> None:
    _subscribed(local, filter=text)
    _publish(local, "a", attributes={"kind": "audio"})
    _publish(local, "b", attributes={"kind": "text"})
    _publish(local, "c")
    assert _texts(_pull(local)) == expected


def test_messages_with_a_key_wait_for_the_one_before(local: Local, still: Clock) -> None:
    _subscribed(local, enableMessageOrdering=True)
    _publish(local, "one", "two", orderingKey="k")
    assert _texts(_pull(local, most=1)) == ["one"]
    assert _pull(local) == []
    still.at += 11
    assert _texts(_pull(local)) == ["one", "two"]


def _dead_letters(local: Local, *, granted: bool) -> None:
    local.ok("PUT", f"{TOPICS}/dead-lessons")
    local.ok("PUT", f"{SUBSCRIPTIONS}/dead-lessons", {"topic": DEAD})
    _subscribed(local, deadLetterPolicy={"deadLetterTopic": DEAD, "maxDeliveryAttempts": 5})
    agent = f"serviceAccount:service-{local.number()}@gcp-sa-pubsub.iam.gserviceaccount.com"
    grants = ((f"{TOPICS}/dead-lessons", "publisher"), (SUBSCRIPTION, "subscriber")) if granted else ()
    for path, role in grants:
        policy = {"bindings": [{"role": f"roles/pubsub.{role}", "members": [agent]}]}
        local.ok("POST", f"{path}:setIamPolicy", {"policy": policy})


def _refuse_five_times(local: Local, still: Clock) -> None:
    for attempt in range(1, 6):
        assert [one["deliveryAttempt"] for one in _pull(local)] == [attempt]
        still.at += 11


def test_after_the_last_attempt_a_message_becomes_a_dead_letter(local: Local, still: Clock) -> None:
    _dead_letters(local, granted=True)
    _publish(local, "one")
    _refuse_five_times(local, still)
    assert _pull(local) == []
    dead = _pull(local, f"{SUBSCRIPTIONS}/dead-lessons")
    assert _texts(dead) == ["one"]
    assert dead[0]["message"]["attributes"]["CloudPubSubDeadLetterSourceDeliveryCount"] == "5"


def test_without_the_agents_grants_no_dead_letter_arrives(local: Local, still: Clock) -> None:
    _dead_letters(local, granted=False)
    _publish(local, "one")
    _refuse_five_times(local, still)
    assert [one["deliveryAttempt"] for one in _pull(local)] == [6]
    assert _pull(local, f"{SUBSCRIPTIONS}/dead-lessons") == []


WRONG: list[tuple[str, Json, str]] = [
    (f"{TOPICS}/lessons:publish", {"messages": []}, "messages"),
    (f"{TOPICS}/lessons:publish", {"messages": [{}]}, "empty"),
    (f"{SUBSCRIPTION}:pull", {"maxMessages": 0}, "max_messages"),
    (f"{SUBSCRIPTION}:acknowledge", {"ackIds": []}, "ack_ids"),
    (f"{SUBSCRIPTION}:modifyAckDeadline", {"ackIds": ["x"], "ackDeadlineSeconds": 601}, "0 to 600"),
    (f"{SUBSCRIPTION}:seek", {}, "snapshot"),
]


@pytest.mark.parametrize(("path", "body", "words"), WRONG)
def test_a_wrong_request_is_refused(local: Local, path: str, body: Json, words: str) -> None:
    _subscribed(local)
    error = local.refused("POST", path, body)
    assert error["code"] == 400
    assert words in error["message"] or words in str(error.get("details"))


def test_a_push_subscription_cannot_be_pulled(local: Local) -> None:
    _subscribed(local, pushConfig={"pushEndpoint": "https://example.com"})
    assert (
        local.refused("POST", f"{SUBSCRIPTION}:pull", {"maxMessages": 1})["status"] == "FAILED_PRECONDITION"
    )


def test_seeking_to_a_time_brings_acknowledged_messages_back(local: Local, still: Clock) -> None:
    _subscribed(local, retainAckedMessages=True)
    before = clock.timestamp(still.at - 1)
    _publish(local, "one")
    local.ok("POST", f"{SUBSCRIPTION}:acknowledge", {"ackIds": [_pull(local)[0]["ackId"]]})
    assert _pull(local) == []
    local.ok("POST", f"{SUBSCRIPTION}:seek", {"time": before})
    assert _texts(_pull(local)) == ["one"]


def test_a_snapshot_brings_back_its_backlog_and_what_came_after(local: Local, still: Clock) -> None:
    _subscribed(local)
    _publish(local, "before")
    local.ok("POST", f"{SUBSCRIPTION}:acknowledge", {"ackIds": [_pull(local)[0]["ackId"]]})
    _publish(local, "one")
    still.at += 1
    body = {"subscription": f"{PARENT}/subscriptions/lessons"}
    local.ok("PUT", f"pubsub/v1/{PARENT}/snapshots/noon", body)
    still.at += 1
    _publish(local, "two")
    local.ok("POST", f"{SUBSCRIPTION}:acknowledge", {"ackIds": [one["ackId"] for one in _pull(local)]})
    assert _pull(local) == []
    local.ok("POST", f"{SUBSCRIPTION}:seek", {"snapshot": f"{PARENT}/snapshots/noon"})
    assert _texts(_pull(local)) == ["one", "two"]


def test_another_subscription_of_the_topic_goes_to_a_snapshot_as_well(local: Local) -> None:
    _subscribed(local)
    _publish(local, "one")
    local.ok("PUT", f"pubsub/v1/{PARENT}/snapshots/noon", {"subscription": f"{PARENT}/subscriptions/lessons"})
    topic = local.ok("GET", SUBSCRIPTION)["topic"]
    other = f"pubsub/v1/{PARENT}/subscriptions/others"
    local.ok("PUT", other, {"topic": topic})
    seek = {"snapshot": f"{PARENT}/snapshots/noon"}
    local.ok("POST", f"{other}:seek", seek)
    assert _texts(local.ok("POST", f"{other}:pull", {"maxMessages": 10})["receivedMessages"]) == ["one"]
    local.ok("PUT", f"pubsub/v1/{PARENT}/topics/elsewhere")
    local.ok("PUT", f"{other}-still", {"topic": f"{PARENT}/topics/elsewhere"})
    assert "must be the same" in local.refused("POST", f"{other}-still:seek", seek)["message"]


def test_a_detached_subscription_gets_nothing(local: Local) -> None:
    _subscribed(local)
    local.ok("POST", f"{SUBSCRIPTION}:detach")
    _publish(local, "one")
    assert (
        local.refused("POST", f"{SUBSCRIPTION}:pull", {"maxMessages": 1})["status"] == "FAILED_PRECONDITION"
    )
