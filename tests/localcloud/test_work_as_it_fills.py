"""No call costs more work in a full local cloud than in an empty one: SQLite's steps are counted, not time.

A step is an instruction of SQLite's machine: a search by index costs a few more as the tree grows, a scan as
many times more as there are rows. https://www.sqlite.org/c3ref/progress_handler.html
"""

from __future__ import annotations

import sqlite3
from itertools import count
from typing import TYPE_CHECKING

import pytest
from in_process import Local

from localcloud import clock
from localcloud.apis.pubsub.messages import Messages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from in_process import Json

PARENT = "projects/vividly-dev-rich"
TOPIC, SUBSCRIPTION = f"{PARENT}/topics/kept-0001", f"{PARENT}/subscriptions/kept-0001"
SERVICE = "pubsub.googleapis.com"
SMALL, LARGE = 20, 2_000
#: A tree a hundred times as large is one or two levels deeper.
MOST_TIMES = 1.5
MESSAGE = {"data": "YQ==", "orderingKey": "k"}
_names = count()


def _fill(local: Local, size: int) -> None:
    """So many topics, each with a subscription; as many messages that wait, are leased, and lie elsewhere."""
    with local.store.transaction():
        for number in range(size):
            _put(local, "topics", f"kept-{number:04}", {})
            more = {"ackDeadlineSeconds": 600, "topic": f"{PARENT}/topics/kept-{number:04}"}
            _put(local, "subscriptions", f"kept-{number:04}", more)
        queue = Messages(local.store)
        for name, ordered in ((SUBSCRIPTION, False), (f"{SUBSCRIPTION}-ordered", True)):
            _put(
                local, "subscriptions", name.rpartition("/")[2], {"ackDeadlineSeconds": 600, "topic": "none"}
            )
            messages = ({**MESSAGE, "orderingKey": f"k{number}"} for number in range(2 * size))
            queue.add(name, messages, ordered=ordered)
            queue.lease(name, size, 600)
        queue.add(f"{SUBSCRIPTION}-other", [MESSAGE] * size, ordered=False)


def _put(local: Local, kind: str, leaf: str, body: Json) -> None:
    name = f"{PARENT}/{kind}/{leaf}"
    local.store.put(SERVICE, f"projects.{kind}", name, {**body, "name": name})


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Local, Local]]:
    """Two local clouds, one with a hundred times as much in it."""
    folder = tmp_path_factory.mktemp("sizes")
    small, large = Local(folder / "small"), Local(folder / "large")
    for local, size in ((small, SMALL), (large, LARGE)):
        local.enable("pubsub")
        _fill(local, size)
    yield small, large
    small.close()
    large.close()


def _steps(local: Local, verb: str, path: str, body: Json | None) -> int:
    steps = count(1)
    taken = 0

    def step() -> int:
        nonlocal taken
        taken = next(steps)
        return 0

    local.store.db.set_progress_handler(step, 1)
    try:
        local.ok(verb, f"pubsub/v1/{path}", body)
    finally:
        local.store.db.set_progress_handler(None, 1)
    return taken


CALLS: dict[str, tuple[str, str, Json | None]] = {
    "get": ("GET", TOPIC, None),
    "create": ("PUT", f"{PARENT}/topics/new", {}),
    "delete": ("DELETE", f"{PARENT}/topics/new", None),
    "create a subscription": ("PUT", f"{PARENT}/subscriptions/new", {"topic": TOPIC}),
    "delete a subscription": ("DELETE", f"{PARENT}/subscriptions/new", None),
    "change": ("PATCH", f"{SUBSCRIPTION}?updateMask=labels", {"subscription": {"labels": {"a": "b"}}}),
    "first page": ("GET", f"{PARENT}/topics?pageSize=10", None),
    "first page of subscriptions": ("GET", f"{PARENT}/subscriptions?pageSize=10", None),
    "subscriptions of a topic": ("GET", f"{TOPIC}/subscriptions", None),
    "publish": ("POST", f"{TOPIC}:publish", {"messages": [{"data": "YQ=="}]}),
    "pull": ("POST", f"{SUBSCRIPTION}:pull", {"maxMessages": 1}),
    "pull in order": ("POST", f"{SUBSCRIPTION}-ordered:pull", {"maxMessages": 1}),
    "pull from where nothing waits": ("POST", f"{PARENT}/subscriptions/kept-0002:pull", {"maxMessages": 1}),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_call_costs_no_more_as_the_cloud_fills(sizes: tuple[Local, Local], call: str) -> None:
    small, large = (_steps(local, *CALLS[call]) for local in sizes)
    assert 0 < large < MOST_TIMES * small


def test_the_last_page_costs_what_the_first_one_costs(sizes: tuple[Local, Local]) -> None:
    _, large = sizes
    path, token = f"{PARENT}/topics?pageSize=10", ""
    first = _steps(large, "GET", path, None)
    for _ in range(LARGE // 20):
        token = large.ok("GET", f"pubsub/v1/{path}&pageToken={token}")["nextPageToken"]
    assert _steps(large, "GET", f"{path}&pageToken={token}", None) < MOST_TIMES * first


@pytest.mark.parametrize("verb", ["acknowledge", "modifyAckDeadline"])
def test_what_is_leased_is_found_without_a_search(sizes: tuple[Local, Local], verb: str) -> None:
    pulled = [
        local.ok("POST", f"pubsub/v1/{SUBSCRIPTION}:pull", {"maxMessages": 1})["receivedMessages"]
        for local in sizes
    ]
    small, large = (
        _steps(local, "POST", f"{SUBSCRIPTION}:{verb}", {"ackIds": [received[0]["ackId"]]})
        for local, received in zip(sizes, pulled, strict=True)
    )
    assert 0 < large < MOST_TIMES * small


def test_leases_that_ran_out_are_taken_back_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local = Local(tmp_path)
    local.enable("pubsub")
    _fill(local, SMALL * 10)
    later = clock.seconds() + 601
    monkeypatch.setattr(clock, "seconds", lambda: later)
    first, second = (_steps(local, *CALLS["pull"]) for _ in range(2))
    local.close()
    assert first > 5 * second


def test_a_scan_would_be_seen(tmp_path: Path) -> None:
    local = Local(tmp_path)
    local.enable("pubsub")
    _fill(local, SMALL * 10)
    by_index = _steps(local, *CALLS["first page"])
    local.store.db.execute("DROP INDEX by_parent")
    by_scan = _steps(local, *CALLS["first page"])
    local.close()
    assert by_scan > MOST_TIMES * by_index


EARLIER = """
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, subscription TEXT, body TEXT, due REAL, attempts INTEGER, lease TEXT,
  ordering TEXT, acknowledged REAL);
CREATE INDEX by_due ON messages (subscription, acknowledged, due, id);
CREATE INDEX by_lease ON messages (subscription, lease);
INSERT INTO messages VALUES (7, 'projects/p/subscriptions/s', '{"data":"YQ=="}', 1.0, 1, '7-old', '', NULL);
"""


def test_the_data_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    earlier = sqlite3.connect(tmp_path / "cloud.sqlite")
    earlier.executescript(EARLIER)
    earlier.close()
    local = Local(tmp_path)
    taken = Messages(local.store).lease("projects/p/subscriptions/s", 10, 60)
    found = local.store.db.execute(
        "SELECT name FROM sqlite_master WHERE tbl_name='messages' AND sql LIKE '%INDEX%'"
    )
    indexes = {name for (name,) in found}
    local.close()
    assert [(one.row, one.message, one.attempt) for one in taken] == [(7, {"data": "YQ=="}, 2)]
    assert indexes == {"by_turn", "by_lapse", "by_key"}
