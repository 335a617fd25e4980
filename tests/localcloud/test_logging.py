"""Logging: buckets, those of every project among them, and log-based metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localcloud import clock

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
METRICS, BUCKETS = f"logging/v2/{PARENT}/metrics", f"logging/v2/{PARENT}/locations/us-central1/buckets"
GLOBAL = f"logging/v2/{PARENT}/locations/global/buckets"
METRIC: Json = {"name": "errors", "filter": "severity>=ERROR"}
SPREAD: Json = {
    "name": "took",
    "filter": "a",
    "valueExtractor": "EXTRACT(jsonPayload.took)",
    "metricDescriptor": {"valueType": "DISTRIBUTION"},
}
LABELED: Json = {
    **METRIC,
    "labelExtractors": {"svc": "EXTRACT(resource.labels.service_name)"},
    "metricDescriptor": {"labels": [{"key": "svc"}]},
}


@pytest.fixture
def cloud(empty: Local) -> Local:
    empty.enable("logging")
    return empty


@pytest.fixture
def bucket(cloud: Local) -> Local:
    cloud.ok("POST", f"{BUCKETS}?bucketId=app", {"retentionDays": 7})
    return cloud


@pytest.mark.parametrize("path", [METRICS, GLOBAL])
def test_nothing_is_answered_before_the_api_is_enabled(empty: Local, path: str) -> None:
    assert empty.refused("GET", path)["details"][0]["reason"] == "SERVICE_DISABLED"


def test_every_project_has_two_buckets(cloud: Local) -> None:
    found = cloud.ok("GET", f"logging/v2/{PARENT}/locations/-/buckets")["buckets"]
    assert [(one["name"].rpartition("/")[2], one["retentionDays"]) for one in found] == [
        ("_Default", 30),
        ("_Required", 400),
    ]
    number = f"logging/v2/projects/{cloud.number()}/locations/global/buckets/_Default"
    assert cloud.ok("GET", number) == found[0]
    assert "createTime" not in found[0]


@pytest.mark.parametrize("leaf", ["_Default", "_Required"])
def test_they_are_not_deleted_and_not_made(cloud: Local, leaf: str) -> None:
    assert cloud.refused("DELETE", f"{GLOBAL}/{leaf}")["code"] == 400
    assert cloud.refused("POST", f"{GLOBAL}?bucketId={leaf}", {})["code"] == 400


def test_one_of_them_is_changed(cloud: Local) -> None:
    path = "?updateMask=retentionDays"
    changed = cloud.ok("PATCH", f"{GLOBAL}/_Default{path}", {"retentionDays": 14, "description": ""})
    assert (changed["retentionDays"], changed["description"]) == (14, "Default bucket")
    assert cloud.ok("GET", f"{GLOBAL}/_Default") == changed
    assert cloud.refused("PATCH", f"{GLOBAL}/_Required{path}", {"retentionDays": 14})["code"] == 400


def test_a_bucket_is_made_by_an_operation_that_can_be_read(cloud: Local) -> None:
    operation = cloud.ok("POST", f"{BUCKETS}:createAsync?bucketId=app", {"retentionDays": 7})
    assert cloud.ok("GET", f"logging/v2/{operation['name']}") == operation
    listed = cloud.ok("GET", f"logging/v2/{PARENT}/locations/us-central1/operations")
    assert listed == {"operations": [operation]}
    assert operation["metadata"]["@type"].endswith("BucketMetadata")
    made = cloud.ok("GET", f"{BUCKETS}/app")
    assert made.items() <= operation["response"].items()
    changed = cloud.ok("PATCH", f"{BUCKETS}/app?updateMask=description", {"description": "a"})
    assert changed["createTime"] == made["createTime"]
    later = cloud.ok("POST", f"{BUCKETS}/app:updateAsync?updateMask=description", {"description": "b"})
    assert later["response"]["description"] == "b"


def test_a_bucket_exists_once(bucket: Local) -> None:
    for verb in ("", ":createAsync"):
        error = bucket.refused("POST", f"{BUCKETS}{verb}?bucketId=app", {})
        assert (error["code"], error["status"]) == (409, "ALREADY_EXISTS")


def test_a_deleted_bucket_is_there_for_a_week(bucket: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bucket.ok("DELETE", f"{BUCKETS}/app") == {}
    gone = bucket.ok("GET", f"{BUCKETS}/app")
    assert (gone["lifecycleState"], "purgeAfter" in gone) == ("DELETE_REQUESTED", False)
    assert bucket.ok("GET", BUCKETS) == {"buckets": [gone]}
    patched = bucket.refused("PATCH", f"{BUCKETS}/app?updateMask=retentionDays", {"retentionDays": 8})
    assert patched["status"] == "FAILED_PRECONDITION"
    assert bucket.refused("DELETE", f"{BUCKETS}/app")["status"] == "FAILED_PRECONDITION"
    assert bucket.refused("POST", f"{BUCKETS}?bucketId=app", {})["code"] == 409
    later = clock.seconds() + 7 * 86_400 + 1
    monkeypatch.setattr(clock, "seconds", lambda: later)
    assert bucket.refused("GET", f"{BUCKETS}/app")["code"] == 404
    bucket.ok("POST", f"{BUCKETS}?bucketId=app", {})


def test_a_deleted_bucket_is_had_back(bucket: Local) -> None:
    made = bucket.ok("GET", f"{BUCKETS}/app")
    bucket.ok("DELETE", f"{BUCKETS}/app")
    assert bucket.ok("POST", f"{BUCKETS}/app:undelete", {}) == {}
    assert bucket.ok("GET", f"{BUCKETS}/app") == made
    assert bucket.refused("POST", f"{BUCKETS}/app:undelete", {})["status"] == "FAILED_PRECONDITION"


def test_a_lock_stays(bucket: Local) -> None:
    bucket.ok("PATCH", f"{BUCKETS}/app?updateMask=locked", {"locked": True})
    for mask, body in (("retentionDays", {"retentionDays": 8}), ("locked", {"locked": False})):
        error = bucket.refused("PATCH", f"{BUCKETS}/app?updateMask={mask}", body)
        assert error["status"] == "FAILED_PRECONDITION"
    bucket.ok("PATCH", f"{BUCKETS}/app?updateMask=description", {"description": "a"})
    error = bucket.refused("DELETE", f"{BUCKETS}/app")
    assert (error["status"], "if it is empty" in error["message"]) == ("FAILED_PRECONDITION", True)


KEY = {"kmsKeyName": f"{PARENT}/locations/us/keyRings/a/cryptoKeys/b"}


@pytest.mark.parametrize(("field", "value"), [("analyticsEnabled", True), ("cmekSettings", KEY)])
def test_what_cannot_be_taken_back_is_not(bucket: Local, field: str, value: object) -> None:
    path = f"{BUCKETS}/app?updateMask={field}"
    assert bucket.ok("PATCH", path, {field: value})[field] == value
    assert bucket.refused("PATCH", path, {})["status"] == "FAILED_PRECONDITION"


BAD_BUCKETS: list[tuple[str, str, Json, int]] = [
    ("us-central1", "a" * 101, {}, 400),
    ("us-central1", "a b", {}, 400),
    ("us-central1", "", {}, 400),
    ("us-central1", "a", {"retentionDays": 3651}, 400),
    ("us-central1", "a", {"retentionDays": -1}, 400),
    ("us-central1", "a", {"indexConfigs": [{"fieldPath": "jsonPayload.a"}]}, 400),
    ("us-central1", "a", {"cmekSettings": {"kmsKeyName": "key"}}, 400),
    ("us-central1", "a", {"size": 1}, 400),
    ("mars-north1", "a", {}, 403),
]


@pytest.mark.parametrize(("place", "leaf", "body", "code"), BAD_BUCKETS)
def test_a_bad_bucket_is_refused(cloud: Local, place: str, leaf: str, body: Json, code: int) -> None:
    path = f"logging/v2/{PARENT}/locations/{place}/buckets?bucketId={leaf}"
    assert cloud.refused("POST", path, body)["code"] == code


def test_a_change_of_a_bucket_says_what(bucket: Local) -> None:
    assert bucket.refused("PATCH", f"{BUCKETS}/app", {"retentionDays": 8})["code"] == 400
    assert bucket.refused("PATCH", f"{BUCKETS}/none?updateMask=locked", {})["code"] == 404


def test_a_metric_counts_unless_it_says_otherwise(cloud: Local) -> None:
    made = cloud.ok("POST", METRICS, METRIC)
    descriptor = made["metricDescriptor"]
    assert (descriptor["metricKind"], descriptor["valueType"], descriptor["unit"]) == ("DELTA", "INT64", "1")
    assert descriptor["type"] == "logging.googleapis.com/user/errors"
    number = f"logging/v2/projects/{cloud.number()}/metrics"
    assert cloud.ok("GET", f"{number}/errors") == made
    assert cloud.ok("GET", number)["metrics"] == [made]
    error = cloud.refused("POST", METRICS, METRIC)
    assert (error["code"], error["status"]) == (409, "ALREADY_EXISTS")
    assert cloud.ok("DELETE", f"{METRICS}/errors") == {}
    assert cloud.refused("DELETE", f"{METRICS}/errors")["code"] == 404


def test_putting_a_metric_makes_it_or_replaces_it(cloud: Local) -> None:
    made = cloud.ok("PUT", f"{METRICS}/errors", {**METRIC, "description": "a"})
    changed = cloud.ok("PUT", f"{METRICS}/errors", METRIC)
    assert (changed["createTime"], "description" in changed) == (made["createTime"], False)
    assert cloud.refused("PUT", f"{METRICS}/other", METRIC)["code"] == 400


def test_a_metric_with_a_slash_in_its_name_is_nobodys_parent(cloud: Local) -> None:
    for leaf in ("nginx", "nginx/requests"):
        cloud.ok("POST", METRICS, {**METRIC, "name": leaf})
    cloud.ok("DELETE", f"{METRICS}/nginx")
    found = cloud.ok("GET", f"{METRICS}/nginx%2Frequests")
    assert (found["name"], found["resourceName"]) == (
        "nginx/requests",
        f"{PARENT}/metrics/nginx%2Frequests",
    )
    assert cloud.ok("GET", METRICS) == {"metrics": [found]}


def test_metrics_come_in_pages(cloud: Local) -> None:
    made = [cloud.ok("POST", METRICS, {**METRIC, "name": leaf}) for leaf in "abc"]
    first = cloud.ok("GET", f"{METRICS}?pageSize=2")
    second = cloud.ok("GET", f"{METRICS}?pageSize=2&pageToken={first['nextPageToken']}")
    assert [*first["metrics"], *second["metrics"]] == made


@pytest.mark.parametrize("body", [METRIC, SPREAD, LABELED], ids=["counter", "distribution", "labels"])
def test_a_metric_that_google_takes_is_taken(cloud: Local, body: Json) -> None:
    cloud.ok("POST", METRICS, body)


BAD_METRICS: list[tuple[Json, Json]] = [
    (METRIC, {"filter": None}),
    (METRIC, {"filter": "a" * 20_001}),
    (METRIC, {"name": None}),
    (METRIC, {"name": "/a"}),
    (METRIC, {"name": "a b"}),
    (METRIC, {"name": "a" * 101}),
    (METRIC, {"description": "a" * 8001}),
    (METRIC, {"valueExtractor": "EXTRACT(a)"}),
    (METRIC, {"bucketOptions": {"explicitBuckets": {"bounds": [1]}}}),
    (METRIC, {"metricDescriptor": {"metricKind": "GAUGE"}}),
    (METRIC, {"metricDescriptor": {"valueType": "STRING"}}),
    (SPREAD, {"valueExtractor": None}),
    (SPREAD, {"valueExtractor": "jsonPayload.took"}),
    (LABELED, {"labelExtractors": {}}),
    (LABELED, {"labelExtractors": {"svc": "resource"}}),
    (LABELED, {"metricDescriptor": {}}),
]


@pytest.mark.parametrize(("body", "change"), BAD_METRICS)
def test_a_bad_metric_is_refused(cloud: Local, body: Json, change: Json) -> None:
    assert cloud.refused("POST", METRICS, body | change)["code"] == 400


def test_a_counter_does_not_become_a_distribution(cloud: Local) -> None:
    cloud.ok("POST", METRICS, {**METRIC, "name": "took"})
    assert "valueType" in cloud.refused("PUT", f"{METRICS}/took", SPREAD)["message"]


ABSENT = [
    ("GET", f"logging/v2/{PARENT}/sinks"),
    ("POST", "logging/v2/entries:write"),
    ("GET", f"{GLOBAL}/_Default/views"),
    ("GET", "logging/v2/organizations/1/locations/global/buckets"),
    ("GET", "logging/v2/billingAccounts/1/locations/global/buckets/_Default"),
]


@pytest.mark.parametrize(("verb", "path"), ABSENT)
def test_what_is_not_there_is_answered_with_a_sentence_that_no_client_retries(
    cloud: Local, verb: str, path: str
) -> None:
    error = cloud.refused(verb, path, {} if verb == "POST" else None)
    assert (error["code"], error["status"]) == (400, "UNIMPLEMENTED")
