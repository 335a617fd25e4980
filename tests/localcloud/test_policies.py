"""IAM policies of everything that has one: versions, conditions, etags, members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
PARENT = f"projects/{PROJECT}"
PLACES = {
    "project": f"cloudresourcemanager/v1/{PARENT}",
    "project v3": f"cloudresourcemanager/v3/{PARENT}",
    "topic": f"pubsub/v1/{PARENT}/topics/lessons",
    "subscription": f"pubsub/v1/{PARENT}/subscriptions/lessons",
    "repository": f"artifactregistry/v1/{PARENT}/locations/us-central1/repositories/images",
    "service": f"run/v2/{PARENT}/locations/us-central1/services/api",
    "secret": f"secretmanager/v1/{PARENT}/secrets/key",
    "account": f"iam/v1/{PARENT}/serviceAccounts/worker@{PROJECT}.iam.gserviceaccount.com",
}
MEMBER = f"serviceAccount:worker@{PROJECT}.iam.gserviceaccount.com"
READ_BY_POST = ("project", "project v3", "account")


@pytest.fixture
def filled(local: Local) -> Local:
    """One resource of each kind."""
    local.ok("POST", f"iam/v1/{PARENT}/serviceAccounts", {"accountId": "worker"})
    local.ok("PUT", PLACES["topic"])
    local.ok("PUT", PLACES["subscription"], {"topic": f"{PARENT}/topics/lessons"})
    places = f"{PARENT}/locations/us-central1"
    local.ok("POST", f"artifactregistry/v1/{places}/repositories?repositoryId=images", {"format": "DOCKER"})
    template = {"containers": [{"image": "us-docker.pkg.dev/cloudrun/container/hello"}]}
    local.ok("POST", f"run/v2/{places}/services?serviceId=api", {"template": template})
    local.ok("POST", f"secretmanager/v1/{PARENT}/secrets?secretId=key", {"replication": {"automatic": {}}})
    return local


def _read(local: Local, place: str, version: int = 3) -> Json:
    path = f"{PLACES[place]}:getIamPolicy"
    if place.startswith("project"):
        return local.ok("POST", path, {"options": {"requestedPolicyVersion": version}})
    verb = "POST" if place in READ_BY_POST else "GET"
    return local.ok(verb, f"{path}?options.requestedPolicyVersion={version}")


def _bindings(member: str = MEMBER, **more: object) -> list[Json]:
    return [{"role": "roles/browser", "members": [member], **more}]


@pytest.mark.parametrize("place", PLACES)
def test_a_policy_is_read_changed_and_read_again(filled: Local, place: str) -> None:
    before = _read(filled, place)
    assert before == {"version": 1, "etag": "ACAB"}
    written = filled.ok(
        "POST", f"{PLACES[place]}:setIamPolicy", {"policy": {**before, "bindings": _bindings()}}
    )
    assert written["bindings"] == _bindings()
    assert _read(filled, place) == written
    assert written["etag"] != before["etag"]


@pytest.mark.parametrize("place", PLACES)
def test_a_stale_etag_is_a_conflict(filled: Local, place: str) -> None:
    path = f"{PLACES[place]}:setIamPolicy"
    first = filled.ok("POST", path, {"policy": {"bindings": _bindings()}})
    filled.ok("POST", path, {"policy": {"bindings": [], "etag": first["etag"]}})
    error = filled.refused("POST", path, {"policy": {"bindings": _bindings(), "etag": first["etag"]}})
    assert (error["code"], error["status"]) == (409, "ABORTED")
    assert "concurrent policy changes" in error["message"]


@pytest.mark.parametrize("place", [place for place in PLACES if not place.startswith("project")])
def test_what_does_not_exist_has_no_policy(local: Local, place: str) -> None:
    verb = "POST" if place in READ_BY_POST else "GET"
    assert local.refused(verb, f"{PLACES[place]}:getIamPolicy")["code"] == 404
    body: Json = {"policy": {"bindings": []}}
    assert local.refused("POST", f"{PLACES[place]}:setIamPolicy", body)["code"] == 404


@pytest.mark.parametrize("place", PLACES)
def test_permissions_are_answered_as_asked(filled: Local, place: str) -> None:
    asked = {"permissions": ["pubsub.topics.get"]}
    assert filled.ok("POST", f"{PLACES[place]}:testIamPermissions", asked) == asked


def test_a_policy_goes_with_its_resource(filled: Local) -> None:
    filled.ok("POST", f"{PLACES['topic']}:setIamPolicy", {"policy": {"bindings": _bindings()}})
    filled.ok("DELETE", PLACES["topic"])
    filled.ok("PUT", PLACES["topic"])
    assert "bindings" not in _read(filled, "topic")


CONDITION = {"title": "soon over", "expression": 'request.time < timestamp("2030-01-01T00:00:00Z")'}


@pytest.mark.parametrize("version", [None, 0, 1])
def test_a_policy_with_a_condition_needs_version_3(filled: Local, version: int | None) -> None:
    policy: Json = {"bindings": _bindings(condition=CONDITION)}
    if version is not None:
        policy["version"] = version
    error = filled.refused("POST", f"{PLACES['topic']}:setIamPolicy", {"policy": policy})
    assert "version 3" in error["message"]


def test_conditions_are_shown_to_those_who_ask_for_version_3_only(filled: Local) -> None:
    policy = {"version": 3, "bindings": _bindings(condition=CONDITION)}
    filled.ok("POST", f"{PLACES['topic']}:setIamPolicy", {"policy": policy})
    assert _read(filled, "topic", 3)["bindings"] == _bindings(condition=CONDITION)
    hidden = _read(filled, "topic", 1)
    assert hidden["version"] == 1
    assert hidden["bindings"][0]["role"].startswith("roles/browser_withcond_")
    assert "condition" not in hidden["bindings"][0]


def test_conditions_are_not_lost_to_those_who_send_an_etag(filled: Local) -> None:
    path = f"{PLACES['topic']}:setIamPolicy"
    kept = filled.ok("POST", path, {"policy": {"version": 3, "bindings": _bindings(condition=CONDITION)}})
    plain: Json = {"bindings": _bindings()}
    error = filled.refused("POST", path, {"policy": {**plain, "etag": kept["etag"]}})
    assert "version 3" in error["message"]
    assert filled.ok("POST", path, {"policy": plain})["bindings"] == _bindings()


def test_a_hidden_role_is_not_written_back(filled: Local) -> None:
    path = f"{PLACES['topic']}:setIamPolicy"
    filled.ok("POST", path, {"policy": {"version": 3, "bindings": _bindings(condition=CONDITION)}})
    hidden = _read(filled, "topic", 1)
    del hidden["etag"]
    assert "is not supported" in filled.refused("POST", path, {"policy": hidden})["message"]


REFUSED: list[tuple[str, Json, str]] = [
    ("no prefix", {"bindings": _bindings("worker@example.com")}, "unknown type"),
    ("no address", {"bindings": _bindings("user:somebody")}, "is not an address"),
    ("nobody", {"bindings": _bindings("serviceAccount:")}, "is not an address"),
    (
        "no such account",
        {"bindings": _bindings(f"serviceAccount:no@{PROJECT}.iam.gserviceaccount.com")},
        "does not exist",
    ),
    ("version 2", {"version": 2, "bindings": _bindings()}, "version 2"),
    ("no role", {"bindings": [{"members": [MEMBER]}]}, "Role is not set"),
    ("not a role", {"bindings": [{"role": "viewer", "members": [MEMBER]}]}, "not supported"),
    ("unknown field", {"rules": []}, "Cannot find field"),
]


@pytest.mark.parametrize(("policy", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_policy_that_google_would_not_take_is_refused(filled: Local, policy: Json, words: str) -> None:
    error = filled.refused("POST", f"{PLACES['topic']}:setIamPolicy", {"policy": policy})
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert words in error["message"]


TAKEN = [
    "allUsers",
    "allAuthenticatedUsers",
    "user:ann@example.com",
    "group:all@example.com",
    "domain:example.com",
    "serviceAccount:somebody@another-project.iam.gserviceaccount.com",
    "serviceAccount:123-compute@developer.gserviceaccount.com",
    "serviceAccount:service-1@gcp-sa-unheard-of.iam.gserviceaccount.com",
    "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/attribute.a/b",
    "deleted:serviceAccount:old@vividly-dev-rich.iam.gserviceaccount.com?uid=1",
]


@pytest.mark.parametrize("member", TAKEN)
def test_members_of_every_kind_are_taken(filled: Local, member: str) -> None:
    done = filled.ok("POST", f"{PLACES['topic']}:setIamPolicy", {"policy": {"bindings": _bindings(member)}})
    assert done["bindings"][0]["members"] == [member]


def test_an_agent_exists_once_its_api_is_enabled_or_it_was_made(empty: Local) -> None:
    agent = f"serviceAccount:service-{empty.number()}@gcp-sa-pubsub.iam.gserviceaccount.com"
    path, body = f"{PLACES['project']}:setIamPolicy", {"policy": {"bindings": _bindings(agent)}}
    assert "does not exist" in empty.refused("POST", path, body)["message"]
    empty.ok("POST", f"serviceusage/v1beta1/{PARENT}/services/pubsub.googleapis.com:generateServiceIdentity")
    assert empty.ok("POST", path, body)["bindings"] == _bindings(agent)


def test_the_same_role_twice_becomes_one_binding(filled: Local) -> None:
    bindings = [*_bindings(), *_bindings("user:ann@example.com"), *_bindings()]
    done = filled.ok("POST", f"{PLACES['topic']}:setIamPolicy", {"policy": {"bindings": bindings}})
    assert done["bindings"] == [{"role": "roles/browser", "members": [MEMBER, "user:ann@example.com"]}]


@pytest.mark.parametrize("member", ["allUsers", "allAuthenticatedUsers"])
def test_nobody_opens_a_whole_project_to_the_world(filled: Local, member: str) -> None:
    body = {"policy": {"bindings": _bindings(member)}}
    assert filled.refused("POST", f"{PLACES['project']}:setIamPolicy", body)["code"] == 400


def test_audit_settings_change_only_when_the_mask_says_so(filled: Local) -> None:
    path = f"{PLACES['project']}:setIamPolicy"
    audit = [{"service": "allServices", "auditLogConfigs": [{"logType": "DATA_READ"}]}]
    filled.ok("POST", path, {"policy": {"auditConfigs": audit}, "updateMask": "auditConfigs"})
    after = filled.ok("POST", path, {"policy": {"bindings": _bindings()}})
    assert after["auditConfigs"] == audit


def test_asking_for_all_permissions_is_refused(filled: Local) -> None:
    body = {"permissions": ["pubsub.*"]}
    assert filled.refused("POST", f"{PLACES['topic']}:testIamPermissions", body)["code"] == 400
