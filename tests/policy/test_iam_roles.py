"""Ways round the rules on basic roles, and roles that only sound like one."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.grants import ENTITLEMENT
from rules.iam_roles import (
    ROBOT,
    members_are_not_holders_of_basic_roles,
    policy_data,
    roles_are_not_basic,
)

MEMBER = "gcp:projects/iAMMember:IAMMember"
BINDING = "gcp:folder/iAMBinding:IAMBinding"
POLICY = "gcp:organizations/iAMPolicy:IAMPolicy"
TOPIC = "gcp:pubsub/topicIAMMember:TopicIAMMember"
CONDITION = {"title": "office hours", "expression": "request.time.getHours() < 17"}


def entitled(*roles: str) -> dict[str, object]:
    """What an entitlement lets a group take."""
    return {
        "eligibleUsers": [{"principals": ["group:staff@example.com"]}],
        "privilegedAccess": {"gcpIamAccess": {"roleBindings": [{"role": role} for role in roles]}},
    }


@pytest.mark.parametrize(
    ("kind", "inputs", "what"),
    [
        (MEMBER, {"role": "roles/owner", "member": ROBOT}, "role is roles/owner"),
        (MEMBER, {"role": "roles/editor", "member": ROBOT, "condition": CONDITION}, "role is roles/editor"),
        (MEMBER, {"role": "roles/viewer", "member": "group:a@example.com"}, "role is roles/viewer"),
        (MEMBER, {"role": "roles/writer", "member": ROBOT}, "role is roles/writer"),
        (MEMBER, {"role": "roles/Owner", "member": ROBOT}, "role is roles/Owner"),
        (MEMBER, {"role": "roles/owner", "member": UNKNOWN_STRING_VALUE}, "role is roles/owner"),
        (BINDING, {"role": "roles/editor", "members": UNKNOWN_ARRAY_VALUE}, "role is roles/editor"),
        (BINDING, {"role": "roles/editor", "members": []}, "role is roles/editor"),
        (POLICY, {"policyData": policy_data("roles/owner", ROBOT)}, "policyData grants roles/owner"),
        (TOPIC, {"role": "roles/editor", "member": ROBOT}, "role is roles/editor"),
        (ENTITLEMENT, entitled("roles/run.viewer", "roles/owner"), "privilegedAccess.gcpIamAccess.role"),
        (
            ENTITLEMENT,
            {**entitled("roles/owner"), "eligibleUsers": UNKNOWN_ARRAY_VALUE},
            "privilegedAccess.gcpIamAccess.roleBindings holds roles/owner",
        ),
    ],
)
def test_a_basic_role_is_refused_wherever_it_is_granted(
    kind: str, inputs: dict[str, object], what: str
) -> None:
    (said,) = judged(Declared(kind, inputs), [roles_are_not_basic])
    assert said[1].startswith(what)


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (MEMBER, {"role": "roles/browser", "member": ROBOT}),
        (MEMBER, {"role": "roles/run.viewer", "member": ROBOT}),
        (MEMBER, {"role": "projects/a-project/roles/owner", "member": ROBOT}),
        (TOPIC, {"role": "roles/pubsub.editor", "member": UNKNOWN_STRING_VALUE}),
        (BINDING, {"role": "roles/logging.viewer", "members": [ROBOT]}),
        (POLICY, {"policyData": policy_data("roles/storage.objectViewer", ROBOT)}),
        (POLICY, {"policyData": "{}"}),
        (ENTITLEMENT, entitled("roles/run.viewer")),
    ],
)
def test_a_role_of_one_service_passes(kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, inputs), [roles_are_not_basic]) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (MEMBER, {"role": UNKNOWN_STRING_VALUE, "member": ROBOT}),
        (POLICY, {"policyData": UNKNOWN_STRING_VALUE}),
        (ENTITLEMENT, entitled(UNKNOWN_STRING_VALUE)),
    ],
)
def test_an_unknown_role_is_never_taken_for_a_good_one(kind: str, inputs: dict[str, object]) -> None:
    said = judged(Declared(kind, inputs), [roles_are_not_basic])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(
    ("members", "refused"),
    [
        (["projectViewer:a-project"], True),
        (["projectEditor:a-project"], True),
        (["projectowner:a-project"], True),
        ([UNKNOWN_STRING_VALUE, "projectOwner:a-project"], True),
        (["projectReaders"], True),
        (["iamMember:projectOwners"], True),
        ([UNKNOWN_STRING_VALUE, "projectWriters"], True),
        ([ROBOT], False),
        (["group:projectReaders"], False),
        (["group:projectOwner:s@example.com"], False),
        (["serviceAccount:projectOwner@a-project.iam.gserviceaccount.com"], False),
    ],
)
def test_a_member_that_stands_for_a_basic_role_is_refused(members: list[object], *, refused: bool) -> None:
    binding = Declared("gcp:storage/bucketIAMBinding:BucketIAMBinding", {"role": "r", "members": members})
    said = {name for name, _ in judged(binding, [members_are_not_holders_of_basic_roles])}
    assert ("members-are-not-holders-of-basic-roles" in said) is refused
