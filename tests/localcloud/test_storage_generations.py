"""Generations of objects that are not live any more, lists that show them, retention, rules of buckets."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
BUCKETS, NAME = "storage/storage/v1/b", "lessons"
OBJECTS = f"{BUCKETS}/{NAME}/o"
UPLOAD = f"/storage.googleapis.com/upload/storage/v1/b/{NAME}/o"
VERSIONED: Json = {"versioning": {"enabled": True}}
NOT_SOFT: Json = {"softDeletePolicy": {"retentionDurationSeconds": "0"}}


def _bucket(local: Local, **body: object) -> None:
    local.ok("POST", f"{BUCKETS}?project={PROJECT}", {"name": NAME, **body})


def _put(local: Local, name: str, content: str = "x", query: str = "") -> str:
    answer: httpx.Response = local.http.post(f"{UPLOAD}?uploadType=media&name={name}{query}", content=content)
    assert answer.is_success, answer.text
    return str(answer.json()["generation"])


def _numbers(local: Local, query: str) -> list[str]:
    return [item["generation"] for item in local.ok("GET", f"{OBJECTS}?{query}").get("items", [])]


def test_a_bucket_with_versions_keeps_what_is_replaced_or_deleted(local: Local) -> None:
    _bucket(local, **VERSIONED)
    first, second = _put(local, "a", "1"), _put(local, "a", "2")
    assert _numbers(local, "") == [second]
    assert _numbers(local, "versions=true") == [first, second]
    assert local.send("GET", f"{OBJECTS}/a?generation={first}&alt=media").text == "1"
    assert "timeDeleted" in local.ok("GET", f"{OBJECTS}/a?generation={first}")
    local.ok("DELETE", f"{OBJECTS}/a")
    assert local.refused("GET", f"{OBJECTS}/a")["code"] == 404
    assert _numbers(local, "versions=true") == [first, second]
    assert local.refused("DELETE", f"{BUCKETS}/{NAME}")["code"] == 409


def test_a_generation_that_is_named_is_deleted_for_good(local: Local) -> None:
    _bucket(local, **VERSIONED, **NOT_SOFT)
    numbers = [_put(local, "a", "1"), _put(local, "a", "2")]
    for number in numbers:
        local.ok("DELETE", f"{OBJECTS}/a?generation={number}")
    assert _numbers(local, "versions=true") == _numbers(local, "softDeleted=true") == []
    local.ok("DELETE", f"{BUCKETS}/{NAME}")


def test_an_older_generation_is_copied_and_changed(local: Local) -> None:
    _bucket(local, **VERSIONED)
    first, second = _put(local, "a", "1"), _put(local, "a", "2")
    local.ok("POST", f"{OBJECTS}/a/rewriteTo/b/{NAME}/o/b?sourceGeneration={first}", {})
    assert local.send("GET", f"{OBJECTS}/b?alt=media").text == "1"
    changed = local.ok("PATCH", f"{OBJECTS}/a?generation={first}", {"metadata": {"a": "b"}})
    assert (changed["generation"], changed["metageneration"]) == (first, "2")
    assert "metadata" not in local.ok("GET", f"{OBJECTS}/a?generation={second}")


def test_what_is_deleted_comes_back_for_a_week(local: Local) -> None:
    _bucket(local)
    number = _put(local, "a", "1")
    local.ok("DELETE", f"{OBJECTS}/a")
    assert _numbers(local, "") == _numbers(local, "versions=true") == []
    assert _numbers(local, "softDeleted=true") == [number]
    path = f"{OBJECTS}/a?softDeleted=true&generation={number}"
    assert "hardDeleteTime" in local.ok("GET", path)
    assert local.refused("GET", f"{path}&alt=media")["code"] == 400
    back = local.ok("POST", f"{OBJECTS}/a/restore?generation={number}")
    assert "hardDeleteTime" not in back
    assert int(back["generation"]) > int(number)
    assert local.send("GET", f"{OBJECTS}/a?alt=media").text == "1"


MISSING = ["/a/restore?generation=1", "/a/restore?generation=1&ifGenerationMatch=0", "/a/moveTo/o/b"]


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_neither_restored_nor_moved(local: Local, path: str) -> None:
    _bucket(local)
    assert local.refused("POST", OBJECTS + path)["code"] == 404


def test_an_object_gets_another_name(local: Local) -> None:
    _bucket(local)
    _put(local, "a", "1")
    assert local.ok("POST", f"{OBJECTS}/a/moveTo/o/b")["name"] == "b"
    assert [item["name"] for item in local.ok("GET", OBJECTS)["items"]] == ["b"]


LISTED: list[tuple[str, list[str]]] = [
    ("matchGlob=*.txt", ["a.txt"]),
    ("matchGlob=**.txt", ["a.txt", "d/b.txt"]),
    ("matchGlob=d/?.txt", ["d/b.txt"]),
    ("matchGlob=[ab].{txt,md}", ["a.txt"]),
    ("matchGlob=[!a]*", []),
    ("startOffset=b", ["d/", "d/b.txt"]),
    ("endOffset=d/", ["a.txt"]),
    ("startOffset=d/&endOffset=d/b", ["d/"]),
    ("delimiter=/", ["a.txt"]),
    ("delimiter=/&includeTrailingDelimiter=true", ["a.txt", "d/"]),
]


@pytest.mark.parametrize(("query", "names"), LISTED)
def test_a_list_shows_what_it_was_asked_for(local: Local, query: str, names: list[str]) -> None:
    _bucket(local)
    for name in ("a.txt", "d/", "d/b.txt"):
        _put(local, name)
    assert [item["name"] for item in local.ok("GET", f"{OBJECTS}?{query}").get("items", [])] == names


BAD_LISTS = ["matchGlob=[z-a]", "versions=true&softDeleted=true", "maxResults=-1", "pageToken=x"]


@pytest.mark.parametrize("query", BAD_LISTS)
def test_a_list_that_cannot_be_is_refused(local: Local, query: str) -> None:
    _bucket(local)
    assert local.refused("GET", f"{OBJECTS}?{query}")["code"] == 400


def test_versions_come_in_pages(local: Local) -> None:
    _bucket(local, **VERSIONED)
    numbers = [_put(local, name) for name in ("a", "a", "b")]
    page = local.ok("GET", f"{OBJECTS}?versions=true&maxResults=2")
    found = [item["generation"] for item in page["items"]]
    rest = _numbers(local, f"versions=true&maxResults=2&pageToken={page['nextPageToken']}")
    assert found + rest == numbers


def test_an_object_has_the_class_of_its_bucket_and_an_etag_of_its_own(local: Local) -> None:
    _bucket(local, storageClass="NEARLINE")
    _put(local, "a")
    made = local.ok("GET", f"{OBJECTS}/a")
    assert made["storageClass"] == "NEARLINE"
    assert local.ok("PATCH", f"{OBJECTS}/a", {"metadata": {"a": "b"}})["etag"] != made["etag"]


def test_an_update_takes_away_what_it_does_not_say(local: Local) -> None:
    _bucket(local)
    _put(local, "a")
    whole = local.ok("PATCH", f"{OBJECTS}/a", {"cacheControl": "no-store", "metadata": {"a": "b"}})
    del whole["metadata"]
    changed = local.ok("PUT", f"{OBJECTS}/a", whole)
    assert (changed.get("metadata"), changed["cacheControl"]) == (None, "no-store")
    assert local.send("GET", f"{OBJECTS}/a?alt=media").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_what_is_stored_as_gzip_is_unpacked_for_who_does_not_take_it(local: Local, encoding: str) -> None:
    _bucket(local)
    packed = gzip.compress(b"hello")
    local.http.post(f"{UPLOAD}?uploadType=media&name=a&contentEncoding=gzip", content=packed)
    answer = local.send("GET", f"{OBJECTS}/a?alt=media", headers={"accept-encoding": encoding})
    assert answer.content == b"hello"
    assert answer.headers["x-goog-stored-content-encoding"] == "gzip"


def test_an_object_under_retention_is_neither_deleted_nor_replaced(local: Local) -> None:
    _bucket(local, retentionPolicy={"retentionPeriod": "1000"})
    _put(local, "a")
    assert local.refused("DELETE", f"{OBJECTS}/a")["errors"][0]["reason"] == "retentionPolicyNotMet"
    assert local.http.post(f"{UPLOAD}?uploadType=media&name=a", content="2").status_code == 403


RULE: Json = {"action": {"type": "Delete"}, "condition": {"age": 1}}
GOOD_RULES: list[Json] = [
    RULE,
    {"action": {"type": "SetStorageClass", "storageClass": "NEARLINE"}, "condition": {"age": 90}},
    {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 1}},
    {"action": {"type": "Delete"}, "condition": {"daysSinceNoncurrentTime": 30}},
]
BAD_RULES: list[Json] = [
    {**RULE, "action": {"type": "Forget"}},
    {**RULE, "action": {}},
    {**RULE, "action": {"type": "SetStorageClass"}},
    {**RULE, "condition": {}},
    {**RULE, "condition": {"age": -1}},
    {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"isLive": True}},
]
BAD_BUCKETS: list[Json] = [
    *({"lifecycle": {"rule": [rule]}} for rule in BAD_RULES),
    {"softDeletePolicy": {"retentionDurationSeconds": "60"}},
    {"softDeletePolicy": {"retentionDurationSeconds": "99999999"}},
    {"retentionPolicy": {"retentionPeriod": "0"}},
    {"retentionPolicy": {"retentionPeriod": "9999999999"}},
    {"iamConfiguration": {"publicAccessPrevention": "perhaps"}},
]


@pytest.mark.parametrize("body", BAD_BUCKETS, ids=str)
def test_a_bucket_is_neither_made_nor_changed_against_the_rules(local: Local, body: Json) -> None:
    path = f"{BUCKETS}?project={PROJECT}"
    assert local.refused("POST", path, {"name": NAME, **body})["code"] == 400
    _bucket(local)
    assert local.refused("PATCH", f"{BUCKETS}/{NAME}", body)["code"] == 400


@pytest.mark.parametrize("rule", GOOD_RULES, ids=str)
def test_a_lifecycle_rule_is_kept(local: Local, rule: Json) -> None:
    _bucket(local, lifecycle={"rule": [rule]})
    assert local.ok("GET", f"{BUCKETS}/{NAME}")["lifecycle"]["rule"] == [rule]


def test_a_locked_retention_policy_does_not_become_shorter(local: Local) -> None:
    _bucket(local, retentionPolicy={"retentionPeriod": "10"})
    local.ok("POST", f"{BUCKETS}/{NAME}/lockRetentionPolicy?ifMetagenerationMatch=1")
    for policy in (None, {"retentionPeriod": "5"}):
        assert local.refused("PATCH", f"{BUCKETS}/{NAME}", {"retentionPolicy": policy})["code"] == 403
    longer = {"retentionPolicy": {"retentionPeriod": "20"}}
    assert local.ok("PATCH", f"{BUCKETS}/{NAME}", longer)["retentionPolicy"]["retentionPeriod"] == "20"


NULLS: list[Json] = [{"name": None}, {"lifecycle": {"rule": None}}, {"labels": None}]


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
@pytest.mark.parametrize("body", NULLS, ids=str)
def test_a_null_takes_away_only_what_can_go(local: Local, verb: str, body: Json) -> None:
    _bucket(local)
    found = local.ok(verb, f"{BUCKETS}/{NAME}", body)
    assert (found["name"], found.get("lifecycle", {})) == (NAME, {})


ASKED = [
    ("GET", f"{BUCKETS}", 400),
    ("GET", f"{BUCKETS}?project={PROJECT}&softDeleted=true", 200),
    ("GET", f"{BUCKETS}/{NAME}?ifMetagenerationNotMatch=1", 304),
    ("GET", f"{BUCKETS}/{NAME}?ifMetagenerationMatch=2", 412),
    ("GET", f"{BUCKETS}/{NAME}?ifMetagenerationMatch=x", 400),
    ("GET", f"{OBJECTS}/a?ifGenerationMatch=x", 400),
    ("DELETE", f"{BUCKETS}/{NAME}?ifMetagenerationNotMatch=1", 412),
]


@pytest.mark.parametrize(("verb", "path", "status"), ASKED)
def test_a_question_gets_its_status(local: Local, verb: str, path: str, status: int) -> None:
    _bucket(local)
    _put(local, "a")
    assert local.send(verb, path).status_code == status


def test_an_upload_is_cancelled_and_takes_nothing_any_more(local: Local) -> None:
    _bucket(local)
    place = local.http.post(f"{UPLOAD}?uploadType=resumable&name=a").headers["location"]
    assert local.http.put(place, content="x", headers={"content-range": "all"}).status_code == 400
    assert local.http.delete(place).status_code == 499
    assert local.http.put(place, content="x").status_code == 404
    assert local.http.post(f"{UPLOAD}?uploadType=resumable").status_code == 400
