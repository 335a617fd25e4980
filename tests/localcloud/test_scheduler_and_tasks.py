"""Cloud Scheduler's jobs and Cloud Tasks' queues."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from localcloud.apis.cloudscheduler import crontab
from localcloud.errors import GoogleError

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
PLACE = f"projects/{PROJECT}/locations/us-central1"
JOBS, QUEUES = f"cloudscheduler/v1/{PLACE}/jobs", f"cloudtasks/v2/{PLACE}/queues"
TOPIC = f"projects/{PROJECT}/topics/events"
JOB: Json = {
    "name": f"{PLACE}/jobs/tick",
    "schedule": "*/5 * * * *",
    "pubsubTarget": {"topicName": TOPIC, "data": "e30="},
}
HTTP = {"uri": "https://example.com/tick"}
WEB: Json = {"name": f"{PLACE}/jobs/web", "schedule": "0 * * * *", "httpTarget": HTTP}
QUEUE: Json = {"name": f"{PLACE}/queues/work"}


@pytest.fixture
def cloud(empty: Local) -> Local:
    empty.enable("cloudscheduler", "cloudtasks", "pubsub", "iam")
    return empty


@pytest.mark.parametrize("path", [JOBS, QUEUES])
def test_nothing_is_answered_before_the_api_is_enabled(empty: Local, path: str) -> None:
    assert empty.refused("GET", path)["details"][0]["reason"] == "SERVICE_DISABLED"


@pytest.mark.parametrize(("path", "body", "listed"), [(JOBS, JOB, "jobs"), (QUEUES, QUEUE, "queues")])
def test_what_is_made_is_read_listed_and_deleted_by_id_and_by_number(
    cloud: Local, path: str, body: Json, listed: str
) -> None:
    number = cloud.number()
    made = cloud.ok("POST", path, {**body, "name": body["name"].replace(PROJECT, number)})
    assert made["name"] == body["name"]
    leaf = made["name"].rpartition("/")[2]
    other = path.replace(PROJECT, number)
    assert cloud.ok("GET", f"{other}/{leaf}") == cloud.ok("GET", f"{path}/{leaf}") == made
    assert cloud.ok("GET", path.replace("us-central1", "-")) == {listed: [made]}
    twice = cloud.refused("POST", path, body)
    assert (twice["code"], twice["status"]) == (409, "ALREADY_EXISTS")
    assert cloud.ok("DELETE", f"{other}/{leaf}") == {}
    for verb in ("GET", "DELETE"):
        assert cloud.refused(verb, f"{path}/{leaf}")["code"] == 404


@pytest.mark.parametrize(("path", "body", "listed"), [(JOBS, JOB, "jobs"), (QUEUES, QUEUE, "queues")])
def test_lists_come_in_pages(cloud: Local, path: str, body: Json, listed: str) -> None:
    made = [cloud.ok("POST", path, {**body, "name": f"{body['name']}-{leaf}"}) for leaf in "abc"]
    first = cloud.ok("GET", f"{path}?pageSize=2")
    second = cloud.ok("GET", f"{path}?pageSize=2&pageToken={first['nextPageToken']}")
    assert [*first[listed], *second[listed]] == made


def test_a_job_gets_googles_defaults(cloud: Local) -> None:
    target = {**HTTP, "body": "e30="}
    made = cloud.ok("POST", JOBS, {**WEB, "httpTarget": target, "retryConfig": {"retryCount": 1}})
    assert made["httpTarget"]["headers"] == {
        "Content-Type": "application/octet-stream",
        "User-Agent": "Google-Cloud-Scheduler",
    }
    assert (made["httpTarget"]["httpMethod"], made["timeZone"]) == ("POST", "UTC")
    assert (made["state"], made["attemptDeadline"]) == ("ENABLED", "180s")
    assert made["retryConfig"] == {
        "retryCount": 1,
        "maxRetryDuration": "0s",
        "minBackoffDuration": "5s",
        "maxBackoffDuration": "3600s",
        "maxDoublings": 5,
    }
    assert made["scheduleTime"].endswith(":00:00.000000Z")
    assert "retryConfig" not in cloud.ok("POST", JOBS, JOB)


def test_a_job_without_a_name_gets_one(cloud: Local) -> None:
    made = cloud.ok("POST", JOBS, {key: value for key, value in JOB.items() if key != "name"})
    assert made["name"].startswith(f"{PLACE}/jobs/")


def test_a_job_is_paused_and_resumed(cloud: Local) -> None:
    cloud.ok("POST", JOBS, JOB)
    assert cloud.ok("POST", f"{JOBS}/tick:resume", {})["state"] == "ENABLED"
    assert cloud.ok("POST", f"{JOBS}/tick:pause", {})["state"] == "PAUSED"
    assert cloud.refused("POST", f"{JOBS}/tick:pause", {})["status"] == "FAILED_PRECONDITION"
    changed = cloud.ok("PATCH", f"{JOBS}/tick?updateMask=description", {"description": "a"})
    assert (changed["state"], changed["schedule"]) == ("PAUSED", JOB["schedule"])
    assert cloud.ok("POST", f"{JOBS}/tick:resume", {})["state"] == "ENABLED"


def test_an_update_keeps_what_it_does_not_give_and_may_bring_another_target(cloud: Local) -> None:
    made = cloud.ok("POST", JOBS, {**JOB, "description": "a"})
    changed = cloud.ok("PATCH", f"{JOBS}/tick", {"httpTarget": HTTP})
    assert ("pubsubTarget" in changed, changed["description"]) == (False, "a")
    assert changed["schedule"] == made["schedule"]
    masked = cloud.ok("PATCH", f"{JOBS}/tick?updateMask=schedule", {**JOB, "schedule": "0 0 * * *"})
    assert ("pubsubTarget" in masked, masked["schedule"]) == (False, "0 0 * * *")


def test_a_job_run_by_hand_publishes(cloud: Local) -> None:
    cloud.ok("POST", JOBS, JOB)
    assert cloud.ok("POST", f"{JOBS}/tick:run", {})["status"]["code"] == 5
    cloud.ok("PUT", f"pubsub/v1/{TOPIC}", {})
    subscription = f"pubsub/v1/projects/{PROJECT}/subscriptions/events"
    cloud.ok("PUT", subscription, {"topic": TOPIC})
    ran = cloud.ok("POST", f"{JOBS}/tick:run", {})
    assert (ran["status"], "lastAttemptTime" in ran) == ({}, True)
    (received,) = cloud.ok("POST", f"{subscription}:pull", {"maxMessages": 9})["receivedMessages"]
    assert received["message"]["data"] == "e30="


def test_a_job_with_an_address_is_not_run_here(cloud: Local) -> None:
    cloud.ok("POST", JOBS, WEB)
    error = cloud.refused("POST", f"{JOBS}/web:run", {})
    assert (error["code"], error["status"]) == (400, "UNIMPLEMENTED")


def test_a_job_acts_as_an_account_that_exists(cloud: Local) -> None:
    token = {"serviceAccountEmail": f"caller@{PROJECT}.iam.gserviceaccount.com"}
    body = {**WEB, "httpTarget": {**HTTP, "oidcToken": token}}
    assert cloud.refused("POST", JOBS, body)["code"] == 403
    cloud.ok("POST", f"iam/v1/projects/{PROJECT}/serviceAccounts", {"accountId": "caller"})
    assert cloud.ok("POST", JOBS, body)["httpTarget"]["oidcToken"] == token


BAD_JOBS: list[tuple[Json, Json]] = [
    (JOB, {"name": "tick"}),
    (JOB, {"name": f"{PLACE}/jobs/a.b"}),
    (JOB, {"name": f"{PLACE}/jobs/{'a' * 501}"}),
    (JOB, {"name": JOB["name"].replace("us-central1", "us-east1")}),
    (JOB, {"schedule": None}),
    (JOB, {"schedule": "* * * *"}),
    (JOB, {"schedule": "every 5 minutes"}),
    (JOB, {"timeZone": "Mars/Olympus"}),
    (JOB, {"description": "a" * 501}),
    (JOB, {"pubsubTarget": None}),
    (JOB, {"httpTarget": HTTP}),
    (JOB, {"appEngineHttpTarget": {}, "pubsubTarget": None}),
    (JOB, {"pubsubTarget": {"data": "e30="}}),
    (JOB, {"pubsubTarget": {"topicName": TOPIC}}),
    (JOB, {"pubsubTarget": {"topicName": "events", "data": "e30="}}),
    (JOB, {"pubsubTarget": {"topicName": "projects/other/topics/events", "data": "e30="}}),
    (JOB, {"pubsubTarget": {"topicName": TOPIC, "data": "not base64!"}}),
    (JOB, {"retryConfig": {"retryCount": 6}}),
    (JOB, {"retryConfig": {"maxDoublings": -1}}),
    (JOB, {"retryConfig": {"minBackoffDuration": "60s", "maxBackoffDuration": "5s"}}),
    (WEB, {"attemptDeadline": "14s"}),
    (WEB, {"attemptDeadline": "1801s"}),
    (WEB, {"httpTarget": {}}),
    (WEB, {"httpTarget": {"uri": "ftp://example.com"}}),
    (WEB, {"httpTarget": {"uri": f"https://example.com/{'a' * 2083}"}}),
    (WEB, {"httpTarget": {**HTTP, "httpMethod": "GET", "body": "e30="}}),
    (WEB, {"httpTarget": {**HTTP, "oidcToken": {}}}),
    (WEB, {"httpTarget": {**HTTP, "oidcToken": {}, "oauthToken": {}}}),
]


@pytest.mark.parametrize(("body", "change"), BAD_JOBS)
def test_a_job_that_google_refuses_is_refused(cloud: Local, body: Json, change: Json) -> None:
    assert cloud.refused("POST", JOBS, body | change)["code"] == 400


@pytest.mark.parametrize(("path", "body"), [(JOBS, JOB), (QUEUES, QUEUE)])
def test_a_place_that_google_does_not_have_is_refused(cloud: Local, path: str, body: Json) -> None:
    elsewhere = {**body, "name": body["name"].replace("us-central1", "mars-north1")}
    assert cloud.refused("POST", path.replace("us-central1", "mars-north1"), elsewhere)["code"] == 403
    places = path.partition("/us-central1")[0]
    assert len(cloud.ok("GET", places)["locations"]) > 9


DUE = [
    ("* * * * *", "UTC", "2026-02-28T23:59:30Z", "2026-03-01T00:00:00Z"),
    ("*/15 8-17 * * mon-fri", "UTC", "2026-11-27T17:50:00Z", "2026-11-30T08:00:00Z"),
    ("30 6 1,15 * *", "UTC", "2026-11-15T06:30:00Z", "2026-12-01T06:30:00Z"),
    ("0 0 13 * 5", "UTC", "2026-11-10T00:00:00Z", "2026-11-13T00:00:00Z"),
    ("0 0 1 * 5", "UTC", "2026-11-10T00:00:00Z", "2026-11-13T00:00:00Z"),
    ("0 0 * * 7", "UTC", "2026-11-25T00:00:00Z", "2026-11-29T00:00:00Z"),
    ("0 12 29 feb *", "Etc/UTC", "2026-01-01T00:00:00Z", "2028-02-29T12:00:00Z"),
    ("5/20 3 * * *", "utc", "2026-01-01T03:05:00Z", "2026-01-01T03:25:00Z"),
    ("0 9 * * *", "America/New_York", "2026-07-01T00:00:00Z", "2026-07-01T13:00:00Z"),
    ("0 9 * * *", "America/New_York", "2026-12-01T00:00:00Z", "2026-12-01T14:00:00Z"),
]


@pytest.mark.parametrize(("schedule", "zone", "after", "due"), DUE)
def test_a_schedule_names_its_next_moment(schedule: str, zone: str, after: str, due: str) -> None:
    moment = datetime.fromisoformat(after).timestamp()
    found = crontab.following(crontab.read(schedule), crontab.zone(zone), moment)
    assert found is not None
    assert datetime.fromtimestamp(found, UTC) == datetime.fromisoformat(due)


def test_a_day_that_never_comes_is_never_due() -> None:
    assert crontab.following(crontab.read("0 0 30 2 *"), UTC, 0) is None


NO_SCHEDULES = [
    "",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
    "* * * * 8",
    "5-1 * * * *",
    "*/0 * * * *",
    "a * * * *",
    "1,,2 * * * *",
    "* * * * * *",
    "@daily",
]


@pytest.mark.parametrize("text", NO_SCHEDULES)
def test_a_schedule_that_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(GoogleError, match="Schedule or time zone is invalid"):
        crontab.read(text)


def test_a_queue_gets_googles_defaults(cloud: Local) -> None:
    assert cloud.ok("POST", QUEUES, {**QUEUE, "retryConfig": {"maxAttempts": 3}}) == {
        **QUEUE,
        "state": "RUNNING",
        "rateLimits": {"maxDispatchesPerSecond": 500, "maxBurstSize": 100, "maxConcurrentDispatches": 1000},
        "retryConfig": {
            "maxAttempts": 3,
            "minBackoff": "0.100s",
            "maxBackoff": "3600s",
            "maxDoublings": 16,
        },
    }


def test_an_update_makes_a_queue_that_is_not_there(cloud: Local) -> None:
    path = f"{QUEUES}/work?updateMask=rateLimits"
    made = cloud.ok("PATCH", path, {"rateLimits": {"maxConcurrentDispatches": 2}})
    assert (made["name"], made["rateLimits"]["maxConcurrentDispatches"]) == (QUEUE["name"], 2)
    changed = cloud.ok("PATCH", path, {"rateLimits": {"maxDispatchesPerSecond": 5}, "state": "PAUSED"})
    assert changed["rateLimits"]["maxConcurrentDispatches"] == 1000
    assert (changed["rateLimits"]["maxDispatchesPerSecond"], changed["state"]) == (5, "RUNNING")
    assert cloud.refused("PATCH", f"{QUEUES}/a_b", {})["code"] == 400


def test_a_queue_is_paused_resumed_and_purged(cloud: Local) -> None:
    made = cloud.ok("POST", QUEUES, QUEUE)
    for _ in range(2):
        assert cloud.ok("POST", f"{QUEUES}/work:pause", {}) == {**made, "state": "PAUSED"}
    found = cloud.ok("GET", f"{QUEUES}?filter=state%3A%20PAUSED")
    assert [queue["name"] for queue in found["queues"]] == [QUEUE["name"]]
    assert cloud.ok("POST", f"{QUEUES}/work:resume", {}) == made
    assert "purgeTime" in cloud.ok("POST", f"{QUEUES}/work:purge", {})
    assert cloud.refused("POST", f"{QUEUES}/none:pause", {})["code"] == 404


def test_a_queue_has_a_policy(cloud: Local) -> None:
    cloud.ok("POST", QUEUES, QUEUE)
    bindings = [{"role": "roles/cloudtasks.enqueuer", "members": ["user:a@example.com"]}]
    set_ = cloud.ok("POST", f"{QUEUES}/work:setIamPolicy", {"policy": {"bindings": bindings}})
    assert cloud.ok("POST", f"{QUEUES}/work:getIamPolicy", {}) == set_
    assert set_["bindings"] == bindings


BAD_QUEUES: list[Json] = [
    {"name": None},
    {"name": "work"},
    {"name": f"{PLACE}/queues/a_b"},
    {"name": f"{PLACE}/queues/{'a' * 101}"},
    {"name": QUEUE["name"].replace("us-central1", "us-east1")},
    {"rateLimits": {"maxDispatchesPerSecond": 501}},
    {"rateLimits": {"maxConcurrentDispatches": 5001}},
    {"retryConfig": {"maxAttempts": -2}},
    {"retryConfig": {"maxDoublings": -1}},
    {"retryConfig": {"minBackoff": "10s", "maxBackoff": "5s"}},
    {"retryConfig": {"maxBackoff": "3601s"}},
    {"retryConfig": {"maxRetryDuration": "-1s"}},
    {"stackdriverLoggingConfig": {"samplingRatio": 1.1}},
]


@pytest.mark.parametrize("change", BAD_QUEUES, ids=str)
def test_a_queue_that_google_refuses_is_refused(cloud: Local, change: Json) -> None:
    assert cloud.refused("POST", QUEUES, QUEUE | change)["code"] == 400


def test_tasks_are_answered_with_a_sentence_that_no_client_retries(cloud: Local) -> None:
    cloud.ok("POST", QUEUES, QUEUE)
    error = cloud.refused("POST", f"cloudtasks/v2/{QUEUE['name']}/tasks", {"task": {"httpRequest": HTTP}})
    assert (error["code"], error["status"]) == (400, "UNIMPLEMENTED")
