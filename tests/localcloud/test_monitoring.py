"""Monitoring: what is made, shown, changed and deleted; who holds whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
V3 = f"monitoring/v3/{PARENT}"
POLICIES, CHANNELS, CHECKS = f"{V3}/alertPolicies", f"{V3}/notificationChannels", f"{V3}/uptimeCheckConfigs"
SERVICES, DASHBOARDS = f"{V3}/services", f"monitoring/v1/{PARENT}/dashboards"
PROMQL = {"conditionPrometheusQueryLanguage": {"query": "up == 0"}}
POLICY: Json = {"displayName": "down", "combiner": "OR", "conditions": [PROMQL]}
MAIL: Json = {"type": "email", "displayName": "mail", "labels": {"email_address": "a@example.com"}}
URL = {"type": "uptime_url", "labels": {"host": "example.com"}}
CHECK: Json = {"displayName": "Home page", "timeout": "10s", "httpCheck": {}, "monitoredResource": URL}
RATIO = {"goodTotalRatio": {"goodServiceFilter": "a", "totalServiceFilter": "b"}}
OBJECTIVE: Json = {
    "goal": 0.99,
    "rollingPeriod": "86400s",
    "serviceLevelIndicator": {"requestBased": RATIO},
}
DASHBOARD: Json = {"displayName": "All", "gridLayout": {}}


@pytest.fixture
def cloud(empty: Local) -> Local:
    empty.enable("monitoring")
    return empty


@pytest.mark.parametrize("path", [POLICIES, CHANNELS, CHECKS, SERVICES, DASHBOARDS])
def test_nothing_is_answered_before_the_api_is_enabled(empty: Local, path: str) -> None:
    error = empty.refused("GET", path)
    assert (error["code"], error["details"][0]["reason"]) == (403, "SERVICE_DISABLED")


MADE: list[tuple[str, Json, str]] = [
    (POLICIES, POLICY, "alertPolicies"),
    (CHANNELS, MAIL, "notificationChannels"),
    (CHECKS, CHECK, "uptimeCheckConfigs"),
    (f"{SERVICES}?serviceId=web", {"custom": {}}, "services"),
    (SERVICES, {"custom": {}}, "services"),
    (DASHBOARDS, DASHBOARD, "dashboards"),
]


@pytest.mark.parametrize(("path", "body", "listed"), MADE)
def test_what_is_made_is_read_listed_and_deleted_by_id_and_by_number(
    cloud: Local, path: str, body: Json, listed: str
) -> None:
    made = cloud.ok("POST", path, body)
    version, number = path.split("/")[1], cloud.number()
    leaf = made["name"].rpartition("/")[2]
    paths = [f"monitoring/{version}/projects/{owner}/{listed}" for owner in ("vividly-dev-rich", number)]
    for place in paths:
        assert cloud.ok("GET", f"{place}/{leaf}") == made
        assert cloud.ok("GET", place)[listed] == [made]
    assert cloud.ok("DELETE", f"{paths[1]}/{leaf}") == {}
    assert cloud.refused("GET", f"{paths[0]}/{leaf}")["code"] == 404
    assert cloud.refused("DELETE", f"{paths[0]}/{leaf}")["code"] == 404


def test_a_list_comes_in_pages_with_its_size(cloud: Local) -> None:
    names = {cloud.ok("POST", CHANNELS, MAIL)["name"] for _ in range(3)}
    first = cloud.ok("GET", f"{CHANNELS}?pageSize=2")
    second = cloud.ok("GET", f"{CHANNELS}?pageSize=2&pageToken={first['nextPageToken']}")
    found = [*first["notificationChannels"], *second["notificationChannels"]]
    assert {channel["name"] for channel in found} == names
    assert (first["totalSize"], "nextPageToken" in second) == (3, False)


def test_a_list_is_filtered_but_not_sorted(cloud: Local) -> None:
    cloud.ok("POST", POLICIES, POLICY)
    other = cloud.ok("POST", POLICIES, {**POLICY, "displayName": "slow"})
    query = "filter=display_name%3D%22slow%22%20AND%20enabled%3Dtrue"
    assert cloud.ok("GET", f"{POLICIES}?{query}") == {"alertPolicies": [other]}
    assert cloud.refused("GET", f"{POLICIES}?orderBy=display_name")["status"] == "UNIMPLEMENTED"


def test_a_condition_keeps_its_name_as_long_as_updates_give_it(cloud: Local) -> None:
    made = cloud.ok("POST", POLICIES, POLICY)
    (first,) = made["conditions"]
    assert first["name"].startswith(f"{made['name']}/conditions/")
    more = {**made, "conditions": [first, PROMQL]}
    changed = cloud.ok("PATCH", f"monitoring/v3/{made['name']}", more)
    assert changed["conditions"][0] == first
    assert changed["conditions"][1]["name"] != first["name"]
    assert changed["creationRecord"] == made["creationRecord"]


def test_an_update_without_a_mask_replaces_a_policy_and_one_with_it_does_not(cloud: Local) -> None:
    made = cloud.ok("POST", POLICIES, {**POLICY, "severity": "ERROR", "enabled": False})
    path = f"monitoring/v3/{made['name']}"
    masked = cloud.ok("PATCH", f"{path}?updateMask=displayName", {"displayName": "off"})
    assert (masked["displayName"], masked["severity"], masked["enabled"]) == ("off", "ERROR", False)
    replaced = cloud.ok("PATCH", path, POLICY)
    assert (replaced["enabled"], "severity" in replaced) == (True, False)


def test_a_channel_in_use_is_deleted_only_by_force(cloud: Local) -> None:
    mail, other = cloud.ok("POST", CHANNELS, MAIL)["name"], cloud.ok("POST", CHANNELS, MAIL)["name"]
    policy = cloud.ok("POST", POLICIES, {**POLICY, "notificationChannels": [mail, other]})["name"]
    error = cloud.refused("DELETE", f"monitoring/v3/{mail}?force=false")
    words = f'Could not delete "{mail}" because it is still being referenced by: "{policy}"'
    assert (error["code"], error["message"]) == (400, words)
    assert cloud.ok("DELETE", f"monitoring/v3/{mail}?force=true") == {}
    assert cloud.ok("GET", f"monitoring/v3/{policy}")["notificationChannels"] == [other]
    cloud.ok("DELETE", f"monitoring/v3/{other}?force=true")
    assert "notificationChannels" not in cloud.ok("GET", f"monitoring/v3/{policy}")


def test_a_policy_names_channels_that_exist(cloud: Local) -> None:
    missing = {**POLICY, "notificationChannels": [f"{PARENT}/notificationChannels/1"]}
    assert cloud.refused("POST", POLICIES, missing)["code"] == 404
    error = cloud.refused("POST", POLICIES, {**POLICY, "notificationChannels": ["mail"]})
    assert (error["code"], error["message"].endswith("got: mail")) == (400, True)


def test_a_check_that_a_policy_watches_is_not_deleted(cloud: Local) -> None:
    check = cloud.ok("POST", CHECKS, CHECK)["name"]
    leaf = check.rpartition("/")[2]
    text = f'metric.type="x" AND resource.type="uptime_url" AND metric.label.check_id="{leaf}"'
    threshold = {"filter": text, "duration": "60s", "comparison": "COMPARISON_GT"}
    policy = cloud.ok("POST", POLICIES, {**POLICY, "conditions": [{"conditionThreshold": threshold}]})["name"]
    assert policy in cloud.refused("DELETE", f"monitoring/v3/{check}")["message"]
    cloud.ok("DELETE", f"monitoring/v3/{policy}")
    assert cloud.ok("DELETE", f"monitoring/v3/{check}") == {}


def test_a_check_gets_googles_defaults_and_hides_what_is_secret(cloud: Local) -> None:
    http = {
        "useSsl": True,
        "path": "healthz",
        "authInfo": {"username": "u", "password": "p"},
        "headers": {"X-Key": "k"},
        "maskHeaders": True,
    }
    made = cloud.ok("POST", CHECKS, {**CHECK, "httpCheck": http})
    assert made["name"].startswith(f"{PARENT}/uptimeCheckConfigs/home-page-")
    shown = made["httpCheck"]
    assert (shown["path"], shown["port"], shown["requestMethod"]) == ("/healthz", 443, "GET")
    assert (shown["authInfo"]["password"], shown["headers"]) == ("******", {"X-Key": "******"})
    assert made["monitoredResource"]["labels"] == {"host": "example.com", "project_id": "vividly-dev-rich"}
    assert (made["period"], made["checkerType"]) == ("60s", "STATIC_IP_CHECKERS")


def test_the_key_of_a_channel_is_never_kept(cloud: Local) -> None:
    made = cloud.ok("POST", CHANNELS, {"type": "pagerduty", "labels": {"service_key": "abcdef"}})
    assert made["labels"] == {"service_key": "**********"}
    assert "abcdef" not in str(cloud.store.resources("monitoring.googleapis.com", None))


def test_every_type_of_channel_is_described(cloud: Local) -> None:
    found = cloud.ok("GET", f"{V3}/notificationChannelDescriptors")["channelDescriptors"]
    assert {"email", "slack", "sms"} <= {one["type"] for one in found}
    assert all(cloud.ok("GET", f"monitoring/v3/{one['name']}") == one for one in found)
    assert cloud.refused("GET", f"{V3}/notificationChannelDescriptors/pigeon")["code"] == 404


def test_an_objective_lives_and_dies_with_its_service(cloud: Local) -> None:
    objectives = f"{SERVICES}/web/serviceLevelObjectives"
    assert cloud.refused("POST", objectives, OBJECTIVE)["code"] == 404
    cloud.ok("POST", f"{SERVICES}?serviceId=web", {"custom": {}})
    made = cloud.ok("POST", f"{objectives}?serviceLevelObjectiveId=fast", {**OBJECTIVE, "name": "fast"})
    assert made["name"] == f"projects/{cloud.number()}/services/web/serviceLevelObjectives/fast"
    for place in ("web", "-"):
        listed = cloud.ok("GET", f"{SERVICES}/{place}/serviceLevelObjectives")
        assert listed["serviceLevelObjectives"] == [made]
    twice = cloud.refused("POST", f"{objectives}?serviceLevelObjectiveId=fast", OBJECTIVE)
    assert twice["status"] == "ALREADY_EXISTS"
    changed = cloud.ok("PATCH", f"{objectives}/fast?updateMask=goal", {"goal": 0.5})
    assert changed == {**made, "goal": 0.5}
    # The provider's masks name leaves of what is not there; that sets nothing beside what is.
    absent = "serviceLevelIndicator.windowsBased.windowPeriod"
    assert cloud.ok("PATCH", f"{objectives}/fast?updateMask=goal,{absent}", {"goal": 0.5}) == changed
    cloud.ok("DELETE", f"{SERVICES}/web")
    assert cloud.refused("GET", f"{objectives}/fast")["code"] == 404


def test_a_dashboard_changes_only_with_its_newest_etag(cloud: Local) -> None:
    made = cloud.ok("POST", DASHBOARDS, DASHBOARD)
    path = f"monitoring/v1/{made['name']}"
    changed = cloud.ok("PATCH", path, {"displayName": "New", "gridLayout": {}, "etag": made["etag"]})
    assert changed["etag"] != made["etag"]
    stale = cloud.refused("PATCH", path, {**DASHBOARD, "etag": made["etag"]})
    assert (stale["code"], stale["status"]) == (409, "ABORTED")
    assert cloud.ok("GET", path) == changed


def test_a_dashboard_may_bring_its_name_once(cloud: Local) -> None:
    named = {**DASHBOARD, "name": f"projects/{cloud.number()}/dashboards/all"}
    assert cloud.ok("POST", DASHBOARDS, named)["name"] == f"{PARENT}/dashboards/all"
    assert cloud.refused("POST", DASHBOARDS, named)["status"] == "ALREADY_EXISTS"
    elsewhere = {**DASHBOARD, "name": "projects/other/dashboards/all"}
    assert cloud.refused("POST", DASHBOARDS, elsewhere)["code"] == 400


def test_a_dashboard_is_tried_without_being_kept(cloud: Local) -> None:
    cloud.ok("POST", f"{DASHBOARDS}?validateOnly=true", DASHBOARD)
    assert cloud.ok("GET", DASHBOARDS) == {}


ABSENT = [
    f"{V3}/timeSeries?filter=a&interval.endTime=2026-01-01T00:00:00Z",
    f"{V3}/groups",
    f"{SERVICES}?filter=identifier_case%3D%22CUSTOM%22",
    f"{SERVICES}/web/serviceLevelObjectives?view=EXPLICIT",
    "monitoring/v3/workspaces/vividly-dev-rich/services",
]


@pytest.mark.parametrize("path", ABSENT)
def test_what_is_not_there_is_answered_with_a_sentence_that_no_client_retries(
    cloud: Local, path: str
) -> None:
    error = cloud.refused("GET", path)
    assert (error["code"], error["status"]) == (400, "UNIMPLEMENTED")
    assert error["message"].startswith("The local cloud ")
