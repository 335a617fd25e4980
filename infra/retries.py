"""Waits for an API that is enabled but not usable yet, instead of failing the deployment.

Google answers SERVICE_DISABLED for seconds to minutes after it has said that an API is enabled, and no fixed
sleep is right (terraform-provider-google issues 2129 and 8214). So a refused creation or update is tried
again, but only while it can help: only for an API that this stack itself declares, and only for so long.
An API that the stack does not declare is not coming, and the deployment stops at once, saying which.

Deliberately absent: any other error. Whatever else Google refuses is shown as it is.

https://www.pulumi.com/docs/iac/concepts/resources/options/hooks/
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LIMIT_SECONDS = 300.0
# The engine itself stops after 100 tries of one resource.
LIMIT_TRIES = 60
_WAITS = (1.0, 2.0, 3.0, 5.0, 8.0)
# In the details of the error as JSON (escaped or not), else in the link that Google's message gives.
_SERVICE = re.compile(
    r'\\*"service\\*"\s*:\s*\\*"(?P<detail>[a-z0-9.-]+\.googleapis\.com)'
    r"|/apis/api/(?P<link>[a-z0-9.-]+\.googleapis\.com)"
)


@dataclass(frozen=True)
class Decision:
    """Try again after `wait` seconds, or stop (None); `message` is empty where it is not our matter."""

    wait: float | None
    api: str = ""
    message: str = ""


def decide(errors: Sequence[str], declared: Collection[str], elapsed: float) -> Decision:
    """Decide about a resource with these `errors` (newest first), `elapsed` seconds after the first one."""
    newest = errors[0] if errors else ""
    match = _SERVICE.search(newest)
    if "SERVICE_DISABLED" not in newest or match is None:
        return Decision(wait=None)
    api = match["detail"] or match["link"]
    if api not in declared:
        what = f"{api} is called by this stack and not declared; add it to infra/apis.yaml with its reason"
        return Decision(None, api, what)
    wait = _WAITS[min(len(errors), len(_WAITS)) - 1]
    if elapsed + wait > LIMIT_SECONDS or len(errors) > LIMIT_TRIES:
        what = (
            f"{api} is enabled but still refuses calls after {elapsed:.0f} s; nothing is lost, run the same"
            " command again in a few minutes; if it goes on, compare the project in Google's message with"
            " vividly:project"
        )
        return Decision(None, api, what)
    what = f"{api} is enabled but not usable yet: waiting, {elapsed:.0f} of at most {LIMIT_SECONDS:.0f} s"
    return Decision(wait, api, what)


@dataclass
class Patience:
    """Remembers since when each resource fails, and tells each stage of waiting once for all resources."""

    declared: Collection[str]
    _first: dict[str, float] = field(default_factory=dict)
    _told: dict[str, float] = field(default_factory=dict)

    async def __call__(self, args: pulumi.ErrorHookArgs) -> bool:
        """Answer the engine: True to try again."""
        now = time.monotonic()
        elapsed = now - self._first.setdefault(args.urn, now)
        decision = decide(args.errors, self.declared, elapsed)
        if decision.wait is None:
            if decision.message:
                pulumi.log.error(f"{args.name}: {decision.message}")
            return False
        # A dozen resources may wait for the same API; one line every few seconds is enough of a sign of life.
        if now - self._told.get(decision.api, -60.0) >= 5.0:
            self._told[decision.api] = now
            pulumi.log.info(decision.message)
        await asyncio.sleep(decision.wait)
        return True


def hooks(declared: Collection[str]) -> pulumi.ResourceHookBinding:
    """Give the hooks that every resource of the stack is bound to."""
    return pulumi.ResourceHookBinding(on_error=[pulumi.ErrorHook("api-not-usable-yet", Patience(declared))])
