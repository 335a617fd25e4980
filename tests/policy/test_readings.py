"""What is read of properties that are not shaped as the provider says."""

from __future__ import annotations

from typing import Any

import pytest
from judging import judged
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy
from rules import Declared, found
from rules.containers import FUNCTION
from rules.readings import block_at, blocks, each_within, is_false, is_true, may_hold, peek
from rules.resource import NOTHING
from runtimes import KINDS, running

ODD: list[object] = ["a text", 3, True, [], [[]]]


@pytest.mark.parametrize("value", [None, *ODD])
@pytest.mark.parametrize("key", ["name", 7])
def test_nothing_stands_in_what_is_no_block(value: object, key: str | int) -> None:
    assert peek(value, key) is None
    assert block_at(value, "name") is NOTHING
    assert list(blocks({"envs": [value, {"name": "a"}]}, "envs")) == [(1, {"name": "a"})]
    assert list(each_within({"envs": [value, {"name": "a"}]}, "envs", "name")) == ["a"]


def test_what_stands_in_a_block_is_given_and_an_unknown_value_is_not() -> None:
    block: Any = unknown_checking_proxy({"a.b": "c", "list": ["d"], "later": UNKNOWN_STRING_VALUE})
    assert (peek(block, "a.b"), peek(block["list"], 0)) == ("c", "d")
    assert (peek(block, "later"), peek(block, "nothing"), peek(block["list"], 1)) == (None, None, None)


@pytest.mark.parametrize("odd", [*ODD, None])
@pytest.mark.parametrize("kind", KINDS)
def test_no_rule_breaks_on_a_runtime_of_another_shape(kind: str, odd: object) -> None:
    whole = {"image": "a", "envs": [odd], "args": [odd], "commands": odd, "volumeMounts": odd}
    container = {"image": "a", "envs": odd, "resources": odd, "args": odd}
    declared = running(kind, odd, whole, container, volumes=[odd, {"secret": odd}])
    assert [text for _, text in judged(declared, found()) if " raised " in text] == []


@pytest.mark.parametrize("odd", ODD)
def test_no_rule_breaks_on_a_function_of_another_shape(odd: object) -> None:
    config = {"secretEnvironmentVariables": [odd], "secretVolumes": [odd], "environmentVariables": odd}
    for inputs in ({"serviceConfig": odd}, {"serviceConfig": config}):
        said = judged(Declared(FUNCTION, {"location": "us-central1", **inputs}), found())
        assert [text for _, text in said if " raised " in text] == []


@pytest.mark.parametrize(
    ("value", "yes", "no"),
    [
        (True, True, False),
        ("true", True, False),
        (" True ", True, False),
        (False, False, True),
        ("FALSE", False, True),
        (None, False, False),
        ("", False, False),
        (0, False, False),
    ],
)
def test_yes_and_no_may_be_written_as_text(value: object, *, yes: bool, no: bool) -> None:
    assert (is_true(value), is_false(value)) == (yes, no)


@pytest.mark.parametrize(
    ("values", "holds"),
    [([], False), ([False], False), ([False, True], True), ([True, "?"], True), (["?", True], None)],
)
def test_whether_one_holds_may_be_left_to_the_update(values: list[Any], *, holds: bool | None) -> None:
    proxied: Any = unknown_checking_proxy(
        {"values": [UNKNOWN_STRING_VALUE if value == "?" else value for value in values]}
    )
    assert may_hold(proxied["values"][place] for place in range(len(values))) is holds
