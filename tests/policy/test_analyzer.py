# ruff: noqa: ANN401 - the protocol's messages have no types
"""The analyzer as the engine asks it: configured first, one resource at a time, then the stack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import answers
import beside
import decoding
import pytest
import yaml
from analyzer import Analyzer
from google.protobuf import empty_pb2
from judging import sent, urn
from pulumi.runtime.proto import analyzer_pb2 as messages
from rules import STACK, Declared, Ref, Resource, Stack, Words, resource_rule, stack_rule
from settings import Settings, read

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPIC = "gcp:pubsub/topic:Topic"
REQUESTS = Declared(TOPIC, {"name": "requests", "project": "p"}, name="requests")
WORDS = Words(fix="write it well", good=(REQUESTS,), bad=(REQUESTS,), severity="high")


@resource_rule(judges=TOPIC, **{**WORDS, "reads": ("registries",)})
def topics_have_no_name(topic: Resource) -> Iterator[str]:
    """A name is a promise."""
    yield f"{topic.get('name')} is a name, {len(topic.settings.registries)} registries"


@stack_rule(judges=TOPIC, **WORDS)
def topics_are_alone(topic: Resource, stack: Stack) -> Iterator[str]:
    """Two are a crowd."""
    sources = [one.name for one in stack.sources(topic, "kmsKeyName")]
    yield f"{topic.get('name')} has outputs {sorted(topic.outputs)} and comes from {sources}"


@resource_rule(judges=TOPIC, **{**WORDS, "needs": ("required_labels",)})
def topics_have_labels(topic: Resource) -> Iterator[str]:
    """A label is a handle."""
    yield f"{topic.settings.required_labels} are missing"


@pytest.fixture
def analyzer() -> Any:
    return Analyzer([topics_have_no_name, topics_are_alone, topics_have_labels])


def configured(analyzer: Any, **config: object) -> None:
    texts = {
        f"policy:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in config.items()
    }
    analyzer.ConfigureStack(messages.AnalyzerStackConfigureRequest(stack="dev", config=texts), None)


def levels(analyzer: Any) -> dict[str, str]:
    info = analyzer.GetAnalyzerInfo(empty_pb2.Empty(), None)
    name = messages.EnforcementLevel.Name
    return {one.name: name(one.enforcementLevel) for one in info.policies}


def override(analyzer: Any, given: dict[str, tuple[int, dict[str, Any]]]) -> None:
    request = messages.ConfigureAnalyzerRequest()
    for name, (level, properties) in given.items():
        request.policyConfig[name].enforcementLevel = level  # pyright: ignore[reportAttributeAccessIssue]
        request.policyConfig[name].properties.update(properties)
    analyzer.Configure(request, None)


def told(answer: Any) -> list[tuple[str, str, str]]:
    name = messages.EnforcementLevel.Name
    return [(one.policyName, name(one.enforcementLevel), one.message) for one in answer.diagnostics]


def test_levels_of_the_environment_are_told_before_anything_is_judged(analyzer: Any) -> None:
    configured(analyzer, levels={"topics-have-no-name": "advisory", "topics-are-alone": "disabled"})
    assert levels(analyzer) == {
        "topics-have-no-name": "ADVISORY",
        "topics-are-alone": "DISABLED",
        "topics-have-labels": "MANDATORY",
        "rules-know-what-they-judge": "ADVISORY",
        "resources-can-be-read": "MANDATORY",
        "choices-are-made": "ADVISORY",
    }


def test_a_level_from_the_command_line_wins_and_the_others_stay(analyzer: Any) -> None:
    configured(analyzer, levels={"topics-have-no-name": "advisory"})
    levels(analyzer)
    # The engine sends every rule's level, most of them as they were told.
    override(
        analyzer,
        {
            "topics-have-no-name": (messages.ADVISORY, {}),
            "topics-have-labels": (messages.ADVISORY, {"required_labels": ["app"]}),
        },
    )
    said = told(analyzer.Analyze(sent(REQUESTS), None))
    assert [(rule, level) for rule, level, _ in said] == [
        ("topics-have-no-name", "ADVISORY"),
        ("topics-have-labels", "ADVISORY"),
    ]


def test_a_choice_from_the_command_line_reaches_its_rule_alone(analyzer: Any) -> None:
    configured(analyzer, registries=["a/b"], required_labels=["app"])
    levels(analyzer)
    override(analyzer, {"topics-have-no-name": (messages.MANDATORY, {"registries": ["a/b", "c/d"]})})
    texts = [text for _, _, text in told(analyzer.Analyze(sent(REQUESTS), None))]
    assert texts[0].startswith("A name is a promise.\nrequests is a name, 2 registries; write it well (docs/")
    assert texts[1].startswith("A label is a handle.\n('app',) are missing; ")


def test_remediate_counts_as_mandatory(analyzer: Any) -> None:
    configured(analyzer)
    levels(analyzer)
    override(analyzer, {"topics-have-no-name": (messages.REMEDIATE, {})})
    assert told(analyzer.Analyze(sent(REQUESTS), None))[0][1] == "MANDATORY"
    assert not analyzer.Remediate(sent(REQUESTS), None).remediations


def in_stack(declared: Declared, **more: Any) -> messages.AnalyzerResource:
    message = messages.AnalyzerResource(type=declared.type, name=declared.name, urn=urn(declared), **more)
    message.properties.update({"id": "1"})
    return message


def test_a_stack_rule_sees_inputs_that_were_shown_before_and_outputs(analyzer: Any) -> None:
    key = Declared("gcp:kms/cryptoKey:CryptoKey", name="key")
    topic = Declared(TOPIC, {"name": "requests", "kmsKeyName": Ref("key", "id")}, name="requests")
    configured(analyzer)
    analyzer.Analyze(sent(topic), None)
    shown = in_stack(topic)
    shown.propertyDependencies["kmsKeyName"].urns.append(urn(key))
    stack = in_stack(Declared(STACK, name="stack"))
    said = told(
        analyzer.AnalyzeStack(messages.AnalyzeStackRequest(resources=[stack, in_stack(key), shown]), None)
    )
    assert [text for rule, _, text in said if rule == "topics-are-alone"] == [
        (
            "Two are a crowd.\nrequests has outputs ['id'] and comes from ['key']; write it well"
            " (docs/rules/topics-are-alone.md)"
        )
    ]
    assert [level for rule, level, _ in said if rule == "choices-are-made"] == ["ADVISORY"]


def test_a_stack_of_which_no_input_was_shown_is_judged_by_its_outputs(analyzer: Any) -> None:
    configured(analyzer)
    shown = in_stack(REQUESTS)
    shown.properties.update({"name": "from-the-state"})
    said = told(analyzer.AnalyzeStack(messages.AnalyzeStackRequest(resources=[shown]), None))
    assert any(text.startswith("Two are a crowd.\nfrom-the-state has outputs") for _, _, text in said)


def test_an_exemption_is_told_as_not_applicable_with_its_reason(analyzer: Any) -> None:
    reason = "renamed with the next release"
    exemption = {
        "rule": "topics-have-no-name",
        "resource": "requests",
        "reason": reason,
        "until": "2999-12-31",
    }
    configured(analyzer, exemptions=[exemption])
    answer = analyzer.Analyze(sent(REQUESTS), None)
    assert told(answer) == []
    assert [(one.policy_name, one.reason) for one in answer.not_applicable] == [
        ("topics-have-no-name", f"exempt until 2999-12-31: {reason}")
    ]


def test_an_engine_that_configures_nothing_leaves_it_to_the_file_beside_the_pack(
    analyzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(urn: str) -> Settings:
        return Settings(stack=urn.split(":")[2])

    monkeypatch.setattr(beside, "settings_of", nothing)
    assert [rule for rule, _, _ in told(analyzer.Analyze(sent(REQUESTS), None))] == ["topics-have-no-name"]


PROMISE = {
    "rule": "topics-have-no-name",
    "resource": "requests",
    "reason": "by agreement",
    "until": "2026-12-31",
}
AUDITED = {"policy:exemptions": json.dumps([PROMISE])}


@pytest.fixture
def audit(analyzer: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An analyzer whose stack has settings in a file that it reads when it is first asked to judge."""

    def from_the_file(urn: str) -> Settings:
        return read(urn.split(":")[2], AUDITED)

    monkeypatch.setattr(beside, "settings_of", from_the_file)
    return analyzer


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        ({"today": "2026-12-31"}, []),
        ({"today": "2027-01-01"}, ["topics-have-no-name"]),
        ({"today": "2026-12-31", "exemptions": []}, ["topics-have-no-name"]),
        ({"today": "2026-12-31", "registries": ["a/b"]}, []),
    ],
)
def test_what_is_asked_before_the_settings_are_known_is_laid_over_them(
    audit: Any, asked: dict[str, Any], rules: list[str]
) -> None:
    levels(audit)
    override(audit, {"topics-have-no-name": (messages.MANDATORY, asked)})
    assert [rule for rule, _, _ in told(audit.Analyze(sent(REQUESTS), None))] == rules


@pytest.mark.parametrize(
    ("name", "asked", "problem"),
    [
        ("topics-have-no-name", {"todayy": "x"}, "topics-have-no-name does not read todayy; it reads exempt"),
        ("topics-have-no-name", {"required_labels": []}, "topics-have-no-name does not read required_labels"),
        ("topics-have-no-name", {"registries": "a"}, "registries is wrong: Expected"),
        ("topics-have-a-name", {}, "names topics-have-a-name, which is no rule; did you mean topics-have-no"),
        ("all", {"today": "2026-01-01"}, "all takes a level only, not today"),
    ],
)
def test_what_nobody_heeds_is_a_problem_also_when_a_stack_is_only_analyzed(
    audit: Any, name: str, asked: dict[str, Any], problem: str
) -> None:
    levels(audit)
    override(audit, {name: (messages.MANDATORY, asked)})
    audit.Analyze(sent(REQUESTS), None)
    problems = audit._pack.settings.problems
    assert any(text.startswith(f"--policy-pack-config: {problem}") for text in problems), problems


def test_a_resource_that_cannot_be_read_is_refused_and_the_next_is_judged(
    analyzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(analyzer)
    with monkeypatch.context() as broken:
        broken.setattr(decoding, "proxied", None)
        ((rule, level, text),) = told(analyzer.Analyze(sent(REQUESTS), None))
    assert (rule, level) == ("resources-can-be-read", "MANDATORY")
    assert "what reads resources raised TypeError at policy/decoding.py:" in text
    assert [rule for rule, _, _ in told(analyzer.Analyze(sent(REQUESTS), None))] == ["topics-have-no-name"]


def test_the_version_is_the_one_that_the_engine_shows() -> None:
    described = yaml.safe_load((Path(answers.__file__).with_name("PulumiPolicy.yaml")).read_text())
    assert described["version"] == answers.VERSION
