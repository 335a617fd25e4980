"""Cloud Storage: buckets, uploads, preconditions, pages of objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
BUCKETS = "storage/storage/v1/b"
NAME = f"{PROJECT}-audio"
OBJECTS = f"{BUCKETS}/{NAME}/o"
UPLOAD = f"/storage.googleapis.com/upload/storage/v1/b/{NAME}/o"


@pytest.fixture
def bucket(local: Local) -> Local:
    body = {
        "name": NAME,
        "location": "us-central1",
        "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}},
    }
    local.ok("POST", f"{BUCKETS}?project={PROJECT}", body)
    return local


def _put(local: Local, name: str, content: bytes = b"x", query: str = "") -> httpx.Response:
    return local.http.post(f"{UPLOAD}?uploadType=media&name={name}{query}", content=content)


def test_a_bucket_gets_googles_defaults(bucket: Local) -> None:
    made = bucket.ok("GET", f"{BUCKETS}/{NAME}")
    assert (made["location"], made["locationType"], made["storageClass"]) == (
        "US-CENTRAL1",
        "region",
        "STANDARD",
    )
    assert made["projectNumber"] == bucket.number()
    assert made["iamConfiguration"]["publicAccessPrevention"] == "inherited"
    assert "lockedTime" in made["iamConfiguration"]["uniformBucketLevelAccess"]
    assert (made["metageneration"], made["kind"]) == ("1", "storage#bucket")


@pytest.mark.parametrize("name", ["", "ab", "Audio", "goog-audio", "a..b", "-audio", "a" * 64, "au dio"])
def test_a_bad_bucket_name_is_refused(local: Local, name: str) -> None:
    assert local.refused("POST", f"{BUCKETS}?project={PROJECT}", {"name": name})["code"] == 400


def test_bucket_names_are_shared_by_all_projects(bucket: Local) -> None:
    own = bucket.refused("POST", f"{BUCKETS}?project={PROJECT}", {"name": NAME})
    bucket.enable("storage", project="another-project")
    other = bucket.refused("POST", f"{BUCKETS}?project=another-project", {"name": NAME})
    assert (own["code"], other["code"]) == (409, 409)
    assert "you already own it" in own["message"]
    assert "not available" in other["message"]


def test_a_patch_merges_and_null_takes_away(bucket: Local) -> None:
    bucket.ok("PATCH", f"{BUCKETS}/{NAME}", {"labels": {"a": "b", "c": "d"}})
    made = bucket.ok("PATCH", f"{BUCKETS}/{NAME}", {"labels": {"a": None, "e": "f"}})
    assert made["labels"] == {"c": "d", "e": "f"}
    assert made["metageneration"] == "3"


def test_a_bucket_does_not_move(bucket: Local) -> None:
    assert bucket.refused("PATCH", f"{BUCKETS}/{NAME}", {"location": "EU"})["code"] == 400


def test_the_first_policy_names_the_projects_owners(bucket: Local) -> None:
    policy = bucket.ok("GET", f"{BUCKETS}/{NAME}/iam?optionsRequestedPolicyVersion=3")
    assert policy["bindings"][0]["role"] == "roles/storage.legacyBucketOwner"
    added = [*policy["bindings"], {"role": "roles/storage.objectViewer", "members": ["user:ann@example.com"]}]
    written = bucket.ok("PUT", f"{BUCKETS}/{NAME}/iam", {**policy, "bindings": added})
    assert written["bindings"] == added
    stale = bucket.refused("PUT", f"{BUCKETS}/{NAME}/iam", policy)
    assert (stale["code"], stale["errors"][0]["reason"]) == (412, "conditionNotMet")


def test_enforced_prevention_keeps_the_world_out(bucket: Local) -> None:
    bucket.ok("PATCH", f"{BUCKETS}/{NAME}", {"iamConfiguration": {"publicAccessPrevention": "enforced"}})
    bindings = [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]
    assert bucket.refused("PUT", f"{BUCKETS}/{NAME}/iam", {"bindings": bindings})["code"] == 412


def test_a_full_bucket_is_not_deleted(bucket: Local) -> None:
    _put(bucket, "one.mp3")
    assert bucket.refused("DELETE", f"{BUCKETS}/{NAME}")["code"] == 409
    assert bucket.send("DELETE", f"{OBJECTS}/one.mp3").status_code == 204
    assert bucket.send("DELETE", f"{BUCKETS}/{NAME}").status_code == 204
    assert bucket.refused("GET", f"{BUCKETS}/{NAME}")["code"] == 404


def test_a_simple_upload_is_read_back(bucket: Local) -> None:
    made = bucket.http.post(
        f"{UPLOAD}?uploadType=media&name=lessons/one.mp3",
        content=b"sound",
        headers={"content-type": "audio/mpeg"},
    ).json()
    assert (made["size"], made["contentType"]) == ("5", "audio/mpeg")
    read = bucket.send("GET", f"{OBJECTS}/lessons%2Fone.mp3?alt=media")
    assert (read.content, read.headers["content-type"]) == (b"sound", "audio/mpeg")
    part = bucket.send("GET", f"{OBJECTS}/lessons%2Fone.mp3?alt=media", headers={"range": "bytes=1-2"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"ou", "bytes 1-2/5")


def test_a_multipart_upload_carries_its_metadata(bucket: Local) -> None:
    told = json.dumps({"name": "one.bin", "metadata": {"a": "b"}})
    body = (
        f"--frame\r\nContent-Type: application/json\r\n\r\n{told}\r\n"
        "--frame\r\nContent-Type: application/octet-stream\r\n\r\n"
    ).encode() + b"\x00\r\n\xff\r\n--frame--\r\n"
    answer = bucket.http.post(
        f"{UPLOAD}?uploadType=multipart",
        content=body,
        headers={"content-type": "multipart/related; boundary=frame"},
    )
    assert answer.json()["metadata"] == {"a": "b"}
    assert bucket.send("GET", f"{OBJECTS}/one.bin?alt=media").content == b"\x00\r\n\xff"


def test_a_resumable_upload_arrives_in_pieces(bucket: Local) -> None:
    opened = bucket.http.post(f"{UPLOAD}?uploadType=resumable&name=one.bin", json={"contentType": "a/b"})
    place = opened.headers["location"]
    chunk = b"a" * 2**18
    first = bucket.http.put(place, content=chunk + b"b", headers={"content-range": "bytes 0-262144/*"})
    assert (first.status_code, first.headers["range"]) == (308, "bytes=0-262143")
    asked = bucket.http.put(place, headers={"content-range": "bytes */*"})
    assert (asked.status_code, asked.headers["range"]) == (308, "bytes=0-262143")
    last = bucket.http.put(place, content=b"de", headers={"content-range": "bytes 262144-262145/262146"})
    assert (last.status_code, last.json()["size"]) == (200, "262146")
    assert bucket.send("GET", f"{OBJECTS}/one.bin?alt=media").content == chunk + b"de"
    assert bucket.ok("GET", f"{OBJECTS}/one.bin")["contentType"] == "a/b"
    again = bucket.http.put(place, headers={"content-range": "bytes */262146"})
    assert (again.status_code, again.json()["name"]) == (200, "one.bin")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ("bytes 0-2/*", "equal or greater than 262144, except for the final request"),
        ("bytes 9-11/12", "exceeds already uploaded size of 0 byte(s)"),
    ],
)
def test_a_piece_that_does_not_fit_is_refused(bucket: Local, span: str, words: str) -> None:
    place = bucket.http.post(f"{UPLOAD}?uploadType=resumable&name=one.bin").headers["location"]
    refused = bucket.http.put(place, content=b"abc", headers={"content-range": span})
    assert (refused.status_code, words in refused.json()["error"]["message"]) == (400, True)


def test_a_condition_needs_uniform_access_and_version_3(bucket: Local) -> None:
    fine_grained = {"iamConfiguration": {"uniformBucketLevelAccess": {"enabled": False}}}
    bucket.ok("PATCH", f"{BUCKETS}/{NAME}", fine_grained)
    policy = bucket.ok("GET", f"{BUCKETS}/{NAME}/iam")
    condition = {"title": "always", "expression": "true"}
    viewer = {
        "role": "roles/storage.objectViewer",
        "members": ["user:ann@example.com"],
        "condition": condition,
    }
    wanted = {**policy, "bindings": [*policy["bindings"], viewer], "version": 3}
    error = bucket.refused("PUT", f"{BUCKETS}/{NAME}/iam", wanted)
    assert (error["code"], "enable uniform bucket-level access" in error["message"]) == (412, True)
    uniform = {"iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}}
    bucket.ok("PATCH", f"{BUCKETS}/{NAME}", uniform)
    bucket.ok("PUT", f"{BUCKETS}/{NAME}/iam", wanted)
    error = bucket.refused("GET", f"{BUCKETS}/{NAME}/iam?optionsRequestedPolicyVersion=1")
    assert (error["code"], "cannot be less than the existing policy version" in error["message"]) == (
        400,
        True,
    )


def test_objects_are_composed(bucket: Local) -> None:
    for name in ("one", "two"):
        _put(bucket, name, name.encode())
    sources = [{"name": "two"}, {"name": "one"}]
    body = {"sourceObjects": sources, "destination": {"contentType": "a/b"}}
    made = bucket.ok("POST", f"{OBJECTS}/both/compose", body)
    assert (made["componentCount"], made["contentType"], "md5Hash" in made) == (2, "a/b", False)
    assert bucket.send("GET", f"{OBJECTS}/both?alt=media").content == b"twoone"


@pytest.mark.parametrize(
    ("sources", "code"),
    [
        ([], 400),
        ([{"name": "none"}], 404),
        ([{"name": "one"}] * 33, 400),
        ([{"name": "one", "objectPreconditions": {"ifGenerationMatch": "1"}}], 412),
        ([{"name": "one", "generation": "1"}], 404),
    ],
)
def test_what_cannot_be_composed_is_refused(bucket: Local, sources: list[Json], code: int) -> None:
    _put(bucket, "one")
    assert bucket.refused("POST", f"{OBJECTS}/both/compose", {"sourceObjects": sources})["code"] == code


def test_a_wrong_checksum_is_refused(bucket: Local) -> None:
    told = json.dumps({"name": "one.bin", "md5Hash": "AAAA"})
    parts = (f"Content-Type: application/json\r\n\r\n{told}", "Content-Type: a/b\r\n\r\nx")
    body = "".join(f"--f\r\n{part}\r\n" for part in parts) + "--f--\r\n"
    answer = bucket.http.post(
        f"{UPLOAD}?uploadType=multipart",
        content=body,
        headers={"content-type": "multipart/related; boundary=f"},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("before", "query", "status"),
    [
        ("nothing", "ifGenerationMatch=0", 200),
        ("one", "ifGenerationMatch=0", 412),
        ("one", "ifGenerationMatch=1", 412),
        ("one", "ifGenerationNotMatch=1", 200),
        ("nothing", "ifGenerationNotMatch=0", 412),
        ("one", "ifMetagenerationMatch=1", 200),
        ("one", "ifMetagenerationMatch=2", 412),
    ],
)
def test_preconditions_are_held_against_what_is_there(
    bucket: Local, before: str, query: str, status: int
) -> None:
    _put(bucket, before)
    assert _put(bucket, "one", query=f"&{query}").status_code == status


def test_an_unchanged_object_is_not_sent_again(bucket: Local) -> None:
    generation = _put(bucket, "one").json()["generation"]
    answer = bucket.send("GET", f"{OBJECTS}/one?ifGenerationNotMatch={generation}")
    assert (answer.status_code, answer.content) == (304, b"")


def test_an_old_generation_is_not_there(bucket: Local) -> None:
    _put(bucket, "one")
    assert bucket.refused("GET", f"{OBJECTS}/one?generation=1")["code"] == 404


def _listed(local: Local, query: str) -> tuple[list[str], list[str]]:
    names: list[str] = []
    prefixes: list[str] = []
    token = ""
    while True:
        page: Json = local.ok("GET", f"{OBJECTS}?{query}&pageToken={token}")
        names += [item["name"] for item in page.get("items", [])]
        prefixes += page.get("prefixes", [])
        token = page.get("nextPageToken", "")
        if not token:
            return names, prefixes


LISTS: list[tuple[str, list[str], list[str]]] = [
    ("maxResults=1000", ["a/1", "a/2", "b", "b/1", "c"], []),
    ("maxResults=2", ["a/1", "a/2", "b", "b/1", "c"], []),
    ("delimiter=/", ["b", "c"], ["a/", "b/"]),
    ("delimiter=/&maxResults=1", ["b", "c"], ["a/", "b/"]),
    ("prefix=a/", ["a/1", "a/2"], []),
    ("prefix=b&maxResults=1", ["b", "b/1"], []),
    ("prefix=b&delimiter=/", ["b"], ["b/"]),
    ("prefix=nothing", [], []),
]


@pytest.mark.parametrize(("query", "names", "prefixes"), LISTS)
def test_objects_are_listed_by_prefix_delimiter_and_page(
    bucket: Local, query: str, names: list[str], prefixes: list[str]
) -> None:
    for name in ("a/1", "a/2", "b", "b/1", "c"):
        _put(bucket, name.replace("/", "%2F"))
    assert _listed(bucket, query) == (names, prefixes)


def test_metadata_of_an_object_changes(bucket: Local) -> None:
    _put(bucket, "one")
    changed = bucket.ok("PATCH", f"{OBJECTS}/one", {"metadata": {"a": "b"}, "cacheControl": "no-cache"})
    assert (changed["metageneration"], changed["metadata"]) == ("2", {"a": "b"})
    assert bucket.refused("PATCH", f"{OBJECTS}/one", {"name": "two"})["code"] == 400


def test_errors_have_the_shape_of_the_older_surface(bucket: Local) -> None:
    error = bucket.refused("GET", f"{OBJECTS}/missing")
    assert error["errors"][0]["reason"] == "notFound"
    assert error["message"] == f"No such object: {NAME}/missing"


def test_the_project_behind_a_number_is_told(bucket: Local) -> None:
    found = bucket.ok("GET", f"compute/compute/beta/projects/{bucket.number()}")
    assert found["name"] == PROJECT
