"""Where cloud and program differ is what the provider says, with the values of both."""

from __future__ import annotations

from typing import Any

import pytest

from tools.adopt_differences import Difference, at, differences, shown
from tools.cloud_lookup.declared import UNKNOWN

LATER = next(iter(UNKNOWN))


def step(
    path: str, cloud: object, program: object, op: str = "update", kind: str = "update"
) -> dict[str, Any]:
    old = {} if cloud is None else {path: cloud}
    return {
        "op": op,
        "urn": "topic",
        "detailedDiff": {path: {"kind": kind, "inputDiff": False}},
        "oldState": {"outputs": old, "inputs": {}},
        "newState": {"inputs": {path: program}},
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (step("labels", None, {"a": "b"}), [Difference("labels", "nothing", '{"a": "b"}')]),
        (step("ttl", 1, 2), [Difference("ttl", "1", "2")]),
        (
            step("topic", "a", "b", "replace", "update-replace"),
            [Difference("topic", '"a"', '"b"', replaces=True)],
        ),
        (step("topic", "a", LATER, "replace", "update-replace"), []),
        (step("ttl", 1, 2, op="same"), []),
        (step("ttl", 1, 2, op="create"), []),
        ({"op": "update", "urn": "topic"}, []),
    ],
)
def test_a_difference_has_a_path_and_both_values(given: dict[str, Any], expected: list[Difference]) -> None:
    assert differences([given]).get("topic", []) == expected


def test_a_difference_of_inputs_is_shown_with_the_inputs() -> None:
    given = step("ttl", 1, 2)
    given["detailedDiff"]["ttl"]["inputDiff"] = True
    given["oldState"]["inputs"] = {"ttl": 3}
    assert differences([given])["topic"] == [Difference("ttl", "3", "2")]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b", 1),
        ("list[1].c", 2),
        ('labels["x.y"]', 3),
        ("list[7]", None),
        ("a.b.c", None),
        ("gone", None),
    ],
)
def test_a_path_leads_to_a_value_or_to_none(path: str, found: object) -> None:
    assert at({"a": {"b": 1}, "list": [{}, {"c": 2}], "labels": {"x.y": 3}}, path) == found


def test_a_long_value_is_cut() -> None:
    assert shown("x" * 500).endswith("...")
    assert len(shown("x" * 500)) < 130
