"""Waits for what is made but not usable yet, instead of failing the deployment.

Google is slow to know what it has itself just made, and no fixed sleep is right
(terraform-provider-google issues 2129 and 8214). So a refused creation or update is tried again, but only
while it can help (see refusals.py), and only for so long. Deliberately absent: a second opinion on errors
that the provider itself tries again.

https://www.pulumi.com/docs/iac/concepts/resources/options/hooks/
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi

from infra import identities, refusals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.inputs import Inputs

LIMIT_SECONDS = 300.0
# The engine itself stops after 100 tries of one resource.
LIMIT_TRIES = 60
_WAITS = (1.0, 2.0, 3.0, 5.0, 8.0)


@dataclass(frozen=True)
class Decision:
    """Try again after `wait` seconds, or stop (None); `message` is empty where it is not our matter."""

    wait: float | None
    about: str = ""
    message: str = ""


def decide(errors: Sequence[str], resource_type: str, stack: refusals.Stack, elapsed: float) -> Decision:
    """Decide about a resource with these `errors` (newest first), `elapsed` seconds after the first one."""
    refusal = refusals.read(errors[0], resource_type, stack) if errors else None
    if refusal is None:
        return Decision(wait=None)
    if refusal.hopeless:
        return Decision(None, refusal.about, refusal.hopeless)
    wait = _WAITS[min(len(errors), len(_WAITS)) - 1]
    if elapsed + wait > LIMIT_SECONDS or len(errors) > LIMIT_TRIES:
        what = (
            f"{refusal.end} after {elapsed:.0f} s; nothing is lost, run the same command again in a few"
            " minutes; if it goes on, compare the project in Google's message with vividly:project"
        )
        return Decision(None, refusal.about, what)
    return Decision(
        wait, refusal.about, f"{refusal.waiting}: waiting, {elapsed:.0f} of at most {LIMIT_SECONDS:.0f} s"
    )


@dataclass
class Patience:
    """Remembers since when each resource fails, and tells each stage of waiting once for all resources."""

    stack: refusals.Stack
    _first: dict[str, float] = field(default_factory=dict)
    _told: dict[str, float] = field(default_factory=dict)

    async def __call__(self, args: pulumi.ErrorHookArgs) -> bool:
        """Answer the engine: True to try again."""
        now = time.monotonic()
        elapsed = now - self._first.setdefault(args.urn, now)
        decision = decide(args.errors, args.type, self.stack, elapsed)
        if decision.wait is None:
            if decision.message:
                pulumi.log.error(f"{args.name}: {decision.message}")
            return False
        # A dozen resources may wait for the same thing; a line every few seconds is enough of a sign of life.
        if now - self._told.get(decision.about, -60.0) >= 5.0:
            self._told[decision.about] = now
            pulumi.log.info(decision.message)
        await asyncio.sleep(decision.wait)
        return True


def stack_of(inputs: Inputs) -> refusals.Stack:
    """Tell what this stack makes itself, and so what is worth waiting for."""
    return refusals.Stack(
        project=inputs.settings.project,
        apis={entry.api for entry in inputs.apis},
        bootstrap={entry.api for entry in inputs.apis if entry.bootstrap},
        accounts=identities.addresses(inputs.settings),
    )


def hooks(inputs: Inputs) -> pulumi.ResourceHookBinding:
    """Give the hooks that every resource of the stack is bound to."""
    return pulumi.ResourceHookBinding(
        on_error=[pulumi.ErrorHook("not-usable-yet", Patience(stack_of(inputs)))]
    )
