"""Places and names of buckets, their first policy, rarer methods; changes of objects and copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
BUCKETS = f"storage/v1/b?project={PROJECT}"
BUCKET, OBJECT = "storage/storage/v1/b/lessons", "storage/storage/v1/b/lessons/o/a"
UNIFORM: dict[str, object] = {"iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}}


def _bucket(local: Local, **body: object) -> Json:
    return local.ok("POST", f"storage/{BUCKETS}", {"name": "lessons", **body})


PLACES = [
    ("us-central1", "region"),
    ("EUROPE-WEST1", "region"),
    ("EU", "multi-region"),
    ("ASIA", "multi-region"),
    ("NAM4", "dual-region"),
    ("EUR4", "dual-region"),
    ("ASIA1", "dual-region"),
]


@pytest.mark.parametrize(("place", "kind"), PLACES)
def test_a_bucket_lies_in_a_place_that_google_has(local: Local, place: str, kind: str) -> None:
    made = _bucket(local, location=place)
    assert (made["location"], made["locationType"]) == (place.upper(), kind)


REFUSED: list[Json] = [
    {"name": "lessons", "location": "MARS"},
    {"name": "192.168.5.4"},
    {"name": "goog-lessons"},
    {"name": "my-google-bucket"},
    {"name": "lessons", "hierarchicalNamespace": {"enabled": True}},
]


@pytest.mark.parametrize("body", REFUSED, ids=str)
def test_a_bucket_that_google_would_not_make_is_refused(local: Local, body: Json) -> None:
    assert local.refused("POST", f"storage/{BUCKETS}", body)["code"] == 400


@pytest.mark.parametrize("uniform", [True, False])
def test_a_new_bucket_has_the_legacy_roles_of_its_project(local: Local, uniform: bool) -> None:  # noqa: FBT001
    _bucket(local, **(UNIFORM if uniform else {}))
    roles = {one["role"].rpartition("legacy")[2] for one in local.ok("GET", f"{BUCKET}/iam")["bindings"]}
    assert roles == {"BucketOwner", "BucketReader"} | ({"ObjectOwner", "ObjectReader"} if uniform else set())


EMPTY = ("folders", "managedFolders", "anywhereCaches", "notificationConfigs", "acl", "defaultObjectAcl")


@pytest.mark.parametrize("what", EMPTY)
def test_what_a_bucket_has_none_of_is_an_empty_list(local: Local, what: str) -> None:
    _bucket(local)
    assert list(local.ok("GET", f"{BUCKET}/{what}")) == ["kind"]


def test_access_lists_cannot_be_read_where_access_is_uniform(local: Local) -> None:
    _bucket(local, **UNIFORM)
    assert "uniform" in local.refused("GET", f"{BUCKET}/acl")["message"]


def test_a_buckets_layout_is_shown_and_its_retention_locked(local: Local) -> None:
    _bucket(local, retentionPolicy={"retentionPeriod": "10"})
    assert local.ok("GET", f"{BUCKET}/storageLayout")["locationType"] == "multi-region"
    path = f"{BUCKET}/lockRetentionPolicy"
    assert local.refused("POST", path)["code"] == 400
    assert local.ok("POST", f"{path}?ifMetagenerationMatch=1")["retentionPolicy"]["isLocked"] is True


def test_an_object_of_metadata_alone_keeps_what_its_owner_says(local: Local) -> None:
    _bucket(local, **UNIFORM)
    told = {"customTime": "2026-01-01T00:00:00Z", "storageClass": "NEARLINE"}
    made = local.ok("POST", f"{BUCKET}/o", {"name": "a", "acl": [{"entity": "allUsers"}], **told})
    assert (made["size"], made["customTime"], made["storageClass"]) == ("0", *told.values())
    assert "acl" not in made


def test_a_held_object_is_neither_deleted_nor_replaced(local: Local) -> None:
    _bucket(local)
    local.ok("POST", f"{BUCKET}/o", {"name": "a"})
    assert local.ok("PATCH", OBJECT, {"temporaryHold": True})["temporaryHold"] is True
    assert local.refused("DELETE", OBJECT)["code"] == 403
    assert local.refused("POST", f"{BUCKET}/o", {"name": "a"})["code"] == 403
    local.ok("PATCH", OBJECT, {"temporaryHold": False})
    assert local.send("DELETE", OBJECT).status_code == 204


@pytest.mark.parametrize("verb", ["copyTo", "rewriteTo"])
def test_an_object_is_copied_with_its_metadata(local: Local, verb: str) -> None:
    _bucket(local)
    upload = "storage/upload/storage/v1/b/lessons/o?uploadType=media&name=a"
    local.send("POST", upload, content=b"hello", headers={"content-type": "text/plain"})
    answer = local.ok("POST", f"{OBJECT}/{verb}/b/lessons/o/b")
    made = answer.get("resource", answer)
    assert (made["name"], made["size"], made["contentType"]) == ("b", "5", "text/plain")
    assert local.send("GET", f"{BUCKET}/o/b?alt=media").content == b"hello"
    assert local.refused("POST", f"{BUCKET}/o/no/{verb}/b/lessons/o/b")["code"] == 404
