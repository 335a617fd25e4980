"""Permissions with which a custom role lets its holder become somebody else."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.iam_custom_roles import custom_roles_do_not_impersonate

KINDS = ["gcp:projects/iAMCustomRole:IAMCustomRole", "gcp:organizations/iAMCustomRole:IAMCustomRole"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "permission",
    [
        "iam.serviceAccounts.actAs",
        "iam.serviceAccounts.getAccessToken",
        "iam.serviceAccounts.getOpenIdToken",
        "iam.serviceAccounts.implicitDelegation",
        "iam.serviceAccounts.signBlob",
        "iam.serviceAccounts.signJwt",
        "iam.serviceAccounts.setIamPolicy",
        "iam.serviceAccountKeys.create",
        "resourcemanager.projects.setIamPolicy",
        "resourcemanager.folders.setIamPolicy",
        "resourcemanager.organizations.setIamPolicy",
        "iam.roles.update",
        "storage.hmacKeys.create",
        "iam.workloadIdentityPoolProviders.create",
        "iam.workloadIdentityPoolProviders.update",
        "iam.workforcePoolProviders.update",
    ],
)
def test_a_role_that_impersonates_is_refused(kind: str, permission: str) -> None:
    role = Declared(kind, {"permissions": [UNKNOWN_STRING_VALUE, "run.services.get", permission]})
    said = judged(role, [custom_roles_do_not_impersonate])
    assert said[0][1].startswith(f"permissions holds {permission};")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "permissions",
    [
        ["run.services.get"],
        ["iam.serviceAccounts.get", "iam.serviceAccounts.list"],
        ["iam.serviceAccountKeys.list"],
        ["iam.roles.get", "iam.roles.create", "storage.hmacKeys.get", "iam.workloadIdentityPools.get"],
        ["resourcemanager.projects.getIamPolicy", "run.services.setIamPolicy"],
        [],
    ],
)
def test_a_role_that_does_not_passes(kind: str, permissions: list[object]) -> None:
    assert judged(Declared(kind, {"permissions": permissions}), [custom_roles_do_not_impersonate]) == []


@pytest.mark.parametrize("permissions", [UNKNOWN_ARRAY_VALUE, ["run.services.get", UNKNOWN_STRING_VALUE]])
def test_unknown_permissions_are_judged_later(permissions: object) -> None:
    said = judged(Declared(KINDS[0], {"permissions": permissions}), [custom_roles_do_not_impersonate])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]
