"""What Monitoring refuses: a resource that is taken, less or more one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_monitoring import (
    CHANNELS,
    CHECK,
    CHECKS,
    DASHBOARD,
    DASHBOARDS,
    MAIL,
    OBJECTIVE,
    POLICIES,
    POLICY,
    PROMQL,
    RATIO,
    SERVICES,
    URL,
)

if TYPE_CHECKING:
    from in_process import Json, Local

THRESHOLD: Json = {
    "filter": 'resource.type = "cloud_run_revision" AND metric.type = "run.googleapis.com/request_count"',
    "duration": "60s",
    "comparison": "COMPARISON_GT",
    "thresholdValue": 1,
    "aggregations": [{"alignmentPeriod": "60s", "perSeriesAligner": "ALIGN_RATE"}],
}
LOG = {"conditionMatchedLog": {"filter": "severity=ERROR"}}
RATE = {"notificationRateLimit": {"period": "3600s"}}
INDICATOR = "serviceLevelIndicator"
GOOD: dict[str, tuple[str, Json]] = {
    "policy": (POLICIES, POLICY),
    "threshold": (POLICIES, {**POLICY, "conditions": [{"conditionThreshold": THRESHOLD}]}),
    "log": (POLICIES, {**POLICY, "conditions": [LOG], "alertStrategy": RATE}),
    "channel": (CHANNELS, MAIL),
    "check": (CHECKS, CHECK),
    "post": (CHECKS, {**CHECK, "httpCheck": {"requestMethod": "POST", "contentType": "URL_ENCODED"}}),
    "tcp": (CHECKS, {**{key: CHECK[key] for key in CHECK if key != "httpCheck"}, "tcpCheck": {"port": 22}}),
    "service": (f"{SERVICES}?serviceId=web2", {"custom": {}}),
    "objective": (f"{SERVICES}/web/serviceLevelObjectives", OBJECTIVE),
    "dashboard": (DASHBOARDS, DASHBOARD),
    "mosaic": (
        DASHBOARDS,
        {"displayName": "a", "mosaicLayout": {"columns": 12, "tiles": [{"width": 4, "height": 4}]}},
    ),
}
#: Which good body, what is changed in it (nothing stands for left out), and a part of the words.
BAD: list[tuple[str, Json, str]] = [
    ("policy", {"displayName": ""}, "alert_policy.display_name"),
    ("policy", {"displayName": "a" * 513}, "512"),
    ("policy", {"conditions": []}, "1 to 6 conditions"),
    ("policy", {"conditions": [PROMQL] * 7}, "1 to 6 conditions"),
    ("policy", {"conditions": [{"displayName": "a"}]}, "Condition subtype"),
    ("policy", {"conditions": [{**PROMQL, **LOG}]}, "oneof field 'condition' is already set"),
    ("policy", {"conditions": [PROMQL, PROMQL], "combiner": None}, "alert_policy.combiner"),
    ("policy", {"conditions": [PROMQL, LOG]}, "can only have a single condition"),
    ("policy", {"alertStrategy": {"autoClose": "600s"}}, "at least 30 minutes"),
    ("policy", {"alertStrategy": RATE}, "must not specify a notification rate limit"),
    ("policy", {"documentation": {"content": "a" * 8193}}, "8192"),
    ("policy", {"documentation": {"content": "ä" * 6000}}, "10240 bytes"),
    ("policy", {"documentation": {"content": "a", "mimeType": "text/html"}}, "text/markdown"),
    ("policy", {"documentation": {"links": [{"displayName": "a"}] * 4}}, "3 links"),
    ("policy", {"documentation": {"links": [{"url": "a"}]}}, "links[0].display_name"),
    ("policy", {"userLabels": {"A": "b"}}, "Label key"),
    ("policy", {"severity": "LOUD"}, "Invalid value"),
    ("log", {"alertStrategy": None}, "must specify a notification rate limit"),
    ("channel", {"type": None}, "notification_channel.type"),
    ("channel", {"type": "pigeon"}, "no channel of this type"),
    ("channel", {"labels": {}}, "labels['email_address']"),
    ("channel", {"labels": {"email_address": "nobody"}}, "not an address"),
    ("channel", {"labels": {"email_address": "a@b.c", "url": "d"}}, "does not have this label"),
    ("channel", {"userLabels": {"A": "b"}}, "Label key"),
    ("channel", {"description": "a" * 1025}, "1024"),
    ("check", {"displayName": None}, "display_name"),
    ("check", {"timeout": None}, "between 1 and 60 seconds"),
    ("check", {"timeout": "61s"}, "between 1 and 60 seconds"),
    ("check", {"period": "61s"}, "60s, 300s, 600s or 900s"),
    ("check", {"httpCheck": None}, "An HTTP check or a TCP check"),
    ("check", {"tcpCheck": {"port": 22}}, "is already set"),
    ("check", {"monitoredResource": None}, "A monitored resource or a group"),
    ("check", {"monitoredResource": {**URL, "type": "toaster"}}, "must be one of"),
    ("check", {"monitoredResource": {**URL, "labels": {}}}, "labels['host']"),
    ("check", {"selectedRegions": ["EUROPE", "EUROPE"]}, "3 locations"),
    ("check", {"contentMatchers": [{"content": ""}]}, "content_matchers[0].content"),
    ("check", {"contentMatchers": [{"content": "a" * 1025}]}, "1024"),
    ("check", {"httpCheck": {"body": "YQ=="}}, "A GET check"),
    ("check", {"httpCheck": {"requestMethod": "POST"}}, "must have a content type"),
    ("check", {"httpCheck": {"port": 70000}}, "not a port"),
    ("post", {"httpCheck": {"requestMethod": "POST", "contentType": "USER_PROVIDED"}}, "USER_PROVIDED"),
    ("tcp", {"tcpCheck": {}}, "not a port"),
    ("check", {"syntheticMonitor": {"cloudFunctionV2": {"name": "a"}}}, "no synthetic monitors"),
    ("service", {"custom": None}, "kind of the service"),
    ("service", {"appEngine": {}}, "is already set"),
    ("objective", {"goal": None}, "service_level_objective.goal"),
    ("objective", {"goal": 1}, "at most 0.9999"),
    ("objective", {"rollingPeriod": None}, "A rolling period or a calendar period"),
    ("objective", {"rollingPeriod": "90000s"}, "whole number of days"),
    ("objective", {"rollingPeriod": f"{31 * 86400}s"}, "at most 30"),
    ("objective", {"calendarPeriod": "DAY"}, "is already set"),
    ("objective", {"rollingPeriod": None, "calendarPeriod": "YEAR"}, "MONTH"),
    ("objective", {INDICATOR: None}, "An indicator"),
    ("objective", {INDICATOR: {"basicSli": {"availability": {}}}}, "no basic indicator"),
    ("objective", {INDICATOR: {"requestBased": {}}}, "A ratio or a distribution cut"),
    ("objective", {INDICATOR: {"requestBased": {"goodTotalRatio": {}}}}, "Exactly two"),
    ("objective", {INDICATOR: {"windowsBased": {"windowPeriod": "60s"}}}, "A criterion"),
    ("objective", {INDICATOR: {"windowsBased": {"goodBadMetricFilter": "a"}}}, "fraction of a day"),
    ("dashboard", {"displayName": None}, "'display_name' is missing"),
    ("dashboard", {"rowLayout": {}}, "is already set"),
    ("mosaic", {"mosaicLayout": {"columns": 49}}, "between 1 and 48"),
    ("mosaic", {"mosaicLayout": {"columns": 4, "tiles": [{"width": 4}]}}, "at least 1 wide"),
    ("mosaic", {"mosaicLayout": {"columns": 4, "tiles": [{"width": 5, "height": 1}]}}, "4 columns"),
]
BAD_THRESHOLDS: list[tuple[str, object, str]] = [
    ("filter", 'resource.type = "a"', '"metric.type"'),
    ("filter", 'metric.type = "a"', '"resource.type"'),
    ("filter", f'metric.type = "{"a" * 2048}" resource.type = "b"', "2048"),
    ("filter", "", "'conditions[0].condition_threshold.filter' is missing"),
    ("duration", "90s", "multiple of a minute"),
    ("comparison", "COMPARISON_EQ", "Only COMPARISON_GT"),
    ("comparison", None, "Only COMPARISON_GT"),
    ("aggregations", [{"alignmentPeriod": "30s"}], "at least 60 seconds"),
    ("aggregations", [{"perSeriesAligner": "ALIGN_RATE"}], "at least 60 seconds"),
]
BAD_CONDITIONS: list[tuple[Json, str]] = [
    ({"conditionAbsent": {"filter": THRESHOLD["filter"], "duration": "60s"}}, "at least 120 seconds"),
    ({"conditionPrometheusQueryLanguage": {}}, "'conditions[0].condition_prometheus_query_language.query'"),
    ({"conditionPrometheusQueryLanguage": {"query": "a", "evaluationInterval": "45s"}}, "multiple of 30"),
    ({"conditionPrometheusQueryLanguage": {"query": "a", "duration": "-1s"}}, "must not be negative"),
    (
        {
            "conditionThreshold": THRESHOLD
            | {"duration": "0s", "evaluationMissingData": "EVALUATION_MISSING_DATA_ACTIVE"}
        },
        "must have a non-zero duration",
    ),
]


@pytest.fixture
def cloud(empty: Local) -> Local:
    empty.enable("monitoring")
    empty.ok("POST", f"{SERVICES}?serviceId=web", {"custom": {}})
    return empty


@pytest.mark.parametrize("name", GOOD)
def test_what_google_takes_is_taken(cloud: Local, name: str) -> None:
    path, body = GOOD[name]
    cloud.ok("POST", path, body)


@pytest.mark.parametrize(("name", "change", "words"), BAD)
def test_what_google_refuses_is_refused_when_it_is_made(
    cloud: Local, name: str, change: Json, words: str
) -> None:
    path, body = GOOD[name]
    error = cloud.refused("POST", path, body | change)
    assert error["code"] == 400
    assert words in error["message"]


@pytest.mark.parametrize(("field", "value", "words"), BAD_THRESHOLDS)
def test_a_threshold_that_cannot_be_judged_is_refused(
    cloud: Local, field: str, value: object, words: str
) -> None:
    conditions = [{"conditionThreshold": THRESHOLD | {field: value}}]
    error = cloud.refused("POST", POLICIES, {**POLICY, "conditions": conditions})
    assert (error["code"], words in error["message"]) == (400, True), error["message"]


@pytest.mark.parametrize(("condition", "words"), BAD_CONDITIONS)
def test_a_condition_that_cannot_be_judged_is_refused(cloud: Local, condition: Json, words: str) -> None:
    error = cloud.refused("POST", POLICIES, {**POLICY, "conditions": [condition]})
    assert (error["code"], words in error["message"]) == (400, True), error["message"]


def test_an_update_is_held_to_the_same_rules(cloud: Local) -> None:
    made = cloud.ok("POST", POLICIES, POLICY)
    for query, body in (("?updateMask=conditions", {}), ("", {"displayName": "a"})):
        assert cloud.refused("PATCH", f"monitoring/v3/{made['name']}{query}", body)["code"] == 400
    assert cloud.ok("GET", f"monitoring/v3/{made['name']}") == made


def test_the_words_are_monitorings_own(cloud: Local) -> None:
    text = 'metric.type = "a"'
    conditions = [{"conditionThreshold": THRESHOLD | {"filter": text}}]
    error = cloud.refused("POST", POLICIES, {**POLICY, "conditions": conditions})
    place = "alert_policy.conditions[0].condition_threshold.filter"
    assert error["message"].startswith(f'Field {place} had an invalid value of "{text}": must specify')
    assert error["details"][0]["fieldViolations"][0]["field"] == place


def test_a_ratio_needs_two_of_three(cloud: Local) -> None:
    three = {**RATIO["goodTotalRatio"], "badServiceFilter": "c"}
    body = OBJECTIVE | {INDICATOR: {"requestBased": {"goodTotalRatio": three}}}
    path = f"{SERVICES}/web/serviceLevelObjectives"
    assert "Exactly two" in cloud.refused("POST", path, body)["message"]


@pytest.mark.parametrize("leaf", ["Web", "a_b", "a" * 64])
def test_a_bad_id_of_a_service_is_refused(cloud: Local, leaf: str) -> None:
    assert cloud.refused("POST", f"{SERVICES}?serviceId={leaf}", {"custom": {}})["code"] == 400
