"""Billing Budgets: budgets of an account, whom they tell, and what Google refuses in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
ACCOUNT = "billingAccounts/000000-AAAAAA-BBBBBB"
BUDGETS = f"billingbudgets/v1/{ACCOUNT}/budgets"
MONEY = {"specifiedAmount": {"units": "25"}}
BUDGET: Json = {"displayName": "monthly", "amount": MONEY}
RULE = {"thresholdPercent": 0.5}
PERIOD = {"startDate": {"year": 2026, "month": 1, "day": 1}}


@pytest.fixture
def cloud(empty: Local) -> Local:
    empty.enable("monitoring", "pubsub", "billingbudgets")
    return empty


def _channel(cloud: Local, kind: str, **labels: str) -> str:
    body = {"type": kind, "labels": labels}
    return cloud.ok("POST", f"monitoring/v3/projects/{PROJECT}/notificationChannels", body)["name"]


def test_a_budget_gets_googles_defaults_and_projects_by_number(cloud: Local) -> None:
    filters = {"projects": [f"projects/{PROJECT}"]}
    made = cloud.ok("POST", BUDGETS, {**BUDGET, "budgetFilter": filters, "thresholdRules": [RULE]})
    assert made["budgetFilter"] == {
        "projects": [f"projects/{cloud.number()}"],
        "creditTypesTreatment": "INCLUDE_ALL_CREDITS",
        "calendarPeriod": "MONTH",
    }
    assert made["amount"]["specifiedAmount"] == {"units": "25", "currencyCode": "USD"}
    assert made["thresholdRules"] == [{**RULE, "spendBasis": "CURRENT_SPEND"}]
    path = f"billingbudgets/v1/{made['name']}"
    assert cloud.ok("GET", path) == made
    assert cloud.ok("DELETE", path) == {}
    assert cloud.refused("GET", path)["code"] == 404


def test_an_update_goes_down_to_the_leaves(cloud: Local) -> None:
    made = cloud.ok("POST", BUDGETS, {**BUDGET, "amount": {"specifiedAmount": {"units": "25", "nanos": 5}}})
    leaves = ",".join(f"amount.specifiedAmount.{leaf}" for leaf in ("currencyCode", "units", "nanos"))
    body = {"amount": {"specifiedAmount": {"units": "30"}}, "displayName": "ignored"}
    changed = cloud.ok("PATCH", f"billingbudgets/v1/{made['name']}?updateMask={leaves}", body)
    assert changed["amount"] == {"specifiedAmount": {"units": "30", "currencyCode": "USD"}}
    assert changed["displayName"] == "monthly"
    unmasked = cloud.ok("PATCH", f"billingbudgets/v1/{made['name']}", {"displayName": "new"})
    assert (unmasked["displayName"], unmasked["amount"]) == ("new", changed["amount"])


def test_a_stale_etag_is_a_conflict(cloud: Local) -> None:
    made = cloud.ok("POST", BUDGETS, BUDGET)
    path = f"billingbudgets/v1/{made['name']}"
    changed = cloud.ok("PATCH", path, {"displayName": "a", "etag": made["etag"]})
    error = cloud.refused("PATCH", path, {"displayName": "b", "etag": made["etag"]})
    assert (error["code"], error["status"]) == (409, "ABORTED")
    assert cloud.ok("GET", path) == changed


def test_budgets_come_in_pages_and_by_project(cloud: Local) -> None:
    filters = {"projects": [f"projects/{PROJECT}"]}
    made = [cloud.ok("POST", BUDGETS, {**BUDGET, "budgetFilter": filters})["name"] for _ in range(3)]
    cloud.ok("POST", BUDGETS, BUDGET)
    assert len(cloud.ok("GET", BUDGETS)["budgets"]) == 4
    for scope in (PROJECT, cloud.number()):
        query = f"scope=projects/{scope}&pageSize=2"
        first = cloud.ok("GET", f"{BUDGETS}?{query}")
        second = cloud.ok("GET", f"{BUDGETS}?{query}&pageToken={first['nextPageToken']}")
        assert {one["name"] for one in first["budgets"] + second["budgets"]} == set(made)
        assert "nextPageToken" not in second
    assert cloud.ok("GET", "billingbudgets/v1/billingAccounts/111111-AAAAAA-BBBBBB/budgets") == {}
    assert cloud.refused("GET", f"{BUDGETS}?scope=folders/1")["code"] == 400


def test_a_budget_tells_a_topic_and_mail_channels_that_exist(cloud: Local) -> None:
    topic, channel = f"projects/{PROJECT}/topics/spent", _channel(cloud, "email", email_address="a@b.c")
    rule = {"pubsubTopic": topic, "schemaVersion": "1.0", "monitoringNotificationChannels": [channel]}
    assert "topic" in cloud.refused("POST", BUDGETS, {**BUDGET, "notificationsRule": rule})["message"]
    cloud.ok("PUT", f"pubsub/v1/{topic}", {})
    assert cloud.ok("POST", BUDGETS, {**BUDGET, "notificationsRule": rule})["notificationsRule"] == rule
    for other in (_channel(cloud, "sms", number="+15550100"), f"projects/{PROJECT}/notificationChannels/1"):
        bad = {**rule, "monitoringNotificationChannels": [other]}
        assert "email" in cloud.refused("POST", BUDGETS, {**BUDGET, "notificationsRule": bad})["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"displayName": "a" * 60},
        {"amount": {"lastPeriodAmount": {}}},
        {"budgetFilter": {"customPeriod": PERIOD}},
        {"budgetFilter": {"creditTypesTreatment": "INCLUDE_SPECIFIED_CREDITS", "creditTypes": ["DISCOUNT"]}},
        {"budgetFilter": {"labels": {"env": ["dev"]}}},
        {"thresholdRules": [{"thresholdPercent": 0}]},
    ],
    ids=str,
)
def test_a_budget_that_google_takes_is_taken(cloud: Local, change: Json) -> None:
    cloud.ok("POST", BUDGETS, BUDGET | change)


BAD: list[Json] = [
    {"displayName": "a" * 61},
    {"amount": None},
    {"amount": {}},
    {"amount": {**MONEY, "lastPeriodAmount": {}}},
    {"amount": {"specifiedAmount": {"units": "1", "currencyCode": "EUR"}}},
    {"amount": {"specifiedAmount": {"units": "-1"}}},
    {"budgetFilter": {"customPeriod": PERIOD, "calendarPeriod": "MONTH"}},
    {"budgetFilter": {"customPeriod": PERIOD}, "amount": {"lastPeriodAmount": {}}},
    {"budgetFilter": {"customPeriod": {}}},
    {"budgetFilter": {"creditTypes": ["DISCOUNT"]}},
    {"budgetFilter": {"creditTypesTreatment": "INCLUDE_SPECIFIED_CREDITS"}},
    {"budgetFilter": {"labels": {"env": ["dev", "prod"]}}},
    {"budgetFilter": {"labels": {"env": ["dev"], "team": ["a"]}}},
    {"budgetFilter": {"projects": [PROJECT]}},
    {"thresholdRules": [{"thresholdPercent": -0.1}]},
    {"thresholdRules": [{"spendBasis": "CURRENT_SPEND"}]},
    {"notificationsRule": {"pubsubTopic": f"projects/{PROJECT}/topics/spent"}},
    {"notificationsRule": {"pubsubTopic": "spent", "schemaVersion": "1.0"}},
    {"notificationsRule": {"monitoringNotificationChannels": ["a"] * 6}},
    {"spendCap": {}},
]


@pytest.mark.parametrize("change", BAD, ids=str)
def test_a_budget_that_google_refuses_is_refused(cloud: Local, change: Json) -> None:
    assert cloud.refused("POST", BUDGETS, BUDGET | change)["code"] == 400


def test_an_account_has_the_form_of_one(cloud: Local) -> None:
    assert cloud.refused("POST", "billingbudgets/v1/billingAccounts/mine/budgets", BUDGET)["code"] == 400


def test_a_quota_project_must_have_the_api(empty: Local) -> None:
    header = {"x-goog-user-project": PROJECT}
    refused = empty.send("POST", BUDGETS, BUDGET, headers=header)
    assert refused.json()["error"]["details"][0]["reason"] == "SERVICE_DISABLED"
    empty.enable("billingbudgets")
    assert empty.send("POST", BUDGETS, BUDGET, headers=header).is_success
