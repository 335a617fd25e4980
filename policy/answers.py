# ruff: noqa: ANN401 - the generated messages have no types
"""Builds the messages that the engine is answered with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import settings
from pulumi.runtime.proto import analyzer_pb2 as messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from choices import Level
    from pack import Verdict
    from rules import Rule

# The version is also PulumiPolicy.yaml's, which the engine shows; a test compares.
NAME, VERSION = "vividly", "0.1.0"
_LEVELS = {"advisory": messages.ADVISORY, "mandatory": messages.MANDATORY, "disabled": messages.DISABLED}
_WORDS: Mapping[int, Any] = {
    **{int(number): word for word, number in _LEVELS.items()},
    # Nothing is rewritten here, so what was to be remediated is refused.
    int(messages.REMEDIATE): "mandatory",
}
_SEVERITIES = {
    "low": messages.POLICY_SEVERITY_LOW,
    "medium": messages.POLICY_SEVERITY_MEDIUM,
    "high": messages.POLICY_SEVERITY_HIGH,
    "critical": messages.POLICY_SEVERITY_CRITICAL,
}
_KINDS = {True: messages.POLICY_TYPE_STACK, False: messages.POLICY_TYPE_RESOURCE}


def word(level: int) -> Level | None:
    """Give the level that a number of the engine's means, None for one that is not known."""
    return _WORDS.get(level)


def info(rules: Iterable[tuple[Rule, str]]) -> Any:
    """Describe every rule, each at the level that it has."""
    about = [_described(rule, level) for rule, level in rules]
    return messages.AnalyzerInfo(name=NAME, version=VERSION, supportsConfig=True, policies=about)


def _described(rule: Rule, level: str) -> Any:
    about = messages.PolicyInfo(
        name=rule.name,
        description=rule.reason,
        enforcementLevel=_LEVELS[level],
        severity=_SEVERITIES[rule.severity],
        policy_type=_KINDS[rule.of_stack],
        remediation_steps=rule.fix,
        url=rule.page,
    )
    about.configSchema.properties.update(
        {name: settings.schema_of(name) for name in (*rule.needs, *rule.reads)}
    )
    return about


def answer(verdicts: Iterable[Verdict]) -> Any:
    """Turn verdicts into what the engine shows, and into why something does not apply."""
    message = messages.AnalyzeResponse()
    for one in verdicts:
        if one.level == "exempt":
            message.not_applicable.add(policy_name=one.rule.name, reason=one.text)
            continue
        message.diagnostics.add(
            policyName=one.rule.name,
            policyPackName=NAME,
            policyPackVersion=VERSION,
            description=one.rule.reason,
            message=f"{one.rule.reason}\n{one.text}",
            enforcementLevel=_LEVELS[one.level],
            severity=_SEVERITIES[one.rule.severity],
            urn=one.urn,
        )
    return message
