"""Every rule that is found keeps what its own words promise."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest
from judging import judged, judged_stack
from pages import python, snake
from rules import Declared, ResourceRule, Rule, StackRule, found

RULES = found()
EXAMPLES = [pytest.param(rule, one, id=rule.name) for rule in RULES for one in rule.good + rule.bad]


def test_the_first_rules_are_found() -> None:
    names = {rule.name for rule in RULES}
    assert names >= {"services-are-never-disabled-on-destroy", "grants-are-not-public"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_passes_its_good_examples(rule: Rule) -> None:
    assert rule.good
    if isinstance(rule, StackRule):
        assert judged_stack(rule.good, [rule]) == []
    else:
        assert [judged(one, [rule]) for one in rule.good] == [[] for _ in rule.good]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_refuses_its_bad_examples_under_its_own_name(rule: Rule) -> None:
    assert rule.bad
    if isinstance(rule, StackRule):
        assert {name for name, _, _ in judged_stack(rule.bad, [rule])} == {rule.name}
    for one in rule.bad if isinstance(rule, ResourceRule) else ():
        assert {name for name, _ in judged(one, [rule])} == {rule.name}, one


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_refusal_says_what_is_wrong_the_fix_and_the_page(rule: Rule) -> None:
    said = [message for one in rule.bad for _, message in judged(one, [rule])] or [
        message for _, message, _ in judged_stack(rule.bad, [rule])
    ]
    for message in said:
        what, _, rest = message.partition("; ")
        assert what
        assert rest == f"{rule.fix} (docs/rules/{rule.name}.md)"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_name_and_a_reason_that_the_engine_accepts(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    assert rule.reason.endswith(".")
    assert not rule.fix.endswith(".")


@pytest.mark.filterwarnings(r"ignore:.*deprecated in favor of:DeprecationWarning:pulumi_gcp\.")
@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_can_be_written_in_the_real_sdk(rule: Rule, example: Declared) -> None:
    module, name = re.findall(r"gcp\.(\w+)\.(\w+)\(", python(example))[0]
    arguments = getattr(importlib.import_module(f"pulumi_gcp.{module}"), f"{name}Args")
    known = inspect.signature(arguments.__init__).parameters
    assert {snake(key) for key in example.inputs} <= set(known), rule.name
