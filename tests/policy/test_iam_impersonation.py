"""Ways to become somebody else by a role, and roles that only sound like one."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Rule
from rules.iam_impersonation import (
    ADMINISTERING,
    nobody_administers_service_accounts,
    nobody_impersonates_a_whole_project,
    service_accounts_hold_no_admin_role,
)
from rules.iam_roles import ROBOT, STAFF, policy_data

MEMBER = "gcp:projects/iAMMember:IAMMember"
BINDING = "gcp:organizations/iAMBinding:IAMBinding"
POLICY = "gcp:folder/iAMPolicy:IAMPolicy"
ON_ACCOUNT = "gcp:serviceaccount/iAMMember:IAMMember"
ON_BUCKET = "gcp:storage/bucketIAMMember:BucketIAMMember"
AGENT = "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
APIS_AGENT = "serviceAccount:123456789012@cloudservices.gserviceaccount.com"
POOL = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/github"


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (MEMBER, {"role": "roles/iam.serviceAccountUser", "member": ROBOT}),
        (MEMBER, {"role": "roles/iam.serviceAccountTokenCreator", "member": AGENT}),
        (MEMBER, {"role": "roles/iam.serviceAccountOpenIdTokenCreator", "member": UNKNOWN_STRING_VALUE}),
        (MEMBER, {"role": "roles/iam.workloadIdentityUser", "member": f"principalSet:{POOL}/*"}),
        (BINDING, {"role": "roles/iam.serviceAccountUser", "members": UNKNOWN_ARRAY_VALUE}),
        (POLICY, {"policyData": policy_data("roles/iam.serviceAccountTokenCreator", STAFF)}),
    ],
)
def test_acting_as_every_account_of_a_project_is_refused(kind: str, inputs: dict[str, object]) -> None:
    (said,) = judged(Declared(kind, inputs), [nobody_impersonates_a_whole_project])
    assert "roles/iam." in said[1]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (ON_ACCOUNT, "roles/iam.serviceAccountUser"),
        (ON_ACCOUNT, "roles/iam.workloadIdentityUser"),
        (ON_ACCOUNT, UNKNOWN_STRING_VALUE),
        (MEMBER, "roles/iam.serviceAccountViewer"),
        (MEMBER, "roles/iam.serviceAccountCreator"),
        ("gcp:projects/iamMemberRemove:IamMemberRemove", "roles/iam.serviceAccountUser"),
    ],
)
def test_acting_as_one_account_passes(kind: str, role: str) -> None:
    declared = Declared(kind, {"role": role, "member": ROBOT})
    assert judged(declared, [nobody_impersonates_a_whole_project]) == []


@pytest.mark.parametrize("role", sorted(ADMINISTERING))
@pytest.mark.parametrize("kind", [MEMBER, ON_ACCOUNT, "gcp:folder/iAMMember:IAMMember"])
def test_administering_accounts_or_policies_is_refused_at_every_level(kind: str, role: str) -> None:
    declared = Declared(kind, {"role": role, "member": STAFF})
    assert [name for name, _ in judged(declared, [nobody_administers_service_accounts])] == [
        "nobody-administers-service-accounts"
    ]


@pytest.mark.parametrize(
    "role", ["roles/iam.serviceAccountCreator", "roles/iam.securityReviewer", "roles/run.admin"]
)
def test_other_roles_administer_no_accounts(role: str) -> None:
    declared = Declared(MEMBER, {"role": role, "member": ROBOT})
    assert judged(declared, [nobody_administers_service_accounts]) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (MEMBER, {"role": "roles/run.admin", "member": ROBOT}),
        (MEMBER, {"role": "roles/storage.objectAdmin", "member": ROBOT}),
        (MEMBER, {"role": "roles/compute.instanceAdmin.v1", "member": ROBOT}),
        (MEMBER, {"role": "roles/run.admin", "member": f"principalSet:{POOL}/attribute.a/b"}),
        (MEMBER, {"role": "roles/run.admin", "member": "serviceAccount:a-project.svc.id.goog[ns/robot]"}),
        (BINDING, {"role": "roles/pubsub.admin", "members": [STAFF, UNKNOWN_STRING_VALUE, ROBOT]}),
        (POLICY, {"policyData": policy_data("roles/pubsub.admin", ROBOT)}),
    ],
)
def test_a_workload_that_administers_a_service_is_refused(kind: str, inputs: dict[str, object]) -> None:
    said = judged(Declared(kind, inputs), [service_accounts_hold_no_admin_role])
    assert said[0][0] == "service-accounts-hold-no-admin-role"
    assert "admin" in said[0][1].casefold()


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (MEMBER, {"role": "roles/run.admin", "member": STAFF}),
        (MEMBER, {"role": "roles/run.admin", "member": AGENT}),
        (
            MEMBER,
            {"role": "roles/run.admin", "member": APIS_AGENT},
        ),
        (MEMBER, {"role": "roles/pubsub.serviceAgent", "member": ROBOT}),
        (MEMBER, {"role": "roles/run.viewer", "member": UNKNOWN_STRING_VALUE}),
        (MEMBER, {"role": "projects/a-project/roles/queueAdmin", "member": ROBOT}),
        (ON_BUCKET, {"role": "roles/storage.objectAdmin", "member": ROBOT}),
        (BINDING, {"role": "roles/run.admin", "members": [STAFF]}),
    ],
)
def test_people_agents_and_narrow_grants_may_administer(kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, inputs), [service_accounts_hold_no_admin_role]) == []


@pytest.mark.parametrize(
    ("inputs", "rule"),
    [
        ({"role": UNKNOWN_STRING_VALUE, "member": ROBOT}, nobody_impersonates_a_whole_project),
        ({"role": UNKNOWN_STRING_VALUE, "member": ROBOT}, nobody_administers_service_accounts),
        ({"role": UNKNOWN_STRING_VALUE, "member": ROBOT}, service_accounts_hold_no_admin_role),
        ({"role": "roles/run.admin", "member": UNKNOWN_STRING_VALUE}, service_accounts_hold_no_admin_role),
    ],
)
def test_what_is_unknown_is_judged_later(inputs: dict[str, object], rule: Rule) -> None:
    said = judged(Declared(MEMBER, inputs), [rule])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]
