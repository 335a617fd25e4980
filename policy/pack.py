"""The pack as the engine sees it: every rule that is found, guarded, with its message put together.

A rule that raises is named and fails the check, and the others are still heard: unguarded, one exception ends
the whole preview without a word about which rule it came from. An unknown value is let through to the SDK,
which says that the rule could not be judged; the update, where the value is known, judges it.
Deliberately absent: reporters. The engine prints violations, and hands them out as policy events.
"""

from __future__ import annotations

import threading
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError
from rules import ResourceRule, Rule, StackRule, found

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

ROOT = Path(__file__).resolve().parent.parent


class Broken(threading.local):
    """What rules raised while one question of the engine is answered, which the SDK does in one thread."""

    def __init__(self) -> None:
        """Start with nothing broken."""
        self.said: list[str] = []


def start() -> None:
    """Serve the engine. Never returns."""
    PolicyPack("vividly", policies(found()))


def policies(rules: Iterable[Rule]) -> list[Policy]:
    """Turn rules into the SDK's policies, followed by the two that speak for rules that raised.

    The SDK asks in this order, so whoever speaks for the others must come last.
    """
    broken = Broken()
    return [*(policy(rule, broken) for rule in rules), *speakers(broken)]


def policy(rule: Rule, broken: Broken) -> Policy:
    """Turn one rule into the SDK's policy, on one resource or on the stack."""

    def on_resource(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if isinstance(rule, ResourceRule) and rule.judges.fullmatch(args.resource_type):
            with guarded(rule, broken):
                for what in rule.find(args):
                    report(message(rule, what), None)

    def on_stack(args: StackValidationArgs, report: ReportViolation) -> None:
        if isinstance(rule, StackRule):
            with guarded(rule, broken):
                for what, urn in rule.find(args):
                    report(message(rule, what), urn)

    level, severity, fix = EnforcementLevel(rule.level), Severity(rule.severity), rule.fix
    if isinstance(rule, StackRule):
        return StackValidationPolicy(
            rule.name, rule.reason, on_stack, level, severity=severity, remediation_steps=fix, url=rule.page
        )
    return ResourceValidationPolicy(
        rule.name, rule.reason, on_resource, level, severity=severity, remediation_steps=fix, url=rule.page
    )


def message(rule: Rule, what: str) -> str:
    """Say what is wrong and what to write instead. The engine adds the resource before it, and the reason."""
    return f"{what}; {rule.fix} ({rule.page})"


@contextmanager
def guarded(rule: Rule, broken: Broken) -> Generator[None]:
    """Keep whatever the rule raises from ending the check, and remember it for the speakers."""
    try:
        yield
    except UnknownValueError:
        raise
    except Exception as error:  # noqa: BLE001 - any exception at all means that the rule did not judge
        # The exception's own words are left out: they may hold a property's value, and that may be a secret.
        broken.said.append(f"{rule.name} raised {type(error).__name__} at {place(error)}")


def place(error: Exception) -> str:
    """Name the line of this project that raised, or the library's if none of ours is involved."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT / "policy" / "rules")]
    frame = (ours or frames)[-1]
    path = Path(frame.filename)
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{frame.lineno}"


def speakers(broken: Broken) -> list[Policy]:
    """Make the policies that report broken rules: mandatory, so that an advisory rule fails the check too."""

    def speak(_: object, report: ReportViolation) -> None:
        said, broken.said = broken.said, []
        for what in said:
            report(f"{what}; correct the rule: until then nobody knows whether this may be deployed", None)

    reason = "A rule that cannot judge must not be taken for one that found nothing."
    must = EnforcementLevel.MANDATORY
    return [
        ResourceValidationPolicy("rules-can-judge-the-resource", reason, speak, must, severity=Severity.HIGH),
        StackValidationPolicy("rules-can-judge-the-stack", reason, speak, must, severity=Severity.HIGH),
    ]
