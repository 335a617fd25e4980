"""IAM: service accounts, and pools of workload identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
ACCOUNTS = f"iam/v1/projects/{PROJECT}/serviceAccounts"
EMAIL = f"worker@{PROJECT}.iam.gserviceaccount.com"
POOLS = f"iam/v1/projects/{PROJECT}/locations/global/workloadIdentityPools"
GITHUB: dict[str, object] = {
    "attributeMapping": {"google.subject": "assertion.sub"},
    "attributeCondition": "assertion.repository=='o/r'",
    "oidc": {"issuerUri": "https://token.actions.githubusercontent.com"},
}


def _made(local: Local) -> Json:
    return local.ok("POST", ACCOUNTS, {"accountId": "worker", "serviceAccount": {"displayName": "Worker"}})


def test_an_account_is_found_by_address_unique_id_and_in_any_project(local: Local) -> None:
    made = _made(local)
    assert made["email"] == EMAIL
    assert len(made["uniqueId"]) == 21
    for path in (
        f"{ACCOUNTS}/{EMAIL}",
        f"{ACCOUNTS}/{made['uniqueId']}",
        f"iam/v1/projects/-/serviceAccounts/{EMAIL}",
    ):
        assert local.ok("GET", path) == made


@pytest.mark.parametrize(
    "leaf", ["", "short", "Worker-account", "9worker", "worker_account", "w" * 31, "worker-"]
)
def test_a_bad_account_id_is_refused(local: Local, leaf: str) -> None:
    assert local.refused("POST", ACCOUNTS, {"accountId": leaf})["code"] == 400


def test_an_account_exists_once(local: Local) -> None:
    _made(local)
    error = local.refused("POST", ACCOUNTS, {"accountId": "worker"})
    assert (error["code"], error["status"]) == (409, "ALREADY_EXISTS")


@pytest.mark.parametrize(("mask", "field"), [("display_name", "displayName"), ("description", "description")])
def test_names_change_by_a_mask_in_the_body(local: Local, mask: str, field: str) -> None:
    made = _made(local)
    body = {"serviceAccount": {field: "new", "etag": made["etag"]}, "updateMask": mask}
    assert local.ok("PATCH", f"{ACCOUNTS}/{EMAIL}", body)[field] == "new"
    assert local.ok("GET", f"{ACCOUNTS}/{EMAIL}")["uniqueId"] == made["uniqueId"]


@pytest.mark.parametrize("mask", ["", "email", "disabled"])
def test_nothing_else_of_an_account_changes(local: Local, mask: str) -> None:
    _made(local)
    body = {"serviceAccount": {"displayName": "new"}, "updateMask": mask}
    assert local.refused("PATCH", f"{ACCOUNTS}/{EMAIL}", body)["code"] == 400


def test_a_stale_etag_of_an_account_is_a_conflict(local: Local) -> None:
    _made(local)
    body = {"serviceAccount": {"displayName": "new", "etag": "AAAA"}, "updateMask": "displayName"}
    assert local.refused("PATCH", f"{ACCOUNTS}/{EMAIL}", body)["status"] == "ABORTED"


def test_accounts_are_switched_off_and_on(local: Local) -> None:
    _made(local)
    assert local.ok("POST", f"{ACCOUNTS}/{EMAIL}:disable", {}) == {}
    assert local.ok("GET", f"{ACCOUNTS}/{EMAIL}")["disabled"] is True
    local.ok("POST", f"{ACCOUNTS}/{EMAIL}:enable", {})
    assert "disabled" not in local.ok("GET", f"{ACCOUNTS}/{EMAIL}")


def test_a_deleted_account_comes_back_by_its_unique_id(local: Local) -> None:
    made = _made(local)
    local.ok("DELETE", f"{ACCOUNTS}/{EMAIL}")
    assert local.refused("GET", f"{ACCOUNTS}/{EMAIL}")["code"] == 404
    back = local.ok("POST", f"{ACCOUNTS}/{made['uniqueId']}:undelete", {})
    assert back["restoredAccount"] == made
    assert local.ok("GET", f"{ACCOUNTS}/{EMAIL}") == made


def test_a_new_account_of_the_same_name_is_another_one(local: Local) -> None:
    made = _made(local)
    local.ok("DELETE", f"{ACCOUNTS}/{EMAIL}")
    assert _made(local)["uniqueId"] != made["uniqueId"]
    assert local.refused("POST", f"{ACCOUNTS}/{made['uniqueId']}:undelete", {})["code"] == 409


def _pool(local: Local) -> Json:
    return local.ok("POST", f"{POOLS}?workloadIdentityPoolId=github", {"displayName": "GitHub"})


def test_making_a_pool_is_an_operation_under_its_number(local: Local) -> None:
    operation = _pool(local)
    name = f"projects/{local.number()}/locations/global/workloadIdentityPools/github"
    assert operation["name"].startswith(f"{name}/operations/")
    assert operation["response"]["name"] == name
    assert local.ok("GET", f"iam/v1/{operation['name']}") == operation
    assert local.ok("GET", f"{POOLS}/github:listAttestationRules") == {}


def test_a_deleted_pool_keeps_its_id_and_can_come_back(local: Local) -> None:
    _pool(local)
    local.ok("DELETE", f"{POOLS}/github")
    assert local.ok("GET", f"{POOLS}/github")["state"] == "DELETED"
    assert local.ok("GET", POOLS) == {}
    assert len(local.ok("GET", f"{POOLS}?showDeleted=true")["workloadIdentityPools"]) == 1
    error = local.refused("POST", f"{POOLS}?workloadIdentityPoolId=github", {})
    assert (error["code"], error["status"]) == (409, "ALREADY_EXISTS")
    assert local.ok("POST", f"{POOLS}/github:undelete", {})["response"]["state"] == "ACTIVE"


def _provider(local: Local, body: Json) -> Json:
    path = f"{POOLS}/github/providers?workloadIdentityPoolProviderId=github-oidc"
    return local.send("POST", path, body).json()


def test_a_provider_trusts_an_issuer(local: Local) -> None:
    _pool(local)
    made = _provider(local, GITHUB)["response"]
    assert made["name"].endswith("/workloadIdentityPools/github/providers/github-oidc")
    assert local.ok("GET", f"{POOLS}/github/providers/github-oidc") == {
        key: value for key, value in made.items() if key != "@type"
    }


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"attributeCondition": None}, "condition"),
        ({"attributeMapping": {"attribute.a": "assertion.a"}}, "google.subject"),
        ({"oidc": None}, "Exactly one of"),
        ({"oidc": {"issuerUri": "http://example.com"}}, "https"),
        ({"aws": {"accountId": "1"}}, "Exactly one of"),
    ],
)
def test_a_provider_that_trusts_too_much_or_nobody_is_refused(
    local: Local, changed: Json, words: str
) -> None:
    _pool(local)
    assert words in _provider(local, {**GITHUB, **changed})["error"]["message"]


def test_a_provider_needs_its_pool(local: Local) -> None:
    assert _provider(local, GITHUB)["error"]["code"] == 404


@pytest.mark.parametrize(("field", "longest"), [("displayName", 32), ("description", 256)])
def test_words_for_people_have_limits(local: Local, field: str, longest: int) -> None:
    _pool(local)
    path = f"{POOLS}?workloadIdentityPoolId=gitlab"
    assert "is longer than" in local.refused("POST", path, {field: "x" * (longest + 1)})["message"]
    assert "is longer than" in _provider(local, {**GITHUB, field: "x" * (longest + 1)})["error"]["message"]
    local.ok("POST", path, {field: "x" * longest})


@pytest.mark.parametrize("leaf", ["git", "GitHub", "gcp-github", "g" * 33])
def test_a_bad_pool_id_is_refused(local: Local, leaf: str) -> None:
    assert local.refused("POST", f"{POOLS}?workloadIdentityPoolId={leaf}", {})["code"] == 400
