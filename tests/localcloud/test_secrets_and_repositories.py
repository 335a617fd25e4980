"""Secret Manager's versions and their states; Artifact Registry's repositories."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
SECRETS = f"secretmanager/v1/projects/{PROJECT}/secrets"
KEY = f"{SECRETS}/key"
REPOSITORIES = f"artifactregistry/v1/projects/{PROJECT}/locations/us-central1/repositories"
AUTOMATIC: dict[str, object] = {"replication": {"automatic": {}}}


@pytest.fixture
def secret(local: Local) -> Local:
    local.ok("POST", f"{SECRETS}?secretId=key", {**AUTOMATIC})
    return local


def _added(local: Local, text: str) -> Json:
    payload = {"data": base64.b64encode(text.encode()).decode()}
    return local.ok("POST", f"{KEY}:addVersion", {"payload": payload})


def _value(local: Local, version: str) -> str:
    answer = local.ok("GET", f"{KEY}/versions/{version}:access")
    return base64.b64decode(answer["payload"]["data"]).decode()


def test_names_carry_the_number(secret: Local) -> None:
    name = f"projects/{secret.number()}/secrets/key"
    assert secret.ok("GET", KEY)["name"] == name
    assert secret.ok("GET", f"secretmanager/v1/{name}")["name"] == name


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"replication": {}},
        {"replication": {"userManaged": {"replicas": []}}},
        {"replication": {"automatic": {}, "userManaged": {"replicas": [{"location": "x"}]}}},
    ],
)
def test_a_secret_is_kept_somewhere(local: Local, body: Json) -> None:
    assert local.refused("POST", f"{SECRETS}?secretId=key", body)["code"] == 400


@pytest.mark.parametrize("leaf", ["", "a b", "a.b", "a" * 256])
def test_a_bad_secret_id_is_refused(local: Local, leaf: str) -> None:
    assert local.refused("POST", f"{SECRETS}?secretId={leaf}", {**AUTOMATIC})["code"] == 400


def test_a_secret_exists_once(secret: Local) -> None:
    assert secret.refused("POST", f"{SECRETS}?secretId=key", {**AUTOMATIC})["status"] == "ALREADY_EXISTS"


def test_replication_cannot_change(secret: Local) -> None:
    body = {"replication": {"userManaged": {"replicas": [{"location": "us-central1"}]}}}
    assert secret.refused("PATCH", f"{KEY}?updateMask=replication", body)["code"] == 400
    assert secret.ok("PATCH", f"{KEY}?updateMask=labels", {"labels": {"a": "b"}, **AUTOMATIC})["labels"] == {
        "a": "b"
    }


def test_versions_count_up_and_latest_is_the_last(secret: Local) -> None:
    names = [_added(secret, text)["name"].rpartition("/")[2] for text in ("one", "two")]
    assert names == ["1", "2"]
    assert (_value(secret, "1"), _value(secret, "latest")) == ("one", "two")
    listed = secret.ok("GET", f"{KEY}/versions")["versions"]
    assert [version["name"].rpartition("/")[2] for version in listed] == ["2", "1"]


def test_a_disabled_version_is_not_read_until_it_is_enabled(secret: Local) -> None:
    _added(secret, "one")
    secret.ok("POST", f"{KEY}/versions/1:disable", {})
    error = secret.refused("GET", f"{KEY}/versions/1:access")
    assert (error["code"], error["status"]) == (400, "FAILED_PRECONDITION")
    secret.ok("POST", f"{KEY}/versions/1:enable")
    assert _value(secret, "1") == "one"


def test_a_destroyed_version_stays_destroyed(secret: Local) -> None:
    _added(secret, "one")
    destroyed = secret.ok("POST", f"{KEY}/versions/1:destroy", {})
    assert (destroyed["state"], "destroyTime" in destroyed) == ("DESTROYED", True)
    assert secret.refused("POST", f"{KEY}/versions/1:enable", {})["status"] == "FAILED_PRECONDITION"
    assert secret.refused("GET", f"{KEY}/versions/1:access")["status"] == "FAILED_PRECONDITION"
    assert _added(secret, "two")["name"].endswith("/versions/2")


def test_a_stale_etag_is_a_precondition_that_failed(secret: Local) -> None:
    stale = _added(secret, "one")["etag"]
    secret.ok("POST", f"{KEY}/versions/1:enable", {})
    error = secret.refused("POST", f"{KEY}/versions/1:disable", {"etag": stale})
    assert (error["code"], error["status"]) == (400, "FAILED_PRECONDITION")
    before = secret.ok("GET", KEY)["etag"]
    secret.ok("PATCH", f"{KEY}?updateMask=labels", {"labels": {"a": "b"}})
    body = {"labels": {"c": "d"}, "etag": before}
    assert secret.refused("PATCH", f"{KEY}?updateMask=labels", body)["status"] == "FAILED_PRECONDITION"
    assert secret.refused("DELETE", f"{KEY}?etag=AAAA")["status"] == "FAILED_PRECONDITION"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Required field 'payload' is missing."),
        ({"payload": {}}, "Secret Payload cannot be empty."),
        ({"payload": {"data": ""}}, "Secret Payload cannot be empty."),
    ],
)
def test_a_version_holds_something(secret: Local, body: Json, words: str) -> None:
    assert secret.refused("POST", f"{KEY}:addVersion", body)["message"] == words


@pytest.mark.parametrize(
    "path", [f"{KEY}/versions/1:access", f"{KEY}/versions/latest:access", f"{SECRETS}/no/versions/1"]
)
def test_what_is_not_there_is_not_found(secret: Local, path: str) -> None:
    assert secret.refused("GET", path)["code"] == 404


def test_a_payload_is_guarded_by_its_checksum(secret: Local) -> None:
    right = {"data": base64.b64encode(b"123456789").decode(), "dataCrc32c": str(0xE3069283)}
    secret.ok("POST", f"{KEY}:addVersion", {"payload": right})
    assert secret.ok("GET", f"{KEY}/versions/1:access")["payload"]["dataCrc32c"] == right["dataCrc32c"]
    assert (
        secret.refused("POST", f"{KEY}:addVersion", {"payload": {**right, "dataCrc32c": "1"}})["code"] == 400
    )


def test_too_large_a_payload_is_refused(secret: Local) -> None:
    payload = {"data": base64.b64encode(b"x" * 65_537).decode()}
    assert secret.refused("POST", f"{KEY}:addVersion", {"payload": payload})["code"] == 400


def test_a_deleted_secret_takes_its_versions_along(secret: Local) -> None:
    _added(secret, "one")
    secret.ok("DELETE", KEY)
    secret.ok("POST", f"{SECRETS}?secretId=key", {**AUTOMATIC})
    assert secret.refused("GET", f"{KEY}/versions/latest:access")["code"] == 404


def test_a_repository_is_made_by_an_operation_and_changed_without(local: Local) -> None:
    operation = local.ok("POST", f"{REPOSITORIES}?repositoryId=images", {"format": "DOCKER"})
    assert local.ok("GET", f"artifactregistry/v1/{operation['name']}") == operation
    assert operation["response"]["registryUri"] == f"us-central1-docker.pkg.dev/{PROJECT}/images"
    changed = local.ok("PATCH", f"{REPOSITORIES}/images?updateMask=labels", {"labels": {"a": "b"}})
    assert (changed["labels"], changed["format"]) == ({"a": "b"}, "DOCKER")
    assert local.ok("DELETE", f"{REPOSITORIES}/images")["done"] is True
    assert local.refused("GET", f"{REPOSITORIES}/images")["code"] == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"format": "FORMAT_UNSPECIFIED"},
        {"format": "NPM", "dockerConfig": {}},
        {"format": "DOCKER", "cleanupPolicies": {"a": {"id": "b", "action": "KEEP"}}},
    ],
)
def test_a_repository_that_google_would_not_take_is_refused(local: Local, body: Json) -> None:
    assert local.refused("POST", f"{REPOSITORIES}?repositoryId=images", body)["code"] == 400


@pytest.mark.parametrize("leaf", ["", "Images", "1images", "images-", "im_ages", "i" * 64])
def test_a_bad_repository_id_is_refused(local: Local, leaf: str) -> None:
    assert local.refused("POST", f"{REPOSITORIES}?repositoryId={leaf}", {"format": "DOCKER"})["code"] == 400


def test_a_repository_holds_no_images(local: Local) -> None:
    local.ok("POST", f"{REPOSITORIES}?repositoryId=images", {"format": "DOCKER"})
    assert local.ok("GET", f"{REPOSITORIES}/images/dockerImages") == {}
    assert local.refused("GET", f"{REPOSITORIES}/others/dockerImages")["code"] == 404
