"""Judges resources as the SDK does: the guarded policies in order, properties behind its proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pack import policies
from pulumi_policy import (
    Policy,
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

if TYPE_CHECKING:
    from rules import Declared, Rule

OPTIONS = PolicyResourceOptions(
    protect=False,
    ignore_changes=[],
    delete_before_replace=None,
    aliases=[],
    custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
    additional_secret_outputs=[],
)
UNJUDGED = "could not be judged"
Said = list[tuple[str, str, str | None]]


def judged(declared: Declared, rules: list[Rule]) -> list[tuple[str, str]]:
    """Return (policy, message) for one resource; a rule that met an unknown value says UNJUDGED."""
    args = ResourceValidationArgs(declared.type, proxied(declared), urn(declared), "example", OPTIONS, None)
    return [(name, message) for name, message, _ in asked(ResourceValidationPolicy, args, rules)]


def judged_stack(stack: tuple[Declared, ...], rules: list[Rule]) -> Said:
    """Return (policy, message, URN) for a whole stack."""
    return asked(StackValidationPolicy, StackValidationArgs([resource(one) for one in stack]), rules)


def asked(kind: type[Policy], args: object, rules: list[Rule]) -> Said:
    said: Said = []
    for policy in policies(rules):
        if isinstance(policy, kind):
            said += answer(policy, args)
    return said


def answer(policy: Any, args: object) -> Said:  # noqa: ANN401 - the SDK's two kinds share no typed method
    said: Said = []

    def report(message: str, at: str | None = None) -> None:
        said.append((policy.name, message, at))

    try:
        policy.validate(args, report)
    except UnknownValueError:
        said.append((policy.name, UNJUDGED, None))
    return said


def resource(declared: Declared) -> PolicyResource:
    props, at = proxied(declared), urn(declared)
    return PolicyResource(declared.type, props, at, "example", OPTIONS, None, None, [], {})


def proxied(declared: Declared) -> dict[str, Any]:
    return unknown_checking_proxy(dict(declared.inputs))


def urn(declared: Declared) -> str:
    return f"urn:pulumi:dev::vividly::{declared.type}::example"
