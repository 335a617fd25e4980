"""Members that must not be granted anything, and members that only look like one."""

from __future__ import annotations

import json

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import Declared, Rule
from rules.grants import ENTITLEMENT
from rules.iam_members import (
    default_service_accounts_get_no_role,
    grants_name_no_single_person,
    pool_grants_name_an_attribute,
)

ROBOT = "serviceAccount:robot@a-project.iam.gserviceaccount.com"
POOL = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/github"
WORKFORCE = "//iam.googleapis.com/locations/global/workforcePools/staff"
MANAGER = "//cloudresourcemanager.googleapis.com"
DEFAULT, PERSON, WHOLE = (
    default_service_accounts_get_no_role,
    grants_name_no_single_person,
    pool_grants_name_an_attribute,
)

REFUSED = [
    (DEFAULT, "serviceAccount:123456789012-compute@developer.gserviceaccount.com"),
    (DEFAULT, "serviceaccount:123456789012-COMPUTE@developer.gserviceaccount.com"),
    (DEFAULT, "serviceAccount:123456789012@developer.gserviceaccount.com"),
    (DEFAULT, "serviceAccount:a-project@appspot.gserviceaccount.com"),
    (DEFAULT, "serviceAccount:example.com:a-project@appspot.gserviceaccount.com"),
    (PERSON, "user:someone@example.com"),
    (PERSON, "USER:someone@example.com"),
    (PERSON, "deleted:user:someone@example.com?uid=123"),
    (PERSON, f"principal:{WORKFORCE}/subject/someone@example.com"),
    (WHOLE, f"principalSet:{POOL}/*"),
    (WHOLE, f"principalset:{POOL}/*"),
    (WHOLE, f"principalSet:{WORKFORCE}/*"),
    (WHOLE, f"principalSet:{MANAGER}/organizations/123"),
    (WHOLE, f"principalSet:{MANAGER}/organizations/123/type/ServiceAccount"),
    (WHOLE, f"principalSet:{MANAGER}/projects/123/type/serviceaccount"),
    (WHOLE, f"principalSet:{MANAGER}/folders/123/type/WorkloadPool"),
]
PASSES = [
    (DEFAULT, ROBOT),
    (DEFAULT, "serviceAccount:service-123456789012@compute-system.iam.gserviceaccount.com"),
    (DEFAULT, "serviceAccount:123456789012@cloudbuild.gserviceaccount.com"),
    (DEFAULT, "serviceAccount:123456789012-compute@a-project.iam.gserviceaccount.com"),
    (DEFAULT, "group:appspot@example.com"),
    (DEFAULT, "group:a-project@appspot.gserviceaccount.com"),
    (PERSON, ROBOT),
    (PERSON, "group:staff@example.com"),
    (PERSON, "domain:example.com"),
    (PERSON, "serviceAccount:user@a-project.iam.gserviceaccount.com"),
    (PERSON, f"principalSet:{WORKFORCE}/group/staff"),
    (PERSON, f"principal:{POOL}/subject/repo:acme/app:ref:refs/heads/main"),
    (WHOLE, f"principalSet:{POOL}/attribute.repository/acme/app"),
    (WHOLE, f"principal:{POOL}/subject/repo:acme/app:ref:refs/heads/main"),
    (WHOLE, f"principalSet:{POOL}/group/builders"),
    (WHOLE, f"principalSet:{WORKFORCE}/group/staff"),
    (WHOLE, f"principalSet:{MANAGER}/projects/123/type/ServiceAgent"),
    (WHOLE, ROBOT),
]


def shapes(*members: str) -> list[Declared]:
    policy = json.dumps({"bindings": [{"role": "roles/run.viewer", "members": [ROBOT, *members]}]})
    return [
        Declared("gcp:projects/iAMMember:IAMMember", {"role": "roles/run.viewer", "member": members[0]}),
        Declared("gcp:cloudrunv2/serviceIamBinding:ServiceIamBinding", {"members": [ROBOT, *members]}),
        Declared("gcp:cloudrun/iamBinding:IamBinding", {"members": [UNKNOWN_STRING_VALUE, *members]}),
        Declared("gcp:storage/bucketIAMPolicy:BucketIAMPolicy", {"policyData": policy}),
    ]


@pytest.mark.parametrize(("rule", "member"), REFUSED)
def test_such_a_member_is_refused_in_every_shape_of_grant(rule: Rule, member: str) -> None:
    for grant in shapes(member):
        assert judged(grant, [rule])[0][0] == rule.name, grant


@pytest.mark.parametrize(("rule", "member"), PASSES)
def test_another_member_passes_in_every_shape_of_grant(rule: Rule, member: str) -> None:
    for grant in shapes(member):
        assert rule.name not in {name for name, _ in judged(grant, [rule])}, grant


@pytest.mark.parametrize("rule", [DEFAULT, PERSON, WHOLE])
def test_an_unknown_member_is_judged_later(rule: Rule) -> None:
    for grant in shapes(UNKNOWN_STRING_VALUE)[:3]:
        assert judged(grant, [rule]) == [("rules-know-what-they-judge", UNJUDGED)]


def test_a_person_is_not_named_in_the_message() -> None:
    for grant in shapes("user:someone@example.com"):
        assert "someone" not in judged(grant, [PERSON])[0][1]


@pytest.mark.parametrize(
    ("principals", "refused"),
    [
        (["user:a@example.com"], [PERSON.name]),
        (["group:staff@example.com", "user:a@example.com"], [PERSON.name]),
        (["group:staff@example.com"], []),
        ([UNKNOWN_STRING_VALUE], ["rules-know-what-they-judge"]),
    ],
)
def test_an_entitlement_names_no_person(principals: list[object], refused: list[str]) -> None:
    bindings = {"roleBindings": [{"role": UNKNOWN_STRING_VALUE}]}
    inputs: dict[str, object] = {
        "eligibleUsers": [{"principals": principals}],
        "privilegedAccess": {"gcpIamAccess": bindings},
    }
    entitlement = Declared(ENTITLEMENT, inputs)
    assert [name for name, _ in judged(entitlement, [PERSON])] == refused
