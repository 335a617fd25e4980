"""Ways round `grants-are-not-public`, and grants that only look like one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pulumi_gcp
import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.grants import GRANTS
from rules.iam import REPLACING, grants_add_members, grants_are_not_public

ROBOT = "serviceAccount:robot@a-project.iam.gserviceaccount.com"
MEMBER = "gcp:pubsub/topicIAMMember:TopicIAMMember"
BINDING = "gcp:projects/iAMBinding:IAMBinding"
POLICY = "gcp:storage/bucketIAMPolicy:BucketIAMPolicy"
DATASET = "gcp:bigquery/datasetIamMember:DatasetIamMember"
ONE_TEXT = json.dumps({"bindings": [{"role": "roles/x", "members": "allUsers"}]})
CONDITION = {"title": "office hours", "expression": "request.time.getHours() < 17"}


def policy_of(*members: str) -> str:
    return json.dumps(
        {"bindings": [{"role": "roles/viewer", "members": [ROBOT]}, {"role": "roles/x", "members": members}]}
    )


@pytest.mark.parametrize(
    ("kind", "inputs", "what"),
    [
        (MEMBER, {"member": "allUsers"}, "member is allUsers"),
        (MEMBER, {"member": "allAuthenticatedUsers"}, "member is allAuthenticatedUsers"),
        (MEMBER, {"member": "allusers"}, "member is allusers"),
        (MEMBER, {"member": "allUsers", "condition": CONDITION}, "member is allUsers"),
        (MEMBER, {"role": UNKNOWN_STRING_VALUE, "member": "allUsers"}, "member is allUsers"),
        (MEMBER, {"member": "principalSet://goog/public:all"}, "member is principalSet://goog/public:all"),
        (BINDING, {"members": ["allUsers"]}, "members holds allUsers"),
        (BINDING, {"members": [ROBOT, "ALLUSERS"]}, "members holds ALLUSERS"),
        (BINDING, {"members": [UNKNOWN_STRING_VALUE, "allUsers"]}, "members holds allUsers"),
        (POLICY, {"policyData": policy_of("allUsers")}, "policyData grants roles/x to allUsers"),
        (POLICY, {"policyData": policy_of(ROBOT, "allUsers")}, "policyData grants roles/x to allUsers"),
        (POLICY, {"policyData": policy_of("allUsers").replace("members", "Members")}, "policyData grants"),
        (MEMBER, {"member": "domain:gmail.com"}, "member is domain:gmail.com"),
        (BINDING, {"members": ["domain:GoogleMail.com"]}, "members holds domain:GoogleMail.com"),
        (DATASET, {"member": "iamMember:allUsers"}, "member is allUsers"),
        (DATASET, {"member": "iammember:allAuthenticatedUsers"}, "member is allAuthenticatedUsers"),
        (POLICY, {"policyData": ONE_TEXT}, "policyData grants roles/x to allUsers"),
        (
            POLICY,
            {"policyData": policy_of("a").replace('"a"', r'"\u0061llUsers"')},
            "policyData grants roles/x",
        ),
    ],
)
def test_a_public_grant_is_refused(kind: str, inputs: dict[str, object], what: str) -> None:
    said = judged(Declared(kind, inputs), [grants_are_not_public])
    assert said[0][0] == "grants-are-not-public"
    assert said[0][1].startswith(what)


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (MEMBER, {"member": ROBOT}),
        (MEMBER, {"member": "group:allUsers@example.com"}),
        (MEMBER, {"member": "principalSet://goog/group/staff@example.com"}),
        (MEMBER, {"member": ROBOT, "role": "roles/allUsers"}),
        (BINDING, {"members": []}),
        (DATASET, {"member": f"iamMember:{ROBOT}"}),
        (DATASET, {"member": "domain:mail.example.com"}),
        (POLICY, {"policyData": ONE_TEXT.replace("allUsers", ROBOT)}),
        (BINDING, {"members": [ROBOT, "domain:example.com"]}),
        (POLICY, {"policyData": policy_of(ROBOT)}),
        (POLICY, {"policyData": "{}"}),
        ("gcp:projects/iamMemberRemove:IamMemberRemove", {"member": "allUsers"}),
        ("gcp:serviceaccount/account:Account", {"member": "allUsers"}),
        ("aws:iam/policy:IamPolicy", {"member": "allUsers"}),
    ],
)
def test_a_grant_to_somebody_in_particular_passes(kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, inputs), [grants_are_not_public]) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (MEMBER, {"member": UNKNOWN_STRING_VALUE}),
        (BINDING, {"members": UNKNOWN_ARRAY_VALUE}),
        (BINDING, {"members": [ROBOT, UNKNOWN_STRING_VALUE]}),
        (POLICY, {"policyData": UNKNOWN_STRING_VALUE}),
    ],
)
def test_an_unknown_member_is_never_taken_for_a_good_one(kind: str, inputs: dict[str, object]) -> None:
    said = judged(Declared(kind, inputs), [grants_are_not_public])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (BINDING, {"members": [ROBOT]}),
        (BINDING, {"members": UNKNOWN_ARRAY_VALUE, "role": UNKNOWN_STRING_VALUE}),
        (POLICY, {"policyData": UNKNOWN_STRING_VALUE}),
        ("gcp:cloudrun/iamBinding:IamBinding", {"members": [ROBOT]}),
        ("gcp:folder/iAMPolicy:IAMPolicy", {}),
        ("gcp:serviceaccount/iAMBinding:IAMBinding", {}),
    ],
)
def test_a_grant_that_takes_away_others_is_refused(kind: str, inputs: dict[str, object]) -> None:
    (said,) = judged(Declared(kind, inputs), [grants_add_members])
    assert said[1].startswith(f"{kind.rpartition(':')[2]} takes away")


@pytest.mark.parametrize(
    "kind",
    [
        MEMBER,
        "gcp:projects/iAMAuditConfig:IAMAuditConfig",
        "gcp:projects/iAMCustomRole:IAMCustomRole",
        "gcp:iam/projectsPolicyBinding:ProjectsPolicyBinding",
        "gcp:iam/denyPolicy:DenyPolicy",
        "gcp:iam/accessBoundaryPolicy:AccessBoundaryPolicy",
        "gcp:organizations/policy:Policy",
    ],
)
def test_what_takes_no_grant_away_passes(kind: str) -> None:
    assert judged(Declared(kind, {"role": "roles/x", "member": ROBOT}), [grants_add_members]) == []


def test_whatever_is_refused_has_a_sibling_that_adds_a_member() -> None:
    kinds = types_of_the_sdk()
    replacing = {kind for kind in kinds if re.fullmatch(REPLACING, kind)}
    members = {re.sub("(Binding|Policy)(?=:|$)", "Member", kind) for kind in replacing}
    assert len(members) > 100
    assert members - kinds == set()


def types_of_the_sdk() -> set[str]:
    files = sorted(Path(pulumi_gcp.__file__).parent.glob("*/*iam_*.py"))
    kinds = {kind for file in files for kind in re.findall(r"'(gcp:\w+/\w+:\w+)'", file.read_text())}
    return {kind for kind in kinds if "/get" not in kind}


def test_every_type_of_the_sdk_that_grants_a_role_is_judged() -> None:
    kinds = types_of_the_sdk()
    granting = {kind for kind in kinds if re.search("(member|binding|policy)$", kind.casefold())}
    assert len(granting) > 400
    assert [kind for kind in sorted(granting) if not re.fullmatch(GRANTS, kind)] == []
