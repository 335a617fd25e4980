"""The small engine under the rules: what it says when rules break or cannot judge, and what it never says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import decoding
import pytest
from judging import UNJUDGED, judged, judged_stack, sent
from judging import stack as stack_of
from pack import Pack
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import (
    STACK,
    Declared,
    Ref,
    Resource,
    Rule,
    Stack,
    Words,
    found,
    resource_rule,
    rules_of,
    stack_rule,
)
from sentences import masked
from settings import Exemption, Settings, overridden

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

TOPIC = "gcp:pubsub/topic:Topic"
GOOD = (Declared(TOPIC, {"name": "requests"}),)
WORDS = Words(fix="write it well", good=GOOD, bad=(), severity="low")
EXEMPTION = {
    "rule": "topics-are-named-well",
    "resource": "example",
    "reason": "renamed with the next release",
    "until": "2026-12-31",
}


@resource_rule(judges=TOPIC, **{**WORDS, "level": "advisory"})
def topics_break_this_rule(topic: Resource) -> Iterator[str]:
    """It must be named."""
    yield f"{len(topic.props['no-such-property'])} is too long"


@resource_rule(judges=TOPIC, **WORDS)
def topics_are_named_well(topic: Resource) -> Iterator[str]:
    """A name is read more often than written."""
    if topic.props["name"] != "requests":
        yield f"the name {topic.props['name']} is wrong"


@resource_rule(judges=TOPIC, **{**WORDS, "needs": ("allowed_regions",)})
def topics_are_in_a_region(topic: Resource) -> Iterator[str]:
    """A region is a choice."""
    yield f"it is not in {topic.settings.allowed_regions}"


@stack_rule(judges=TOPIC, **WORDS)
def stacks_hold_one_topic(topic: Resource, stack: Stack) -> Iterator[str]:
    """One is enough."""
    if topic is not stack.of(TOPIC)[0]:
        yield "there is one already"


@stack_rule(judges=STACK, **WORDS)
def stacks_break_this_rule(_: Resource, stack: Stack) -> Iterator[str]:
    """It must be named too."""
    yield stack.resources[99].urn


def said(rule: Rule, given: dict[str, object], declared: Declared = GOOD[0]) -> list[tuple[str, str]]:
    pack = Pack([rule])
    pack.configure(overridden(Settings(stack="dev"), given))
    one = decoding.resource(sent(declared), pack.settings)
    return [(found.level, found.text) for found in pack.judged(one)]


def replace_name(declared: Declared, name: str) -> Declared:
    return replace(declared, name=name)


def whole(declared: tuple[Declared, ...], rules: list[Rule]) -> list[tuple[str, str, str]]:
    """Judge each resource, then all together, as one run of the engine does."""
    pack = Pack(rules)
    pack.configure(overridden(Settings(stack="dev"), {"today": "2026-11-25"}))
    said = [found for one in declared for found in pack.judged(decoding.resource(sent(one), pack.settings))]
    said += pack.judged_together(stack_of(declared, pack.settings))
    return [(found.rule.name, found.text, found.urn) for found in said]


def test_a_rule_that_raises_is_named_with_its_line_and_hides_no_other() -> None:
    bad = Declared(TOPIC, {"name": "secret-value"})
    told = judged(bad, [topics_break_this_rule, topics_are_named_well])
    assert [name for name, _ in told] == ["topics-break-this-rule", "topics-are-named-well"]
    assert told[0][1].startswith("the rule topics-break-this-rule raised KeyError at ")
    assert "secret-value" not in told[0][1]


def test_a_broken_advisory_rule_fails_the_check_all_the_same() -> None:
    assert [level for level, _ in said(topics_break_this_rule, {})] == ["mandatory"]


def test_a_stack_rule_that_raises_is_named_and_hides_no_other() -> None:
    stack = (Declared(STACK, name="stack"), *GOOD, Declared(TOPIC, {"name": "second"}, name="second"))
    told = judged_stack(stack, [stacks_break_this_rule, stacks_hold_one_topic])
    assert [name for name, _, _ in told] == ["stacks-break-this-rule", "stacks-hold-one-topic"]
    assert told[0][1].startswith("the rule stacks-break-this-rule raised IndexError at ")
    assert told[1][2] == f"urn:pulumi:dev::vividly::{TOPIC}::second"


def test_an_unknown_value_is_said_and_is_not_a_broken_rule() -> None:
    told = judged(Declared(TOPIC, {"name": UNKNOWN_STRING_VALUE}), [topics_are_named_well])
    assert told == [("rules-know-what-they-judge", UNJUDGED)]


def test_what_waits_for_a_value_names_the_rules_and_the_value() -> None:
    unknown = Declared(TOPIC, {"name": UNKNOWN_STRING_VALUE})
    stack = (Declared(STACK, name="stack"), unknown, replace_name(unknown, "other"))
    ((rule, text, urn),) = whole(stack, [topics_are_named_well])
    assert rule == "rules-know-what-they-judge"
    assert text.startswith(
        "not judged yet, until name is known: example, other by topics-are-named-well; nothing to do"
    )
    assert urn.endswith("Stack::stack")


@pytest.mark.parametrize(
    ("kind", "key", "source", "waits"),
    [
        ("gcp:projects/iAMMember:IAMMember", "member", "gcp:serviceaccount/account:Account", False),
        ("gcp:projects/iAMMember:IAMMember", "member", "gcp:projects/serviceIdentity:ServiceIdentity", False),
        ("gcp:projects/iAMMember:IAMMember", "member", "gcp:cloudrunv2/service:Service", True),
        ("gcp:pubsub/subscription:Subscription", "pushConfig", "gcp:cloudrunv2/service:Service", False),
        ("gcp:pubsub/subscription:Subscription", "pushConfig", "gcp:pubsub/topic:Topic", True),
        ("gcp:pubsub/subscription:Subscription", "topic", "gcp:cloudrunv2/service:Service", True),
    ],
)
def test_nobody_is_told_to_wait_for_what_its_origin_answers(
    kind: str, key: str, source: str, *, waits: bool
) -> None:
    @resource_rule(judges=kind, **WORDS)
    def values_are_well(one: Resource) -> Iterator[str]:
        """A value."""
        if not one.get(key):
            yield "none"

    push = {
        "pushEndpoint": Ref("source", "uri"),
        "oidcToken": {"serviceAccountEmail": Ref("account", "email")},
    }
    value = push if key == "pushConfig" else Ref("source", "out")

    @resource_rule(judges=kind, **WORDS)
    def endpoints_are_well(one: Resource) -> Iterator[str]:
        """A value."""
        if not one.get("pushConfig.pushEndpoint"):
            yield "none"

    account = Declared("gcp:serviceaccount/account:Account", name="account")
    stack = (account, Declared(source, name="source"), Declared(kind, {key: value}, name="one"))
    rules = [endpoints_are_well if key == "pushConfig" else values_are_well]
    assert [name for name, _, _ in whole(stack, rules)] == ["rules-know-what-they-judge"] * waits


def test_what_an_advisory_rule_finds_everywhere_is_said_once() -> None:
    gathered = replace(topics_are_named_well, level="advisory", gathered=True)
    stack = [Declared(STACK, name="stack")]
    stack += [Declared(TOPIC, {"name": "x"}, name=f"topic-{number:02}") for number in range(10)]
    ((rule, text, _),) = whole(tuple(stack), [gathered])
    assert rule == "topics-are-named-well"
    assert text.startswith("topic-00 (the name x is wrong), topic-01 ")
    assert "topic-07 (the name x is wrong) and 2 more; write it well (docs/rules/" in text


def test_an_advisory_rule_has_nothing_to_wait_for() -> None:
    unknown = Declared(TOPIC, {"name": UNKNOWN_STRING_VALUE})
    assert said(topics_are_named_well, {"levels": {"topics-are-named-well": "advisory"}}, unknown) == []


def test_a_rule_judges_only_the_types_that_it_names_in_full() -> None:
    other = Declared(TOPIC + "IAMMember", {"name": "wrong"})
    assert judged(other, [topics_are_named_well]) == []


def test_the_value_of_a_secret_is_never_printed() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "hunter22"}
    ((_, text),) = said(topics_are_named_well, {}, Declared(TOPIC, {"name": secret}))
    assert text.startswith("the name [secret] is wrong")


@pytest.mark.parametrize("level", ["mandatory", "advisory"])
def test_an_environment_chooses_the_level(level: str) -> None:
    wrong = Declared(TOPIC, {"name": "wrong"})
    assert [
        one for one, _ in said(topics_are_named_well, {"levels": {"topics-are-named-well": level}}, wrong)
    ] == [level]


def test_a_disabled_rule_says_nothing_even_if_it_would_break() -> None:
    assert said(topics_break_this_rule, {"levels": {"topics-break-this-rule": "disabled"}}) == []


def test_a_rule_that_needs_a_choice_is_silent_on_resources_and_speaks_once_of_the_stack() -> None:
    stack = (Declared(STACK, name="stack"), *GOOD)
    assert said(topics_are_in_a_region, {}) == []
    ((name, text, urn),) = judged_stack(stack, [topics_are_in_a_region])
    assert name == "choices-are-made"
    assert text.startswith(
        "not configured, so nothing was judged: topics-are-in-a-region (policy:allowed_regions); choose in"
    )
    assert urn.endswith("Stack::stack")
    assert len(said(topics_are_in_a_region, {"allowed_regions": []})) == 1


@pytest.mark.parametrize(
    ("today", "resource", "level"),
    [
        ("2026-12-31", "example", "exempt"),
        ("2026-12-31", f"{TOPIC}::example", "exempt"),
        ("2026-12-31", f"urn:pulumi:dev::vividly::{TOPIC}::example", "exempt"),
        ("2027-01-01", "example", "mandatory"),
        ("2026-12-31", "ample", "mandatory"),
        ("2026-12-31", "another", "mandatory"),
    ],
)
def test_an_exemption_covers_its_resource_until_its_day(today: str, resource: str, level: str) -> None:
    given: dict[str, object] = {"exemptions": [{**EXEMPTION, "resource": resource}], "today": today}
    assert [one for one, _ in said(topics_are_named_well, given, Declared(TOPIC, {"name": "x"}))] == [level]


@pytest.mark.parametrize(
    ("resource", "covers"),
    [
        ("key", True),
        ("gcp:secretmanager/secret:Secret::key", True),
        ("my:mod:Comp$gcp:secretmanager/secret:Secret::key", True),
        ("urn:pulumi:dev::vividly::my:mod:Comp$gcp:secretmanager/secret:Secret::key", True),
        ("my:mod:Comp::key", False),
        ("Secret::key", False),
        ("ey", False),
    ],
)
def test_an_exemption_finds_its_resource_within_a_component(resource: str, *, covers: bool) -> None:
    urn = "urn:pulumi:dev::vividly::my:mod:Comp$gcp:secretmanager/secret:Secret::key"
    exemption = Exemption(rule="secrets-rotate", resource=resource, reason="by hand", until="2027-01-31")
    assert exemption.names(urn) is covers


def test_parts_of_a_secret_are_not_printed_either() -> None:
    told = masked("args hold my-private-model and more; 'my-private' too", ["--model=my-private-model"])
    assert told == "args hold [secret] and more; '[secret]' too"
    assert masked("the page docs/rules is kept", ["docs"]) == "the page [secret]/rules is kept"


def test_settings_that_name_a_rule_that_is_not_there_are_told_with_the_closest() -> None:
    pack = Pack([topics_are_named_well])
    pack.configure(overridden(Settings(stack="dev"), {"levels": {"topics-are-named-wel": "disabled"}}))
    assert pack.settings.problems == (
        (
            "Pulumi.dev.yaml: policy:levels.topics-are-named-wel names topics-are-named-wel, "
            "which is no rule; did you mean topics-are-named-well?"
        ),
    )


def test_two_rules_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(module: ModuleType) -> list[Rule]:
        return rules_of(module) * 2

    monkeypatch.setattr("rules.rules_of", twice)
    with pytest.raises(ValueError, match=r"duplicate-rule .*grants-are-not-public"):
        found()
