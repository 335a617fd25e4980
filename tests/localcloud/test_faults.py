"""Faults of calls: refused before and after their work, delayed, dropped; counted, limited and repeatable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from process import serving

from localcloud import clock
from localcloud.errors import GoogleError
from localcloud.fault_table import checked

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
TOPICS = f"pubsub/v1/{PARENT}/topics"
REPOSITORIES = f"artifactregistry/v1/{PARENT}/locations/us-central1/repositories"
HOST = "pubsub.googleapis.com"
ENABLE = f"/serviceusage.googleapis.com/v1/{PARENT}/services/{HOST}:enable"


def _exists(local: Local, name: str) -> bool:
    local.ok("DELETE", "_local/faults")
    return local.send("GET", f"{TOPICS}/{name}").status_code == 200


def test_a_call_refused_before_leaves_nothing_behind(local: Local) -> None:
    local.ok("POST", "_local/faults", {"refuse_before": 1})
    error = local.refused("PUT", f"{TOPICS}/lessons", {})
    words = "The service is currently unavailable."
    assert error == {"code": 503, "message": words, "status": "UNAVAILABLE"}
    assert not _exists(local, "lessons")


@pytest.mark.parametrize(("given", "status"), [({}, 503), ({"status": 503}, 503), ({"status": [429]}, 429)])
def test_a_call_refused_after_has_done_its_work(local: Local, given: Json, status: int) -> None:
    local.ok("POST", "_local/faults", {"refuse_after": {"share": 1, "times": 1, **given}})
    assert local.refused("PUT", f"{TOPICS}/lessons", {})["code"] == status
    assert local.refused("PUT", f"{TOPICS}/lessons", {})["status"] == "ALREADY_EXISTS"
    assert _exists(local, "lessons")


def test_what_failed_by_itself_is_not_refused_after(local: Local) -> None:
    local.ok("POST", "_local/faults", {"refuse_after": 1})
    assert local.refused("GET", f"{TOPICS}/none")["code"] == 404
    assert local.ok("GET", "_local/faults")["struck"] == {}


def test_a_rate_limit_says_whose_and_which(local: Local) -> None:
    local.ok("POST", "_local/faults", {"refuse_before": {"share": 1, "status": 429}})
    error = local.refused("GET", TOPICS)
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": {
                "service": HOST,
                "consumer": f"projects/{_number(local)}",
                "quota_metric": f"{HOST}/read_requests",
                "quota_limit": "ReadRequestsPerMinutePerProject",
            },
        }
    ]


def _number(local: Local) -> str:
    local.ok("DELETE", "_local/faults")
    return local.number()


def test_older_surfaces_also_say_rate_limit_exceeded(local: Local) -> None:
    local.ok("POST", "_local/faults", {"refuse_before": {"share": 1, "status": 429}})
    error = local.refused("GET", "storage/storage/v1/b?project=vividly-dev-rich")
    assert error["errors"][0]["reason"] == "rateLimitExceeded"


def _hit(local: Local, times: int) -> list[int]:
    return [local.send("GET", f"{TOPICS}?pageSize={number}").status_code for number in range(times)]


def test_a_share_is_met_and_a_seed_repeats_it(local: Local) -> None:
    fault = {"refuse_before": {"share": 0.2, "status": [429, 503], "seed": 7}}
    local.ok("POST", "_local/faults", fault)
    first = _hit(local, 400)
    assert 50 <= sum(status != 200 for status in first) <= 110
    assert set(first) == {200, 429, 503}
    local.ok("POST", "_local/faults", fault)
    assert _hit(local, 400) == first
    local.ok("POST", "_local/faults", {"refuse_before": {**fault["refuse_before"], "seed": 8}})
    assert _hit(local, 400) != first


def test_whom_it_hits_does_not_depend_on_the_order_of_other_calls(local: Local) -> None:
    fault = {"refuse_before": {"share": 0.5, "seed": 3}}
    names = [f"{TOPICS}/lessons-{number}" for number in range(30)]
    fates: list[Json] = []
    for order in (names, names[::-1]):
        local.ok("POST", "_local/faults", fault)
        fates.append({name: local.send("GET", name).status_code for name in order})
    assert fates[0] == fates[1]


def test_a_seed_that_is_not_given_is_drawn_and_shown(local: Local) -> None:
    shown = local.ok("POST", "_local/faults", {"refuse_before": 0.2})["refuse_before"]
    assert (shown["share"], shown["status"], isinstance(shown["seed"], int)) == (0.2, [503], True)


def test_it_strikes_so_often_and_says_how_often(local: Local) -> None:
    local.ok("POST", "_local/faults", {"refuse_before": {"share": 1, "times": 2}})
    assert _hit(local, 3) == [503, 503, 200]
    assert local.ok("GET", "_local/faults")["struck"] == {"refuse_before": 2}
    assert local.ok("POST", "_local/faults", {"refuse_before": None})["struck"] == {}


@pytest.mark.parametrize(
    ("only", "hit"),
    [
        ({"services": ["pubsub.googleapis.com"]}, True),
        ({"services": ["pub*"]}, True),
        ({"services": ["run.googleapis.com"]}, False),
        ({"methods": ["PUT"]}, True),
        ({"methods": ["projects.topics.create"]}, True),
        ({"methods": ["projects.topics.*", "GET"]}, True),
        ({"methods": ["projects.topics.delete"]}, False),
        ({"methods": ["GET"]}, False),
        ({"paths": ["*/topics/lessons"]}, True),
        ({"paths": ["/pubsub.googleapis.com/*"]}, True),
        ({"paths": ["*/topics/homework"]}, False),
        ({"services": ["pub*"], "methods": ["PUT"], "paths": ["*/topics/homework"]}, False),
    ],
)
def test_it_strikes_only_where_it_is_told_to(local: Local, only: Json, *, hit: bool) -> None:
    local.ok("POST", "_local/faults", {"refuse_before": {"share": 1, "only": only}})
    assert local.send("PUT", f"{TOPICS}/lessons", {}).status_code == (503 if hit else 200)


def test_an_upload_is_known_by_its_method(local: Local) -> None:
    local.ok("POST", "storage/storage/v1/b?project=vividly-dev-rich", {"name": "vividly-lessons"})
    only = {"methods": ["objects.insert"]}
    local.ok("POST", "_local/faults", {"refuse_before": {"share": 1, "only": only}})
    path = "storage/upload/storage/v1/b/vividly-lessons/o?uploadType=media&name=a"
    assert local.send("POST", path, content=b"x").status_code == 503
    assert local.send("GET", "storage/storage/v1/b/vividly-lessons/o").status_code == 200


def test_a_call_that_was_hit_is_marked(local: Local) -> None:
    local.ok("POST", "_local/faults", {"delay": {"seconds": 0, "times": 1}, "refuse_before": {"times": 2}})
    _hit(local, 3)
    calls = local.ok("GET", "_local/calls")["calls"][-3:]
    assert [call.get("faults") for call in calls] == [["delay", "refuse_before"], ["refuse_before"], None]
    assert [call["status"] for call in calls] == [503, 503, 200]


def test_a_delay_is_drawn_between_two_ends(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("localcloud.strikes.asyncio.sleep", wait)
    local.ok("POST", "_local/faults", {"delay": [2, 3]})
    _hit(local, 20)
    assert (min(waited) >= 2, max(waited) <= 3, len(set(waited))) == (True, True, 20)
    local.ok("POST", "_local/faults", {"delay": 5})
    _hit(local, 1)
    assert waited[-1] == 5


def test_an_api_becomes_unusable_for_a_while(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1_900_000_000.0]
    monkeypatch.setattr(clock, "seconds", lambda: at[0])
    local.ok("POST", "_local/faults", {"unusable": {HOST: 30}})
    assert local.refused("GET", TOPICS)["details"][0]["reason"] == "SERVICE_DISABLED"
    assert local.send("GET", f"iam/v1/{PARENT}/serviceAccounts").status_code == 200
    state = local.ok("GET", f"serviceusage/v1/{PARENT}/services/{HOST}")["state"]
    at[0] += 10
    shown = local.ok("GET", "_local/faults")
    assert (state, shown["unusable"], shown["struck"]) == ("ENABLED", {HOST: 20}, {"unusable": 1})
    at[0] += 21
    assert local.send("GET", TOPICS).status_code == 200
    assert local.ok("GET", "_local/faults")["unusable"] == {}


def test_a_failing_operation_can_be_limited(local: Local) -> None:
    error = {"code": 13, "message": "an internal error"}
    only = {"methods": ["projects.locations.repositories.create"]}
    local.ok("POST", "_local/faults", {"operation_error": {**error, "times": 1, "only": only}})
    first, second = (
        local.ok("POST", f"{REPOSITORIES}?repositoryId=images", {"format": "DOCKER"}) for _ in range(2)
    )
    assert (first["error"], "response" in second) == (error, True)
    assert "response" in local.ok("DELETE", f"{REPOSITORIES}/images")


def test_the_own_pages_are_never_struck(local: Local) -> None:
    local.ok("POST", "_local/faults", {"refuse_before": 1, "drop_before": 1, "refuse_after": 1})
    assert local.send("GET", "_local/status").status_code == 200
    assert local.ok("DELETE", "_local/faults")["refuse_before"] is None
    assert _hit(local, 1) == [200]


def test_faults_and_their_counts_survive_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        httpx.post(f"{server.address}{ENABLE}", json={})
        httpx.post(f"{server.address}/_local/faults", json={"refuse_before": {"share": 1, "times": 2}})
        assert httpx.get(f"{server.address}/{HOST}/v1/{PARENT}/topics").status_code == 503
    with serving(tmp_path) as server:
        topics = f"{server.address}/{HOST}/v1/{PARENT}/topics"
        assert [httpx.get(topics).status_code for _ in range(2)] == [503, 200]


@pytest.mark.parametrize(("fault", "left"), [("drop_before", 404), ("drop_after", 200)])
def test_a_dropped_connection_gives_no_answer(tmp_path: Path, fault: str, left: int) -> None:
    with serving(tmp_path) as server, httpx.Client() as client:
        client.post(server.address + ENABLE, json={})
        client.post(f"{server.address}/_local/faults", json={fault: {"share": 1, "times": 1}})
        topic = f"{server.address}/{HOST}/v1/{PARENT}/topics/lessons"
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            client.put(topic, json={})
        assert client.get(topic).status_code == left
        calls = client.get(f"{server.address}/_local/calls").json()["calls"]
        assert (calls[-2]["status"], calls[-2]["faults"]) == (0, [fault])


def test_a_slow_call_lets_others_pass(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        only = {"paths": ["*/topics/slow"]}
        httpx.post(f"{server.address}/_local/faults", json={"delay": {"seconds": 60, "only": only}})
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{server.address}/{HOST}/v1/{PARENT}/topics/slow", timeout=0.2)
        assert httpx.get(f"{server.address}/{HOST}/v1/{PARENT}/topics/fast").status_code == 403


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"earthquake": 1}, "earthquake is not a fault; known: unusable_after_enable"),
        ({"refuse_before": 20}, "refuse_before.share must be a number from 0 to 1"),
        ({"refuse_before": True}, "refuse_before.share must be a number from 0 to 1"),
        ({"refuse_before": {}}, "refuse_before must have share, or times"),
        ({"refuse_before": {"share": 1, "status": 500}}, "refuse_before.status must be 429, 503 or a list"),
        ({"refuse_after": {"share": 1, "status": 500}}, "refuse_after.status must be 429, 503 or a list"),
        ({"drop_after": {"share": 1, "status": 429}}, "drop_after has no status; it takes share"),
        ({"drop_before": {"share": 1, "times": 0}}, "drop_before.times must be a whole number, 1 or more"),
        ({"drop_after": {"share": 1, "seed": "x"}}, "drop_after.seed must be a whole number"),
        ({"delay": -1}, "delay.seconds must be a number of seconds from 0 to 86400, or the smallest"),
        ({"delay": [2, 1]}, "delay.seconds must be"),
        ({"delay": {"share": 1}}, "delay must have seconds"),
        ({"delay": {"seconds": 1, "only": {}}}, "delay.only must be an object with services, methods, paths"),
        ({"delay": {"seconds": 1, "only": {"hosts": ["a"]}}}, "delay.only has no hosts"),
        ({"delay": {"seconds": 1, "only": {"paths": "/a"}}}, "delay.only.paths must be a list of names"),
        ({"delay": {"seconds": 1, "only": {"paths": ["a"]}}}, "delay.only.paths: 'a' fits no path"),
        ({"delay": {"seconds": 1, "only": {"services": ["pubsub"]}}}, "'pubsub' fits no Google service"),
        ({"delay": {"seconds": 1, "only": {"methods": ["topics.make"]}}}, "'topics.make' fits no method"),
        ({"unusable": {"pubsub": 1}}, "unusable must be seconds by service, such as"),
        ({"unusable": {HOST: -1}}, "unusable must be seconds by service, such as"),
        (
            {"operation_error": {"code": 99, "message": "x"}},
            "operation_error.code must be a number of google",
        ),
        ({"apis": ["pubsub"]}, "apis must be null for all, or a list of services such as"),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence(wanted: Json, words: str) -> None:
    with pytest.raises(GoogleError) as refused:
        checked(wanted)
    assert words in refused.value.message


def test_all_that_is_wrong_is_said_at_once_and_nothing_changes(empty: Local) -> None:
    before = empty.ok("GET", "_local/faults")
    error = empty.refused("POST", "_local/faults", {"refuse_before": 2, "drop_after": 3, "delay": 1})
    assert error["message"].count("must be a number from 0 to 1") == 2
    assert empty.ok("GET", "_local/faults") == before
