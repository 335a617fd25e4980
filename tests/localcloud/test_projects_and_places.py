"""Projects and how they are found, regions, repositories and their order, and what names no project."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
PROJECTS = "cloudresourcemanager/v1/projects"
SEARCH = "cloudresourcemanager/v3/projects:search"
REGISTRY = f"artifactregistry/v1/projects/{PROJECT}/locations"
REPOSITORIES = f"{REGISTRY}/us-central1/repositories"
REGIONS = f"compute/compute/v1/projects/{PROJECT}/regions"

FOUND = [
    "",
    f"id:{PROJECT}",
    f"projectId={PROJECT}",
    "name:vivid*",
    "NAME:*RICH",
    "name:*dev*",
    "lifecycleState:ACTIVE",
    f"id:other OR id:{PROJECT}",
    f"(id:other name:{PROJECT}) AND lifecycleState:ACTIVE",
    "parent.type:organization parent.id:123456789012",
]
MISSED = [
    "id:other",
    "name:vivid",
    "labels.color:*",
    "lifecycleState:DELETE_REQUESTED",
    f"id:{PROJECT} AND lifecycleState:DELETE_REQUESTED",
    "parent.type:folder parent.id:123456789012",
]


def _asked(local: Local, text: str) -> list[list[str]]:
    local.number()
    answers = (
        local.ok("GET", f"{PROJECTS}?{urlencode({'filter': text})}"),
        local.ok("GET", f"{SEARCH}?{urlencode({'query': text})}"),
    )
    return [[one["projectId"] for one in answer.get("projects", [])] for answer in answers]


@pytest.mark.parametrize("text", FOUND)
def test_a_project_is_found(local: Local, text: str) -> None:
    assert _asked(local, text) == [[PROJECT], [PROJECT]]


@pytest.mark.parametrize("text", MISSED)
def test_another_project_is_not_found(local: Local, text: str) -> None:
    assert _asked(local, text) == [[], []]


@pytest.mark.parametrize("text", ["nonsense", "color:red", "id:"])
def test_a_filter_of_projects_that_cannot_be_read_is_refused(local: Local, text: str) -> None:
    local.number()
    assert local.refused("GET", f"{PROJECTS}?{urlencode({'filter': text})}")["code"] == 400


@pytest.mark.parametrize(("parent", "count"), [("organizations/123456789012", 1), ("folders/1", 0)])
def test_projects_are_listed_below_a_parent(local: Local, parent: str, count: int) -> None:
    local.number()
    answer = local.ok("GET", f"cloudresourcemanager/v3/projects?parent={parent}")
    assert len(answer.get("projects", [])) == count
    assert local.refused("GET", "cloudresourcemanager/v3/projects")["code"] == 400


@pytest.mark.parametrize("place", ["folders/1", "organizations/1"])
def test_what_is_no_project_is_said_to_be_absent(local: Local, place: str) -> None:
    error = local.refused("GET", f"serviceusage/v1/{place}/services")
    assert (error["status"], "for projects only" in error["message"]) == ("UNIMPLEMENTED", True)


def test_regions_are_listed_and_shown(local: Local) -> None:
    page = local.ok("GET", f"{REGIONS}?maxResults=2")
    assert (page["kind"], len(page["items"]), "nextPageToken" in page) == ("compute#regionList", 2, True)
    assert "us-central1" in {one["name"] for one in local.ok("GET", REGIONS)["items"]}
    assert local.ok("GET", f"{REGIONS}/us-central1")["status"] == "UP"
    assert local.refused("GET", f"{REGIONS}/mars-north1")["code"] == 404


def _made(local: Local, *leaves: str) -> None:
    for leaf in leaves:
        local.ok("POST", f"{REPOSITORIES}?repositoryId={leaf}", {"format": "DOCKER"})


@pytest.mark.parametrize(
    ("order", "expected"),
    [("name", ["a", "b", "c"]), ("name desc", ["c", "b", "a"]), ("create_time", ["b", "a", "c"])],
)
def test_repositories_come_in_the_order_that_is_asked_for(
    local: Local, order: str, expected: list[str]
) -> None:
    _made(local, "b", "a", "c")
    found: list[str] = []
    token = ""
    while True:
        query = urlencode({"orderBy": order, "pageSize": 2, "pageToken": token})
        page = local.ok("GET", f"{REPOSITORIES}?{query}")
        found += [one["name"].rpartition("/")[2] for one in page["repositories"]]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert found == expected


@pytest.mark.parametrize("order", ["size", "name down", "name desc desc"])
def test_an_order_that_is_none_is_refused(local: Local, order: str) -> None:
    assert local.refused("GET", f"{REPOSITORIES}?{urlencode({'orderBy': order})}")["code"] == 400


@pytest.mark.parametrize(
    ("name", "count"), [("im*", 1), ("*s", 1), ("*mage*", 1), ("images", 1), ("image", 0)]
)
def test_repositories_are_found_with_wildcards(local: Local, name: str, count: int) -> None:
    _made(local, "images", "charts-2")
    whole = f"projects/{PROJECT}/locations/us-central1/repositories/"
    text = f'name="{name if name.startswith("*") else whole + name}"'
    answer = local.ok("GET", f"{REPOSITORIES}?{urlencode({'filter': text})}")
    assert len(answer.get("repositories", [])) == count


BAD_REPOSITORIES: list[Json] = [
    {"format": "DOCKER", "mavenConfig": {"versionPolicy": "RELEASE"}},
    {"format": "DOCKER", "remoteRepositoryConfig": {"dockerRepository": {"publicRepository": "DOCKER_HUB"}}},
    {"format": "DOCKER", "mode": "VIRTUAL_REPOSITORY"},
]


@pytest.mark.parametrize("body", BAD_REPOSITORIES, ids=str)
def test_settings_of_another_kind_of_repository_are_refused(local: Local, body: Json) -> None:
    assert local.refused("POST", f"{REPOSITORIES}?repositoryId=images", body)["code"] == 400


def test_a_key_is_not_given_to_a_repository_later(local: Local) -> None:
    _made(local, "images")
    key = {"kmsKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"}
    assert local.refused("PATCH", f"{REPOSITORIES}/images?updateMask=kmsKeyName", key)["code"] == 400


def test_repositories_are_nowhere_in_a_place_that_is_none(local: Local) -> None:
    assert local.refused("GET", f"{REGISTRY}/mars/repositories")["code"] == 403
    _made(local, "images")
    for path in ("versions", "tags"):
        assert local.refused("GET", f"{REPOSITORIES}/images/packages/p/{path}")["code"] == 404


def test_a_cleanup_action_is_read_however_it_is_written(local: Local) -> None:
    _made(local, "images")
    policy = {"id": "keep", "action": "Keep", "mostRecentVersions": {"keepCount": 3}}
    body = {"cleanupPolicies": {"keep": policy}}
    changed = local.ok("PATCH", f"{REPOSITORIES}/images?updateMask=cleanupPolicies", body)
    assert changed["cleanupPolicies"]["keep"]["action"] == "KEEP"
    policy["action"] = "Burn"
    assert local.refused("PATCH", f"{REPOSITORIES}/images?updateMask=cleanupPolicies", body)["code"] == 400


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("repositories(name,labels/a)", 200),
        ("repositories/name,nextPageToken", 200),
        ("*", 200),
        ("repositories/*", 200),
        ("bogus", 400),
        ("repositories(name,bogus)", 400),
        ("repositories(name", 400),
    ],
)
def test_fields_that_an_answer_never_has_are_refused(local: Local, fields: str, code: int) -> None:
    assert local.send("GET", f"{REPOSITORIES}?{urlencode({'fields': fields})}").status_code == code


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_somebody_is_told_who_they_are(local: Local, verb: str) -> None:
    assert local.ok(verb, "openidconnect/v1/userinfo")["email"] == "local@example.com"
