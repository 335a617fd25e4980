"""States in, states out: an imported resource made whole, and the notes of what was begun."""

from __future__ import annotations

from typing import Any

import pytest

from tools import recover_state
from tools.cloud_lookup.declared import UNKNOWN, same_id
from tools.recover_notes import lost

LATER = next(iter(UNKNOWN))
STACK = {"urn": "stack", "type": "pulumi:pulumi:Stack"}


def resource(urn: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - members of a resource
    return {"urn": urn, "type": "gcp:pubsub/topic:Topic", "custom": True, "parent": "stack", **more}


def state(*resources: dict[str, Any], notes: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"version": 3, "deployment": {"resources": list(resources), "pending_operations": notes or []}}


def whole(imported: dict[str, Any], declared: dict[str, Any], *, protect: bool = False) -> dict[str, Any]:
    made = recover_state.with_declared(state(STACK, imported), {"topic": declared}, protect=protect)
    return recover_state.resources(made)[-1]


def test_what_only_the_program_says_stands_in_the_state_as_if_the_stack_had_made_it() -> None:
    imported = resource(
        "topic", inputs={"name": "t"}, outputs={"name": "t", "kept": 1, "forceDestroy": False}
    )
    made = whole(
        imported, resource("topic", inputs={"name": "t", "labels": {"a": "b"}, "forceDestroy": True})
    )
    assert made["outputs"] == {"name": "t", "kept": 1, "labels": {"a": "b"}, "forceDestroy": True}
    assert made["inputs"] == {"name": "t", "labels": {"a": "b"}, "forceDestroy": True}


def test_what_is_not_known_yet_and_what_is_the_engines_own_is_left_as_it_was_read() -> None:
    declared = resource("topic", inputs={"push": {"to": [LATER]}, "__defaults": ["name"]})
    assert whole(resource("topic", outputs={"push": 1}), declared)["outputs"] == {"push": 1}


@pytest.mark.parametrize(
    ("declared", "asked", "expected"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_it_is_protected_where_the_program_or_the_command_says_so(
    *, declared: bool, asked: bool, expected: bool
) -> None:
    assert whole(resource("topic"), resource("topic", protect=declared), protect=asked)["protect"] is expected


def test_dependencies_come_first_and_those_on_what_is_not_there_are_left_out() -> None:
    declared = {
        "b": resource("b", dependencies=["a", "gone"], propertyDependencies={"x": ["a", "gone"], "y": None}),
        "a": resource("a", dependencies=["c"]),
    }
    before = state(STACK, resource("b"), resource("a"), resource("c"))
    after = recover_state.resources(recover_state.with_declared(before, declared, protect=False))
    assert [one["urn"] for one in after] == ["stack", "c", "a", "b"]
    assert after[-1]["dependencies"] == ["a"]
    assert after[-1]["propertyDependencies"] == {"x": ["a"], "y": []}


def test_resources_that_were_not_taken_in_are_as_they_were() -> None:
    before = state(STACK, resource("a", outputs={"x": 1}), resource("topic"))
    after = recover_state.with_declared(before, {"topic": resource("topic")}, protect=True)
    assert recover_state.resources(after)[1] == resource("a", outputs={"x": 1})


@pytest.mark.parametrize("masked", ["[secret]", {"password": "[secret]"}, [{"value": "[secret]"}]])
def test_a_word_that_stands_for_a_secret_is_never_written_into_the_state(masked: object) -> None:
    made = whole(resource("topic", outputs={"labels": 1}), resource("topic", inputs={"labels": masked}))
    assert made["outputs"] == {"labels": 1}
    assert made["inputs"] == {}


def test_what_depends_on_it_stays_behind_it() -> None:
    before = state(STACK, resource("a"), resource("topic"), resource("b", dependencies=["topic"]))
    after = recover_state.with_declared(
        before, {"topic": resource("topic", dependencies=["a"])}, protect=False
    )
    assert [one["urn"] for one in recover_state.resources(after)] == ["stack", "a", "topic", "b"]


def test_what_waits_to_be_deleted_under_the_same_urn_is_left_as_it_is() -> None:
    old = resource("topic", id="old", delete=True)
    before = state(STACK, resource("topic", id="new", outputs={}), old)
    after = recover_state.with_declared(before, {"topic": resource("topic", inputs={"a": 1})}, protect=True)
    found = recover_state.resources(after)
    assert found[2] == old
    assert (found[1]["outputs"], found[1]["protect"]) == ({"a": 1}, True)


@pytest.mark.parametrize(
    ("held", "imported", "expected"),
    [
        ("projects/p/topics/t", "projects/p/topics/t", "projects/p/topics/t"),
        ("bucket", "p/bucket", "bucket"),
        ("projects/p/alertPolicies/1", "projects/p/alertPolicies/2", "projects/p/alertPolicies/2"),
    ],
)
def test_the_new_one_takes_the_place_of_the_one_that_was_deleted(
    held: str, imported: str, expected: str
) -> None:
    before = state(STACK, resource("topic", id=held, pendingReplacement=True), resource("b", id="b"))
    assert recover_state.half_replaced(before) == {"topic": held}
    after = recover_state.with_replaced(before, {"topic": imported})
    assert recover_state.half_replaced(after) == {}
    assert [one.get("id") for one in recover_state.resources(after)] == [None, expected, "b"]


def test_nothing_depends_any_more_on_what_is_taken_out() -> None:
    needs = {"dependencies": ["a", "topic"], "propertyDependencies": {"x": ["topic"], "y": None}}
    after = recover_state.without(
        state(STACK, resource("a"), resource("topic"), resource("b", **needs)), {"topic"}
    )
    found = recover_state.resources(after)
    assert [one["urn"] for one in found] == ["stack", "a", "b"]
    assert found[-1]["dependencies"] == ["a"]
    assert found[-1]["propertyDependencies"] == {"x": [], "y": []}


def test_what_was_begun_and_is_not_in_the_state_is_lost() -> None:
    notes = [
        {"type": "creating", "resource": resource("lost", inputs={"name": "t"})},
        {"type": "creating", "resource": resource("held")},
        {"type": "creating", "resource": resource("deleted", inputs={"name": "d"})},
        {"type": "updating", "resource": resource("changed")},
        {"type": "creating", "resource": STACK},
        {"type": "creating", "resource": {**resource("component"), "custom": False}},
    ]
    found = lost(state(STACK, resource("held"), resource("deleted", pendingReplacement=True)), notes)
    assert {urn: one.inputs for urn, one in found.items()} == {
        "lost": {"name": "t"},
        "deleted": {"name": "d"},
    }


def test_a_state_without_notes_has_none() -> None:
    assert recover_state.pending({"deployment": {}}) == []
    assert recover_state.pending(recover_state.with_pending(state(notes=[{"type": "creating"}]), [])) == []


@pytest.mark.parametrize(
    ("imported", "held", "same"),
    [
        ("projects/p/topics/t", "projects/p/topics/t", True),
        ("p/bucket", "bucket", True),
        ("projects/p/topics/t roles/x user:a@b", "projects/p/topics/t/roles/x/user:a@b", True),
        ("projects/p/topics/new", "projects/p/topics/old", False),
        ("p/other-bucket", "bucket", False),
    ],
)
def test_an_imports_id_and_a_states_are_compared_as_the_provider_writes_them(
    imported: str, held: str, *, same: bool
) -> None:
    assert same_id(imported, held) is same
