"""Rules about the pack's own settings: what is wrong in them must not pass for a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import STACK, Declared, stack_rule

TOPIC = "gcp:pubsub/topic:Topic"

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Stack

_UNTIL_MAY = {
    "rule": "secrets-rotate",
    "resource": "session-key",
    "reason": "rotated by hand until the job exists",
    "until": "2026-05-31",
}


@stack_rule(
    judges=STACK,
    fix="correct it as docs/how-to/choose-what-the-policy-pack-refuses.md says",
    good=(Declared(STACK),),
    bad=(Declared(STACK),),
    severity="high",
    bad_given={"allowed_region": ["us-central1"]},
)
def settings_are_sound(stack: Resource, _: Stack) -> Iterator[str]:
    """A setting that cannot be read is a choice that was meant and is not in force.

    Misspelled keys, levels and exemptions of rules that do not exist, values of another kind: the rules judge
    without them, and the preview fails.
    """
    yield from stack.settings.problems


@stack_rule(
    judges=STACK,
    fix="repair what it excuses, or agree on a new end and write it with its reason",
    good=(Declared(STACK),),
    bad=(Declared(STACK),),
    severity="high",
    reads=("exemptions", "today"),
    bad_given={"exemptions": [_UNTIL_MAY], "today": "2026-06-01"},
)
def exemptions_are_in_force(stack: Resource, _: Stack) -> Iterator[str]:
    """An exemption is a promise with a date; past it, the rule holds again and somebody must decide.

    What it excused is refused again at the same time, so nothing stays excused by being forgotten.
    """
    for one in stack.settings.exemptions:
        if one.end < stack.settings.day:
            yield f"the exemption of {one.resource} from {one.rule} ended on {one.end} ({one.reason})"


@stack_rule(
    judges=STACK,
    fix="write the resource's name as the program does, or take the exemption away",
    good=(Declared(STACK, name="whole"), Declared(TOPIC, {"name": "requests"}, name="session-key")),
    bad=(Declared(STACK, name="whole"), Declared(TOPIC, {"name": "requests"}, name="another")),
    severity="low",
    level="advisory",
    reads=("exemptions",),
    given={"exemptions": [_UNTIL_MAY], "today": "2026-05-01"},
)
def exemptions_name_a_resource(whole: Resource, stack: Stack) -> Iterator[str]:
    """An exemption that fits nothing excuses nothing: it is misspelled, or it was forgotten.

    The environments of a project may share a program, and one of them not have the resource; hence advisory.
    """
    for number, one in enumerate(whole.settings.exemptions):
        if not any(one.names(resource.urn) for resource in stack.resources):
            yield f"exemptions[{number}] names {one.resource}, which is no resource of this stack"
