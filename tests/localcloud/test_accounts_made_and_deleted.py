"""Accounts that Google makes by itself, accounts that are deleted while policies name them, keys, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
ACCOUNTS = f"iam/v1/projects/{PROJECT}/serviceAccounts"
WORKER = f"worker@{PROJECT}.iam.gserviceaccount.com"
TOPIC = f"pubsub/v1/projects/{PROJECT}/topics/lessons"
ROLES = f"iam/v1/projects/{PROJECT}/roles"


def test_a_deleted_account_is_marked_in_policies_until_it_comes_back(local: Local) -> None:
    unique = local.ok("POST", ACCOUNTS, {"accountId": "worker"})["uniqueId"]
    local.ok("PUT", TOPIC)
    binding: Json = {"role": "roles/viewer", "members": [f"serviceAccount:{WORKER}"]}
    local.ok("POST", f"{TOPIC}:setIamPolicy", {"policy": {"bindings": [binding]}})
    local.ok("DELETE", f"{ACCOUNTS}/{WORKER}")
    policy = local.ok("GET", f"{TOPIC}:getIamPolicy")
    assert policy["bindings"][0]["members"] == [f"deleted:serviceAccount:{WORKER}?uid={unique}"]
    assert local.ok("POST", f"{TOPIC}:setIamPolicy", {"policy": policy})["bindings"] == policy["bindings"]
    local.ok("POST", f"{ACCOUNTS}/{unique}:undelete")
    assert local.ok("GET", f"{TOPIC}:getIamPolicy")["bindings"] == [binding]


def test_default_accounts_come_with_the_services_that_bring_them(empty: Local) -> None:
    compute = f"{empty.number()}-compute@developer.gserviceaccount.com"
    empty.enable("iam")
    assert empty.refused("GET", f"{ACCOUNTS}/{compute}")["code"] == 404
    empty.enable("run", "appengine")
    assert empty.ok("GET", f"{ACCOUNTS}/{compute}")["email"] == compute
    emails = [account["email"] for account in empty.ok("GET", ACCOUNTS)["accounts"]]
    assert sorted(emails) == sorted([compute, f"{PROJECT}@appspot.gserviceaccount.com"])
    assert empty.ok("POST", f"{ACCOUNTS}/{compute}:getIamPolicy")["etag"]
    empty.ok("DELETE", f"{ACCOUNTS}/{compute}")
    assert empty.refused("GET", f"{ACCOUNTS}/{compute}")["code"] == 404


def test_an_account_in_any_project_is_gated_by_the_project_of_its_address(empty: Local) -> None:
    empty.number()
    assert empty.refused("GET", f"iam/v1/projects/-/serviceAccounts/{WORKER}")["code"] == 403
    empty.enable("iam")
    assert empty.refused("GET", f"iam/v1/projects/-/serviceAccounts/{WORKER}")["code"] == 404


AGENTS = [
    ("run", "serverless-robot-prod"),
    ("storage", "gs-project-accounts"),
    ("compute", "compute-system"),
    ("container", "container-engine-robot"),
    ("cloudfunctions", "gcf-admin-robot"),
    ("cloudbuild", "gcp-sa-cloudbuild"),
    ("pubsub", "gcp-sa-pubsub"),
]


@pytest.mark.parametrize(("service", "label"), AGENTS)
def test_an_agent_has_googles_address_and_exists_with_its_service(
    empty: Local, service: str, label: str
) -> None:
    email = f"service-{empty.number()}@{label}.iam.gserviceaccount.com"
    path = f"cloudresourcemanager/v1/projects/{PROJECT}:setIamPolicy"
    bindings = [{"role": "roles/viewer", "members": [f"serviceAccount:{email}"]}]
    assert "does not exist" in empty.refused("POST", path, {"policy": {"bindings": bindings}})["message"]
    name = f"serviceusage/v1beta1/projects/{PROJECT}/services/{service}.googleapis.com"
    assert empty.ok("POST", f"{name}:generateServiceIdentity")["response"]["email"] == email
    assert empty.ok("POST", path, {"policy": {"bindings": bindings}})["bindings"] == bindings


def test_an_account_has_googles_own_key_and_gets_no_other(local: Local) -> None:
    local.ok("POST", ACCOUNTS, {"accountId": "worker"})
    keys = local.ok("GET", f"{ACCOUNTS}/{WORKER}/keys")["keys"]
    assert [key["keyType"] for key in keys] == ["SYSTEM_MANAGED"]
    assert local.ok("GET", f"iam/v1/{keys[0]['name']}") == keys[0]
    assert local.ok("GET", f"{ACCOUNTS}/{WORKER}/keys?keyTypes=USER_MANAGED") == {}
    assert "not allowed" in local.refused("POST", f"{ACCOUNTS}/{WORKER}/keys", {})["message"]


def test_a_custom_role_is_made_changed_deleted_and_brought_back(local: Local) -> None:
    role = {"title": "Reader", "includedPermissions": ["pubsub.topics.get"]}
    made = local.ok("POST", ROLES, {"roleId": "reader", "role": role})
    assert local.ok("GET", f"{ROLES}/reader") == made
    assert local.refused("POST", ROLES, {"roleId": "reader", "role": role})["status"] == "ALREADY_EXISTS"
    assert local.ok("PATCH", f"{ROLES}/reader?updateMask=title", {"title": "Other"})["title"] == "Other"
    assert local.ok("DELETE", f"{ROLES}/reader")["deleted"] is True
    assert "roles" not in local.ok("GET", ROLES)
    assert len(local.ok("GET", f"{ROLES}?showDeleted=true")["roles"]) == 1
    assert "deleted" not in local.ok("POST", f"{ROLES}/reader:undelete", {})


@pytest.mark.parametrize(
    "body", [{"roleId": "x"}, {"roleId": "fine", "role": {"includedPermissions": ["all"]}}]
)
def test_a_bad_role_is_refused(local: Local, body: Json) -> None:
    assert local.refused("POST", ROLES, body)["code"] == 400


def test_predefined_roles_are_known_by_name(local: Local) -> None:
    assert local.ok("GET", "iam/v1/roles/viewer")["title"] == "Viewer"
    assert any(role["name"] == "roles/run.invoker" for role in local.ok("GET", "iam/v1/roles")["roles"])
