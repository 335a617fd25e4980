"""The local cloud's own pages under /_local, and faults that operations suffer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localcloud import clock

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
REPOSITORIES = f"artifactregistry/v1/{PARENT}/locations/us-central1/repositories"

BY_PROJECT = "by_project (service=? AND kind=? AND project=? AND (sort,name)>(?,?))"


def _made(local: Local) -> Json:
    return local.ok("POST", f"{REPOSITORIES}?repositoryId=images", {"format": "DOCKER"})


def test_a_slow_operation_is_done_later(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1_800_000_000.0]
    monkeypatch.setattr(clock, "seconds", lambda: at[0])
    local.ok("POST", "_local/faults", {"operation_seconds": 5})
    operation = _made(local)
    assert (operation["done"], "response" in operation) == (False, False)
    at[0] += 5.1
    assert local.ok("GET", f"artifactregistry/v1/{operation['name']}")["response"]["format"] == "DOCKER"


def test_a_failing_operation_undoes_what_it_did(local: Local) -> None:
    local.ok("POST", "_local/faults", {"operation_error": {"code": 13, "message": "an internal error"}})
    operation = _made(local)
    assert operation["error"] == {"code": 13, "message": "an internal error"}
    assert local.refused("GET", f"{REPOSITORIES}/images")["code"] == 404
    assert local.ok("GET", f"artifactregistry/v1/{operation['name']}") == operation


def test_a_failing_enablement_leaves_the_api_disabled(empty: Local) -> None:
    empty.ok("POST", "_local/faults", {"operation_error": {"code": 13, "message": "an internal error"}})
    empty.enable("pubsub")
    assert empty.refused("GET", f"pubsub/v1/{PARENT}/topics")["code"] == 403


@pytest.mark.parametrize(
    "wanted",
    [
        {"unusable_after_enable": -1},
        {"unusable_after_enable": "soon"},
        {"apis": "run.googleapis.com"},
        {"operation_error": {"code": 1}},
        {"earthquake": True},
    ],
)
def test_a_fault_that_does_not_exist_is_refused_and_changes_nothing(empty: Local, wanted: Json) -> None:
    before = empty.ok("GET", "_local/faults")
    assert empty.send("POST", "_local/faults", wanted).status_code == 400
    assert empty.ok("GET", "_local/faults") == before


def test_an_operation_that_never_was_is_not_found(local: Local) -> None:
    path = f"artifactregistry/v1/{PARENT}/locations/us-central1/operations/none"
    assert local.refused("GET", path)["code"] == 404


def test_the_status_counts_resources_and_calls(local: Local) -> None:
    _made(local)
    status = local.ok("GET", "_local/status")
    assert status["name"] == "localcloud"
    assert status["resources"] == {"artifactregistry.googleapis.com": 1}
    assert status["calls"] == 2


def test_the_stored_is_shown_by_service_and_project(local: Local) -> None:
    _made(local)
    local.ok("PUT", f"pubsub/v1/{PARENT}/topics/lessons")
    found = local.ok("GET", "_local/resources?service=pubsub.googleapis.com&project=vividly-dev-rich")[
        "resources"
    ]
    assert [one["name"] for one in found] == [f"{PARENT}/topics/lessons"]
    assert found[0]["body"]["state"] == "ACTIVE"
    assert local.ok("GET", "_local/resources?project=another-project") == {"resources": []}


def test_calls_are_remembered_in_order(empty: Local) -> None:
    empty.refused("GET", f"pubsub/v1/{PARENT}/topics?pageSize=1")
    empty.ok("GET", f"cloudresourcemanager/v1/{PARENT}")
    calls = empty.ok("GET", "_local/calls?since=0")["calls"]
    assert calls == [
        {
            "seq": 1,
            "method": "GET",
            "path": f"/pubsub.googleapis.com/v1/{PARENT}/topics",
            "query": "pageSize=1",
            "status": 403,
        },
        {
            "seq": 2,
            "method": "GET",
            "path": f"/cloudresourcemanager.googleapis.com/v1/{PARENT}",
            "query": "",
            "status": 200,
        },
    ]
    assert empty.ok("GET", "_local/calls?since=1")["calls"] == calls[1:]
    assert empty.send("GET", "_local/calls?since=yesterday").status_code == 400


def test_a_reset_forgets_everything(local: Local) -> None:
    _made(local)
    local.ok("POST", "_local/faults", {"operation_seconds": 5})
    assert local.ok("POST", "_local/reset") == {}
    assert local.ok("GET", "_local/status")["resources"] == {}
    assert local.ok("GET", "_local/faults")["operation_seconds"] == 0
    assert local.refused("GET", f"{REPOSITORIES}/images")["code"] == 403


def test_a_list_is_read_by_index_and_not_by_walking(local: Local) -> None:
    queries: list[str] = []
    local.store.db.set_trace_callback(queries.append)
    local.store.page("s", "k", "p", "", 1)
    local.store.page("s", "k", "projects/p/locations/-", "", 1)
    local.store.db.set_trace_callback(None)
    plans = [local.store.db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall() for query in queries]
    assert [[row[3] for row in plan] for plan in plans] == [
        ["SEARCH resources USING INDEX by_parent (service=? AND kind=? AND parent=? AND sort>?)"],
        [
            f"SEARCH resources USING INDEX {BY_PROJECT}",
        ],
    ]


def test_a_handler_that_breaks_is_answered_once_and_changes_nothing(
    local: Local, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("localcloud.operations.keep", broken)
    error = local.refused("POST", f"{REPOSITORIES}?repositoryId=images", {"format": "DOCKER"})
    assert (error["code"], "its own fault" in error["message"]) == (400, True)
    assert "broken on purpose" in capsys.readouterr().err
    assert local.refused("GET", f"{REPOSITORIES}/images")["code"] == 404
