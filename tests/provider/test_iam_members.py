"""One member changes; everything else in a policy stays as it was."""

from __future__ import annotations

import pytest
from recorded_inputs import ACCOUNTS, PUBSUB
from scripted_cloud import error, provider

from localcloud.provider.bindings import binding_in, binding_of, changed
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.values import Properties, as_dict, as_list

CONDITION: Properties = {"title": "t", "expression": "e"}
OTHERS: Properties = {
    "bindings": [
        {"role": "roles/b", "members": ["user:x@y.z", "user:a@b.c"]},
        {"role": "roles/a", "members": ["user:a@b.c"], "condition": CONDITION},
    ],
    "auditConfigs": [{"service": "allServices"}],
    "etag": "e1",
}
A = "user:a@b.c"


def member(role: str, name: str = A, condition: Properties | None = None) -> Properties:
    return binding_of({"role": role, "member": name, "condition": condition})


def test_a_member_joins_its_role_and_nothing_else_changes() -> None:
    policy = changed(OTHERS, member("roles/b", "user:new@y.z"), present=True)
    assert policy == {
        "bindings": [
            {"role": "roles/a", "members": [A], "condition": CONDITION},
            {"role": "roles/b", "members": [A, "user:new@y.z", "user:x@y.z"]},
        ],
        "auditConfigs": [{"service": "allServices"}],
        "etag": "e1",
        "version": 3,
    }


def test_a_conditional_member_has_a_binding_of_its_own() -> None:
    policy = changed(OTHERS, member("roles/b", A, CONDITION), present=True)
    assert [b for b in as_list(policy["bindings"]) if "condition" in as_dict(b)] == [
        {"role": "roles/a", "members": [A], "condition": CONDITION},
        {"role": "roles/b", "members": [A], "condition": CONDITION},
    ]


def test_a_member_that_is_there_is_not_added_twice_in_another_spelling() -> None:
    policy = changed(OTHERS, member("roles/b", "user:A@B.C"), present=True)
    assert binding_in(policy, member("roles/b")) == {
        "role": "roles/b",
        "members": ["user:A@B.C", "user:x@y.z"],
    }


def test_the_last_member_takes_its_binding_along() -> None:
    policy = changed(OTHERS, member("roles/a", A, CONDITION), present=False)
    assert binding_in(policy, member("roles/a", A, CONDITION)) is None
    assert len(as_list(policy["bindings"])) == 1


def test_an_emptied_policy_is_sent_without_bindings() -> None:
    only: Properties = {"bindings": [{"role": "roles/a", "members": [A]}], "etag": "e"}
    assert changed(only, member("roles/a"), present=False) == {"etag": "e", "version": 3}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (member("roles/b"), True),
        (member("roles/a"), False),
        (member("roles/a", A, CONDITION), True),
        (member("roles/a", A, {"title": "t"}), True),
        (member("roles/a", A, {"title": "t", "expression": "other"}), False),
        (member("roles/b", "user:stranger@y.z"), False),
        (member("roles/b", A, CONDITION), False),
    ],
)
def test_a_member_is_found_in_its_role_under_its_condition_only(wanted: Properties, found: bool) -> None:  # noqa: FBT001
    assert (binding_in(OTHERS, wanted) is not None) is found


def test_a_conflict_starts_the_round_again() -> None:
    conflict, policy = error(409, "concurrent change", "ABORTED"), (200, Properties(etag="e"))
    stand_in, cloud = provider([policy, conflict, policy, (200, {}), *[policy] * 4])
    made = PUBSUB[5]
    stand_in.create(made.type, made.inputs, 0)
    assert cloud.slept == [1.0]
    assert cloud.script == []


def test_another_error_ends_the_round() -> None:
    stand_in, cloud = provider([(200, {}), error(400, "no such member")])
    with pytest.raises(GoogleError, match="no such member"):
        stand_in.create(PUBSUB[5].type, PUBSUB[5].inputs, 0)
    assert len(cloud.asked) == 2


def test_taking_a_member_off_a_policy_that_is_gone_succeeds() -> None:
    stand_in, cloud = provider([error(404, "gone")])
    stand_in.delete(PUBSUB[5].type, "", PUBSUB[5].inputs, 0)
    assert len(cloud.asked) == 1


def test_ids_are_owner_role_member_and_condition() -> None:
    made = ACCOUNTS[4]
    stand_in, _ = provider([(200, {}), (200, {}), *[(200, Properties(etag="e"))] * 4])
    identity, outputs = stand_in.create(made.type, made.inputs, 0)
    assert identity == "demo/roles/pubsub.viewer/serviceAccount:deployer@demo.iam.gserviceaccount.com/t"
    assert outputs["etag"] == "e"
