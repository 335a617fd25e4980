"""Every rule that is found keeps what its own words promise."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest
from judging import UNJUDGED, judged, judged_stack
from pages_python import call, snake
from rules import Declared, Rule, found

RULES = found()
EXAMPLES = [pytest.param(rule, one, id=rule.name) for rule in RULES for one in rule.good + rule.bad]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def said_of(rule: Rule, examples: tuple[Declared, ...], *, bad: bool) -> list[list[tuple[str, str]]]:
    """What is said of each example, or of the one stack that they make."""
    given = rule.bad_given if bad and rule.bad_given is not None else rule.given
    if rule.of_stack:
        return [[(name, text) for name, text, _ in judged_stack(examples, [rule], given)]]
    return [judged(one, [rule], given) for one in examples]


@every_rule
def test_a_rule_passes_its_good_examples(rule: Rule) -> None:
    assert rule.good
    assert [said for said in said_of(rule, rule.good, bad=False) if said] == []


@every_rule
def test_a_rule_refuses_its_bad_examples_under_its_own_name(rule: Rule) -> None:
    assert rule.bad
    for number, said in enumerate(said_of(rule, rule.bad, bad=True)):
        assert {name for name, _ in said} == {rule.name}, rule.bad[number]
        assert UNJUDGED not in {text for _, text in said}, rule.bad[number]


@every_rule
def test_a_refusal_says_what_is_wrong_the_fix_and_the_page(rule: Rule) -> None:
    for said in said_of(rule, rule.bad, bad=True):
        for _, text in said:
            assert text.endswith(f"; {rule.fix} (docs/rules/{rule.name}.md)")
            assert len(text) > len(rule.fix) + len(rule.page) + 10


@every_rule
def test_a_rule_has_a_name_and_a_reason_that_the_engine_accepts(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    assert rule.reason.endswith(".")
    assert not rule.fix.endswith(".")
    # What is wrong ends where the fix begins, for `preflight report` too.
    assert "; " not in rule.fix


@every_rule
def test_a_rule_that_needs_a_choice_judges_nothing_without_it_and_says_so(rule: Rule) -> None:
    if not rule.needs:
        return
    ((name, text, _),) = judged_stack(rule.bad, [rule])
    assert name == "choices-are-made"
    assert text.startswith(f"not configured, so nothing was judged: {rule.name} (policy:{rule.needs[0]}")
    assert [judged(one, [rule]) for one in rule.bad] == [[] for _ in rule.bad]


@pytest.mark.filterwarnings(r"ignore:.*deprecated in favor of:DeprecationWarning:pulumi_gcp\.")
@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_can_be_written_in_the_real_sdk(rule: Rule, example: Declared) -> None:
    if not example.type.startswith("gcp:"):
        return
    module, name = re.findall(r"gcp\.(\w+)\.(\w+)\(", call(example))[0]
    arguments = getattr(importlib.import_module(f"pulumi_gcp.{module}"), f"{name}Args")
    known = inspect.signature(arguments.__init__).parameters
    assert {snake(key) for key in example.inputs} <= set(known), rule.name
