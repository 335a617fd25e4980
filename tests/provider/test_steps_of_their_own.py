"""Types that are made, read, changed or deleted in a way of their own: what is asked, in which order.

The expected requests follow the official provider's source where nothing was recorded.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from made import LOCATION, REGION
from recorded_inputs import PUBSUB
from recorded_upkeep import BUDGETS, LOGS, MONITORING, SCHEDULES
from scripted_cloud import Scripted, error, provider

from localcloud.provider.dashboards import same_dashboard
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.steps import PartlyCreatedError, RefusedError
from localcloud.provider.values import Properties, Value, as_dict

if TYPE_CHECKING:
    from made import Made

METRIC, BUCKET, JOB, QUEUE = LOGS[0].type, LOGS[1].type, SCHEDULES[0].type, SCHEDULES[2].type
CHANNEL, DASHBOARD, CHECK = MONITORING[2].type, MONITORING[1].type, MONITORING[3].type
SERVICE, SLO, BUDGET, SCHEMA = MONITORING[4].type, MONITORING[7].type, BUDGETS[0].type, PUBSUB[7].type
MISSING, DONE = error(404, "no such thing"), (200, Properties(done=True))


def ok(**answer: Value) -> tuple[int, Properties]:
    return 200, answer


def asked(cloud: Scripted) -> list[str]:
    """Method, the end of the path, and an update mask."""
    return [
        f"{one.method} {one.url.rsplit('/', 1)[1]} {one.query.get('updateMask', '')}".strip()
        for one in cloud.asked
    ]


def sent(cloud: Scripted, position: int) -> Properties:
    return as_dict(cloud.asked[position].body)


QUEUE_IS, JOB_IS = f"{LOCATION}/queues/q", f"{LOCATION}/jobs/j"
CREATES: list[tuple[str, str, Properties, list[tuple[int, Properties]], list[str]]] = [
    (
        "a job that is to be paused is paused before it is read",
        JOB,
        {"name": "j", "region": REGION, "paused": True},
        [ok(name=JOB_IS), ok(), ok(name=JOB_IS, state="PAUSED")],
        ["POST jobs", "POST j:pause", "GET j"],
    ),
    (
        "a queue that is to be paused is paused before it is read",
        QUEUE,
        {"name": "q", "location": REGION, "desiredState": "PAUSED"},
        [ok(name=QUEUE_IS), ok(), ok(name=QUEUE_IS, state="PAUSED")],
        ["POST queues", "POST q:pause", "GET q"],
    ),
    (
        "a log bucket that is there is taken over, analytics first and the lock last",
        BUCKET,
        {
            "project": "demo",
            "location": "global",
            "bucketId": "_Default",
            "description": "d",
            "enableAnalytics": True,
            "locked": True,
        },
        [ok(name="b"), DONE, ok(), ok(), ok(name="b")],
        [
            "GET _Default",
            "POST _Default:updateAsync analyticsEnabled",
            "PATCH _Default retentionDays,description",
            "PATCH _Default locked",
            "GET _Default",
        ],
    ),
    (
        "a log bucket that cannot be read is made",
        BUCKET,
        LOGS[1].inputs,
        [error(403, "no"), DONE, ok(name="b")],
        ["GET app", "POST buckets:createAsync", "GET app"],
    ),
]


@pytest.mark.parametrize(("claim", "token", "inputs", "script", "requests"), CREATES)
def test_a_create_asks_in_this_order(
    claim: str, token: str, inputs: Properties, script: list[tuple[int, Properties]], requests: list[str]
) -> None:
    stand_in, cloud = provider(script)
    stand_in.create(token, inputs, 0)
    assert asked(cloud) == requests, claim


STATE: Properties = {"project": "demo", "name": "x", "filter": "a"}
IN_QUEUE: Properties = {"name": "x", "location": REGION, "project": "demo"}
AMOUNT = ",".join(f"amount.specifiedAmount.{name}" for name in ("currencyCode", "units", "nanos"))
UPDATES: list[tuple[str, str, Properties, Properties, list[str]]] = [
    (
        "a schema is committed whole",
        SCHEMA,
        {**PUBSUB[7].inputs, "project": "demo"},
        {**PUBSUB[7].inputs, "definition": "other"},
        ["POST x:commit", "GET x"],
    ),
    (
        "a metric's name may hold a slash",
        METRIC,
        {**STATE, "name": "a/b"},
        {"name": "a/b", "filter": "c"},
        ["PUT a%2Fb", "GET a%2Fb"],
    ),
    (
        "a queue is paused without a patch",
        QUEUE,
        IN_QUEUE,
        {**IN_QUEUE, "desiredState": "PAUSED"},
        ["POST x:pause", "GET x"],
    ),
    (
        "a queue is resumed after its patch",
        QUEUE,
        {**IN_QUEUE, "desiredState": "PAUSED"},
        {**IN_QUEUE, "retryConfig": {"maxAttempts": 2}},
        ["PATCH x retryConfig", "GET x", "POST x:resume", "GET x"],
    ),
    (
        "only deletion_policy changed",
        JOB,
        {"name": "x", "region": REGION, "project": "demo", "timeZone": "Etc/UTC"},
        {"name": "x", "region": REGION, "deletionPolicy": "ABANDON"},
        [],
    ),
    (
        "a budget's masks go down to the leaves",
        BUDGET,
        {"billingAccount": "A", "amount": {"lastPeriodAmount": True}, "displayName": "a"},
        {"billingAccount": "A", "amount": {"specifiedAmount": {"units": "1"}}, "displayName": "b"},
        [f"PATCH x {AMOUNT},displayName", "GET x"],
    ),
    (
        "an objective's masks go down to the leaves",
        SLO,
        {"service": "s", "sloId": "x", "goal": 0.9, "userLabels": {}, "project": "demo"},
        {"service": "s", "sloId": "x", "goal": 0.9, "basicSli": {"availability": {"enabled": True}}},
        ["PATCH x serviceLevelIndicator.basicSli", "GET x"],
    ),
    (
        "a log bucket's lock is a request of its own",
        BUCKET,
        {**LOGS[1].inputs},
        {**LOGS[1].inputs, "locked": True, "indexConfigs": [{"fieldPath": "f", "type": "INDEX_TYPE_STRING"}]},
        ["PATCH x indexConfigs", "PATCH x locked", "GET x"],
    ),
]


@pytest.mark.parametrize(("claim", "token", "state", "inputs", "requests"), UPDATES)
def test_an_update_asks_in_this_order(
    claim: str, token: str, state: Properties, inputs: Properties, requests: list[str]
) -> None:
    stand_in, cloud = provider([ok(name="x")] * 4)
    stand_in.update(token, "p/x", state, inputs, 0)
    assert asked(cloud) == requests, claim


def test_a_schema_that_lingers_has_to_be_gone_ten_times_in_a_row() -> None:
    stand_in, cloud = provider([ok(), MISSING, ok(name="x"), *[MISSING] * 10])
    stand_in.delete(SCHEMA, "projects/demo/schemas/x", {"project": "demo"}, 0)
    assert asked(cloud) == ["DELETE x", *["GET x"] * 12]
    assert cloud.slept == [0.5]


@pytest.mark.parametrize("token", [SCHEMA, METRIC, JOB, QUEUE, CHECK, SERVICE, SLO, DASHBOARD, BUDGET])
def test_what_is_gone_already_is_deleted(token: str) -> None:
    stand_in, cloud = provider([MISSING])
    stand_in.delete(token, "p/x", {"project": "demo", "name": "x"}, 0)
    assert len(cloud.asked) == 1


def test_a_log_bucket_that_is_gone_is_an_error() -> None:
    stand_in, _ = provider([MISSING] * 2)
    state: Properties = {**LOGS[1].inputs}
    with pytest.raises(GoogleError, match="404"):
        stand_in.read(BUCKET, "b", state, state)
    with pytest.raises(GoogleError, match="404"):
        stand_in.delete(BUCKET, "b", state, 0)


def test_a_check_that_an_alert_looks_at_says_what_to_delete_first() -> None:
    stand_in, _ = provider([error(400, "in use")])
    with pytest.raises(RefusedError, match="in use - please ensure all associated Alert"):
        stand_in.delete(CHECK, "projects/demo/uptimeCheckConfigs/x", {"project": "demo"}, 0)


@pytest.mark.parametrize(
    ("made", "done"),
    [(made, 1) for made in (MONITORING[0], MONITORING[1], BUDGETS[0], SCHEDULES[0], SCHEDULES[3])],
    ids=lambda value: getattr(value, "type", None),
)
def test_what_fails_after_the_first_request_of_a_create_stays_in_the_state(made: Made, done: int) -> None:
    stand_in, cloud = provider([ok(name="projects/demo/x/1"), error(403, "switched off")])
    with pytest.raises(PartlyCreatedError, match="switched off") as caught:
        stand_in.create(made.type, made.inputs, 0)
    assert caught.value.identity
    assert len(cloud.asked) == done + 1


def test_a_create_without_a_name_in_its_answer_says_so() -> None:
    stand_in, _ = provider([ok()])
    with pytest.raises(RefusedError, match="didn't contain critical fields"):
        stand_in.create(BUDGET, BUDGETS[0].inputs, 0)


SECRET: list[tuple[Properties, Properties]] = [
    ({"authToken": "t"}, {"channel": "c", "auth_token": "t"}),
    ({"authTokenWo": "t", "authTokenWoVersion": "1"}, {"channel": "c", "auth_token": "t"}),
    ({"authTokenWo": "t"}, {"channel": "c"}),
]


@pytest.mark.parametrize(("given", "labels"), SECRET)
def test_a_channels_secret_is_sent_among_the_labels_and_never_read_back(
    given: Properties, labels: Properties
) -> None:
    inputs: Properties = {"type": "slack", "labels": {"channel": "c"}, "sensitiveLabels": given}
    shown: Properties = {
        "name": "projects/demo/notificationChannels/1",
        "type": "slack",
        "enabled": True,
        "labels": {"channel": "c", "auth_token": "**"},
    }
    stand_in, cloud = provider([(200, shown)] * 3)
    identity, outputs = stand_in.create(CHANNEL, inputs, 0)
    assert sent(cloud, 0)["labels"] == labels
    assert outputs["labels"] == {"channel": "c"}
    assert "authTokenWo" not in as_dict(outputs["sensitiveLabels"])
    found = stand_in.read(CHANNEL, identity, inputs, outputs)
    assert found is not None
    assert stand_in.diff(CHANNEL, identity, found.outputs, inputs, ()).found == []


def test_a_new_secret_of_a_channel_is_an_update() -> None:
    inputs: Properties = {"type": "slack", "sensitiveLabels": {"authTokenWo": "t", "authTokenWoVersion": "2"}}
    stand_in, cloud = provider([ok(), ok(name="x")])
    state = stand_in.preview(CHANNEL, {**inputs, "sensitiveLabels": {"authTokenWoVersion": "1"}}, {})
    changes = stand_in.diff(CHANNEL, "x", state, inputs, ()).found
    assert [one.path for one in changes] == ["sensitiveLabels.authTokenWoVersion"]
    stand_in.update(CHANNEL, "x", state, inputs, 0)
    assert sent(cloud, 0)["labels"] == {"auth_token": "t"}


def test_a_secret_among_the_labels_is_no_difference_where_google_shows_asterisks() -> None:
    inputs: Properties = {"type": "slack", "labels": {"auth_token": "t"}}
    stand_in, _ = provider([ok(name="projects/demo/notificationChannels/1", labels={"auth_token": "**"})] * 2)
    _, outputs = stand_in.create(CHANNEL, inputs, 0)
    assert outputs["labels"] == {"auth_token": "t"}


def test_a_checks_password_is_sent_and_never_read_back() -> None:
    check: Properties = {"authInfo": {"username": "u", "passwordWo": "p", "passwordWoVersion": "1"}}
    inputs: Properties = {"displayName": "c", "timeout": "10s", "httpCheck": check}
    shown: Properties = {"path": "/", "requestMethod": "GET", "authInfo": {"username": "u", "password": "**"}}
    answer = ok(name="projects/demo/uptimeCheckConfigs/1", displayName="c", timeout="10s", httpCheck=shown)
    stand_in, cloud = provider([answer] * 2)
    identity, outputs = stand_in.create(CHECK, inputs, 0)
    assert as_dict(sent(cloud, 0)["httpCheck"])["authInfo"] == {"username": "u", "password": "p"}
    assert as_dict(outputs["httpCheck"])["authInfo"] == {"username": "u", "passwordWoVersion": "1"}
    assert stand_in.diff(CHECK, identity, {**outputs, "period": "300s"}, inputs, ()).found == []


def test_a_service_without_an_id_gets_one_from_google() -> None:
    stand_in, cloud = provider([ok(name="projects/1/services/made"), ok(name="projects/1/services/made")])
    identity, outputs = stand_in.create(SERVICE, {"displayName": "d"}, 0)
    assert cloud.asked[0].query == {"serviceId": ""}
    assert (identity, outputs["serviceId"]) == ("projects/1/services/made", "made")
    assert (
        stand_in.diff(SERVICE, identity, {**outputs, "displayName": "d"}, {"displayName": "d"}, ()).found
        == []
    )


def test_a_job_with_googles_own_deadline_is_made_without_it() -> None:
    stand_in, cloud = provider([ok(name=JOB_IS, attemptDeadline="180s")] * 3)
    inputs: Properties = {"name": "j", "region": REGION, "attemptDeadline": "180s"}
    identity, outputs = stand_in.create(JOB, inputs, 0)
    assert "attemptDeadline" not in sent(cloud, 0)
    stand_in, cloud = provider([ok(name=JOB_IS)] * 2)
    stand_in.update(JOB, identity, outputs, {**inputs, "description": "d"}, 0)
    assert sent(cloud, 0)["attemptDeadline"] == "180s"


HEADERS: list[tuple[Properties, Properties | None]] = [
    ({"User-Agent": "Google-Cloud-Scheduler"}, None),
    ({"User-Agent": "AppEngine-Google; (+http://code.google.com/appengine)"}, None),
    ({"User-Agent": "mine AppEngine-Google; (+http://code.google.com/appengine)"}, {"User-Agent": "mine"}),
    ({"Content-Type": "application/octet-stream", "Content-Length": "2"}, None),
    (
        {"Content-Type": "text/plain", "X-Google-A": "b", "X-Mine": "c"},
        {"Content-Type": "text/plain", "X-Mine": "c"},
    ),
    ({"Authorization": "Bearer x"}, None),
]


@pytest.mark.parametrize(("answered", "kept"), HEADERS)
def test_googles_own_headers_are_not_the_programs(answered: Properties, kept: Properties | None) -> None:
    target: Properties = {"uri": "https://x", "headers": answered, "oidcToken": {"serviceAccountEmail": "a"}}
    stand_in, _ = provider([ok(name=JOB_IS, httpTarget=target)] * 3)
    _, outputs = stand_in.create(JOB, {"name": "j", "region": REGION, "httpTarget": {"uri": "https://x"}}, 0)
    assert as_dict(outputs["httpTarget"]).get("headers") == kept


SAME: list[tuple[str, Properties, Properties]] = [
    (
        "the audience is Google's where the program names none",
        {"httpTarget": {"uri": "https://x/", "oidcToken": {"serviceAccountEmail": "a"}}},
        {
            "httpTarget": {
                "uri": "https://x",
                "oidcToken": {"serviceAccountEmail": "a", "audience": "https://x"},
            }
        },
    ),
    (
        "every scope is Google's scope",
        {"httpTarget": {"uri": "https://x", "oauthToken": {"serviceAccountEmail": "a"}}},
        {
            "httpTarget": {
                "uri": "https://x",
                "oauthToken": {
                    "serviceAccountEmail": "a",
                    "scope": "https://www.googleapis.com/auth/cloud-platform",
                },
            }
        },
    ),
    (
        "Google says less of App Engine's routing than it is told",
        {"appEngineHttpTarget": {"relativeUri": "/x", "appEngineRouting": {"service": "s"}}},
        {"appEngineHttpTarget": {"relativeUri": "/x", "appEngineRouting": {"host": "s.appspot.com"}}},
    ),
]


@pytest.mark.parametrize(("claim", "inputs", "answer"), SAME)
def test_what_google_adds_to_a_job_is_no_difference(
    claim: str, inputs: Properties, answer: Properties
) -> None:
    stand_in, _ = provider([(200, {"name": JOB_IS, "timeZone": "Etc/UTC", **answer})] * 4)
    whole: Properties = {"name": "j", "region": REGION, **inputs}
    identity, outputs = stand_in.create(JOB, whole, 0)
    found = stand_in.read(JOB, identity, whole, outputs)
    assert found is not None
    assert (found.inputs, stand_in.diff(JOB, identity, found.outputs, whole, ()).found) == (whole, []), claim


def test_a_queue_is_not_told_apart_by_how_a_duration_is_written() -> None:
    inputs: Properties = {
        "name": "q",
        "location": REGION,
        "retryConfig": {"minBackoff": "0.1s", "maxRetryDuration": "0s"},
    }
    stand_in, _ = provider([ok(name=QUEUE_IS, retryConfig={"minBackoff": "0.100s", "maxAttempts": 100})] * 2)
    identity, outputs = stand_in.create(QUEUE, inputs, 0)
    assert stand_in.diff(QUEUE, identity, outputs, inputs, ()).found == []


def test_a_queues_routing_is_the_programs_and_its_host_googles() -> None:
    inputs: Properties = {"name": "q", "location": REGION, "appEngineRoutingOverride": {"service": "s"}}
    stand_in, _ = provider([ok(name=QUEUE_IS, appEngineRoutingOverride={"host": "h"})] * 2)
    _, outputs = stand_in.create(QUEUE, inputs, 0)
    assert outputs["appEngineRoutingOverride"] == {"host": "h", "service": "s"}


def test_a_budget_with_a_period_of_its_own_is_sent_without_googles_month() -> None:
    state: Properties = {**BUDGETS[1].inputs, "budgetFilter": {"calendarPeriod": "MONTH"}}
    start: Properties = {"year": 2026, "month": 1, "day": 1}
    inputs: Properties = {**BUDGETS[1].inputs, "budgetFilter": {"customPeriod": {"startDate": start}}}
    stand_in, cloud = provider([ok(), ok(name="x")])
    stand_in.update(BUDGET, "x", state, inputs, 0)
    assert set(as_dict(sent(cloud, 0)["budgetFilter"])) == {"customPeriod", "creditTypesTreatment"}


def test_a_label_of_a_budgets_filter_is_a_list_of_one_for_google() -> None:
    inputs: Properties = {
        "billingAccount": "A",
        "amount": {"lastPeriodAmount": True},
        "budgetFilter": {"labels": {"a": "b"}},
    }
    answer = ok(
        name="billingAccounts/A/budgets/1",
        amount={"lastPeriodAmount": {}},
        budgetFilter={"labels": {"a": ["b"]}, "creditTypesTreatment": "INCLUDE_ALL_CREDITS"},
    )
    stand_in, cloud = provider([answer] * 2)
    identity, outputs = stand_in.create(BUDGET, inputs, 0)
    assert as_dict(sent(cloud, 0)["budgetFilter"])["labels"] == {"a": ["b"]}
    assert sent(cloud, 0)["amount"] == {"lastPeriodAmount": {}}
    assert stand_in.diff(BUDGET, identity, outputs, inputs, ()).found == []


BOARDS: list[tuple[str, Value, Value, bool]] = [
    ("what the cloud adds", {"a": 1, "etag": "e", "name": "n"}, {"a": 1}, True),
    ("what the cloud adds deep inside", {"a": [{"b": 1, "c": 2}]}, {"a": [{"b": 1}]}, True),
    ("what the cloud does not say", {"etag": "e"}, {"a": 1}, False),
    ("another value", {"a": 1}, {"a": 2}, False),
    ("one tile more", {"a": [1, 2]}, {"a": [1]}, False),
    ("one tile less", {"a": [1]}, {"a": [1, 2]}, False),
    ("no object", [1], [1], False),
]


@pytest.mark.parametrize(("claim", "had", "wanted", "same"), BOARDS)
def test_a_dashboard_differs_by_what_the_program_says(
    claim: str,
    had: Value,
    wanted: Value,
    same: bool,  # noqa: FBT001
) -> None:
    assert same_dashboard(json.dumps(had), json.dumps(wanted)) == same, claim


def test_a_dashboard_that_is_no_json_is_refused_before_anything_is_sent() -> None:
    stand_in, cloud = provider([])
    with pytest.raises(RefusedError, match="dashboardJson: it is not a JSON object"):
        stand_in.create(DASHBOARD, {"dashboardJson": "{"}, 0)
    assert cloud.asked == []


@pytest.mark.parametrize(
    "words", ["Too many concurrent edits to the project", "sync mutate calls cannot be queued"]
)
def test_a_conflict_that_asks_for_patience_is_tried_again(words: str) -> None:
    stand_in, cloud = provider([error(409, words), ok(name="projects/demo/alertPolicies/1"), ok(name="x")])
    stand_in.create(MONITORING[0].type, MONITORING[0].inputs, 0)
    assert cloud.slept == [0.5]
