"""Says whether Google's Pub/Sub agent holds a role on a topic or a subscription of the stack.

The agent is known by its address, or by being an output of the ServiceIdentity that makes it: its address
holds the project's number, which a preview may not know.

https://cloud.google.com/pubsub/docs/access-control
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from rules import known
from rules.grants import grants_of
from rules.pubsub import SUBSCRIPTION, TOPIC
from rules.readings import told
from rules.references import may_be_one, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rules import Resource, Stack
    from rules.grants import Grant
    from rules.references import Reference

IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity"
AGENT = re.compile(r"serviceaccount:service-\d+@gcp-sa-pubsub\.iam\.gserviceaccount\.com")
# What lets the agent do it as well; that owner and editor are too much is for other rules to say.
WIDER = {"roles/pubsub.editor", "roles/pubsub.admin", "roles/editor", "roles/owner"}

PROJECT_WIDE = r"gcp:projects/iAM(Member|Binding|Policy):\w+"
TYPES = {"topic": TOPIC, "subscription": SUBSCRIPTION}


def agent_has(role: str, kind: str, target: Reference, stack: Stack) -> bool:
    """Say whether a grant of the stack gives the agent the role on a `topic` or a `subscription`.

    Raises for a grant of which only the update will know whether it does, if no other one does. Of what a
    grant must be, each part that is known to be otherwise decides, whatever is unknown in the others.
    """
    grants = [*stack.of(rf"gcp:pubsub/{kind}IAM(Member|Binding|Policy):\w+"), *stack.of(PROJECT_WIDE)]
    parts = (partial(_reaches, kind, target), partial(_gives, WIDER | {role}))
    return any(told(partial(_holds, [partial(part, one, stack) for part in parts]) for one in grants))


def _holds(parts: list[Callable[[], Iterator[bool]]]) -> Iterator[bool]:
    yield all(told(parts))


def _reaches(kind: str, target: Reference, grant: Resource, stack: Stack) -> Iterator[bool]:
    if re.fullmatch(PROJECT_WIDE, grant.type):
        yield may_be_one(grant.get("project"), target.project)
        return
    named = reference(stack, grant, kind, TYPES[kind])
    yield named is not None and named.same(target)


def _gives(roles: set[str], grant: Resource, stack: Stack) -> Iterator[bool]:
    yield any(
        told(
            partial(_holds, [partial(_is_one_of, roles, given), partial(_is_to_agent, given, grant, stack)])
            for given in grants_of(grant)
        )
    )


def _is_one_of(roles: set[str], given: Grant) -> Iterator[bool]:
    yield given.role() in roles


def _is_to_agent(given: Grant, grant: Resource, stack: Stack) -> Iterator[bool]:
    made_from = [*stack.sources(grant, "member"), *stack.sources(grant, "members")]
    yield any(map(_is_agent, made_from)) or any(AGENT.fullmatch(one.casefold()) for one in given.members())


def _is_agent(one: Resource) -> bool:
    return one.type == IDENTITY and known(one.props, "service") == "pubsub.googleapis.com"
