"""The small engine under the rules: what it reports when rules break, and what it never reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from judging import UNJUDGED, judged, judged_stack
from pack import policies
from pulumi_policy import EnforcementLevel
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import Declared, Rule, Words, found, resource_rule, rules_of, stack_rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from pulumi_policy import ResourceValidationArgs, StackValidationArgs

TOPIC = "gcp:pubsub/topic:Topic"
GOOD = (Declared(TOPIC, {"name": "requests"}),)
WORDS = Words(fix="write it well", good=GOOD, bad=(), severity="low", level="advisory")


@resource_rule(judges=TOPIC, **WORDS)
def topics_break_this_rule(topic: ResourceValidationArgs) -> Iterator[str]:
    """It must be named."""
    yield f"{len(topic.props['no-such-property'])} is too long"


@resource_rule(judges=TOPIC, **WORDS)
def topics_are_named_well(topic: ResourceValidationArgs) -> Iterator[str]:
    """A name is read more often than written."""
    if topic.props["name"] != "requests":
        yield "the name is wrong"


@stack_rule(**WORDS)
def stacks_hold_one_topic(stack: StackValidationArgs) -> Iterator[tuple[str, str]]:
    """One is enough."""
    topics = [one for one in stack.resources if one.resource_type == TOPIC]
    for topic in topics[1:]:
        yield "there is one already", topic.urn


@stack_rule(**WORDS)
def stacks_break_this_rule(stack: StackValidationArgs) -> Iterator[tuple[str, str]]:
    """It must be named too."""
    yield "never", stack.resources[99].urn


def test_a_rule_that_raises_is_named_with_its_line_and_hides_no_other() -> None:
    bad = Declared(TOPIC, {"name": "secret-value"})
    said = judged(bad, [topics_break_this_rule, topics_are_named_well])
    assert [name for name, _ in said] == ["topics-are-named-well", "rules-can-judge-the-resource"]
    assert said[1][1].startswith("topics-break-this-rule raised KeyError at ")
    assert "secret-value" not in said[1][1]


def test_a_stack_rule_that_raises_is_named_and_hides_no_other() -> None:
    stack = (*GOOD, Declared(TOPIC, {"name": "second"}))
    said = judged_stack(stack, [stacks_break_this_rule, stacks_hold_one_topic])
    assert [name for name, _, _ in said] == ["stacks-hold-one-topic", "rules-can-judge-the-stack"]
    assert said[0][2] == f"urn:pulumi:dev::vividly::{TOPIC}::example"
    assert said[1][1].startswith("stacks-break-this-rule raised IndexError at ")


def test_what_broke_on_one_resource_is_not_told_of_the_next() -> None:
    in_order = policies([topics_break_this_rule])
    assert [policy.name for policy in in_order[1:]] == [
        "rules-can-judge-the-resource",
        "rules-can-judge-the-stack",
    ]
    assert judged(GOOD[0], [topics_break_this_rule])
    assert judged(GOOD[0], [topics_are_named_well]) == []


def test_a_broken_advisory_rule_fails_the_check_all_the_same() -> None:
    levels = {policy.name: policy.enforcement_level for policy in policies([topics_break_this_rule])}
    assert levels == {
        "topics-break-this-rule": EnforcementLevel.ADVISORY,
        "rules-can-judge-the-resource": EnforcementLevel.MANDATORY,
        "rules-can-judge-the-stack": EnforcementLevel.MANDATORY,
    }


def test_an_unknown_value_is_left_to_the_sdk_and_is_not_a_broken_rule() -> None:
    said = judged(Declared(TOPIC, {"name": UNKNOWN_STRING_VALUE}), [topics_are_named_well])
    assert said == [("topics-are-named-well", UNJUDGED)]


def test_a_rule_judges_only_the_types_that_it_names_in_full() -> None:
    other = Declared(TOPIC + "IAMMember", {"name": "wrong"})
    assert judged(other, [topics_are_named_well]) == []


def test_two_rules_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(module: ModuleType) -> list[Rule]:
        return rules_of(module) * 2

    monkeypatch.setattr("rules.rules_of", twice)
    with pytest.raises(ValueError, match="duplicate-rule grants-are-not-public, services-are-never"):
        found()
