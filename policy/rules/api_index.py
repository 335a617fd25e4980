"""Which APIs a stack declares, and what waits for what, near and far.

What it waits for, a resource says by what it depends on, by its parent and by its provider; decoding puts all
of them together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from preflight.catalogue.apis import canonical
from rules.per_stack import once_per_stack
from rules.resource import known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.resource import Resource, Stack

SERVICE = "gcp:projects/service:Service"


@dataclass(frozen=True)
class Apis:
    """What a stack declares. `unread`: Services whose API is unknown; `before`: URN -> Services before it.

    `waiters`: URN -> how many resources say that they wait for it; `behind`: Service -> what it waits for.
    """

    declared: Mapping[str, Sequence[Resource]]
    unread: Sequence[Resource]
    before: Mapping[str, frozenset[str]]
    waiters: Mapping[str, int]
    behind: Mapping[str, frozenset[str]]


@once_per_stack
def apis_in(stack: Stack) -> Apis:
    """Gather the Services of a stack by their API, and which of them each resource waits for."""
    declared: dict[str, list[Resource]] = {}
    unread: list[Resource] = []
    for service in stack.of(SERVICE):
        api = known(service.props, "service")
        if api:
            declared.setdefault(canonical(str(api)), []).append(service)
        elif api is None:
            unread.append(service)
    waits_for = {one.urn: set(one.waits_for) for one in stack.resources}
    own = {one.urn: frozenset({one.urn}) for one in stack.of(SERVICE)}
    before = before_each(waits_for, own)
    waiters = Counter(urn for one in stack.resources for urn in one.waits_for)
    return Apis(declared, unread, before, waiters, {urn: behind(urn, waits_for) for urn in own})


def before_each(
    waits_for: Mapping[str, set[str]], own: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Give the Services that each URN waits for, near and far, itself among them if it is one."""
    before: dict[str, frozenset[str]] = {}
    try:
        for urn in TopologicalSorter(waits_for).static_order():
            others = (before[other] for other in waits_for.get(urn, ()))
            before[urn] = own.get(urn, frozenset()).union(*others)
    except CycleError:
        # What the engine shows is no circle; aliases might look like one.
        return {urn: (behind(urn, waits_for) | {urn}) & own.keys() for urn in waits_for}
    return before


def behind(urn: str, waits_for: Mapping[str, set[str]]) -> frozenset[str]:
    """Give all URNs that one waits for, near and far."""
    found: set[str] = set()
    to_see = [urn]
    while to_see:
        new = waits_for.get(to_see.pop(), set()) - found
        found |= new
        to_see.extend(new)
    return frozenset(found)
