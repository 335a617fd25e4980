"""Says whether Google's Pub/Sub agent holds a role on a topic or a subscription of the stack.

The agent is known by its address, or by being an output of the ServiceIdentity that makes it: its address
holds the project's number, which a preview may not know.

https://cloud.google.com/pubsub/docs/access-control
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from rules import known
from rules.grants import grants_of
from rules.per_stack import once_per_stack
from rules.pubsub import SUBSCRIPTION, TOPIC
from rules.readings import hear_all, may_hold
from rules.reference_index import index_of
from rules.references import Reference, reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rules import Resource, Stack
    from rules.grants import Grant
    from rules.reference_index import Index

IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity"
AGENT = re.compile(r"serviceaccount:service-\d+@gcp-sa-pubsub\.iam\.gserviceaccount\.com")
# What lets the agent do it as well; that owner and editor are too much is for other rules to say.
WIDER = {"roles/pubsub.editor", "roles/pubsub.admin", "roles/editor", "roles/owner"}

PROJECT_WIDE = r"gcp:projects/iAM(Member|Binding|Policy):\w+"
TYPES = {"topic": TOPIC, "subscription": SUBSCRIPTION}
NEEDED = {"topic": "roles/pubsub.publisher", "subscription": "roles/pubsub.subscriber"}
"""What the agent needs on each."""


def agent_has(kind: str, target: Reference, stack: Stack) -> bool:
    """Say whether a grant of the stack gives the agent what it needs on a `topic` or a `subscription`.

    Raises for a grant of which only the update will know whether it does, if no other one does. Of what a
    grant must be, each part that is known to be otherwise decides, whatever is unknown in the others.
    """
    giving, unsure = _grants(stack)[kind]
    targets = (target, _everything_in(target.project))
    if any(map(any, map(giving.naming, targets))):
        return True
    for grant in chain.from_iterable(map(unsure.naming, targets)):
        list(_gives(kind, grant, stack))
    giving.wait()
    unsure.wait()
    return False


@once_per_stack
def _grants(stack: Stack) -> Mapping[str, tuple[Index, Index]]:
    """Index the grants on each kind that give the agent what it needs, then those that perhaps do."""
    return {kind: _grants_on(kind, stack) for kind in TYPES}


def _grants_on(kind: str, stack: Stack) -> tuple[Index, Index]:
    grants = [*stack.of(rf"gcp:pubsub/{kind}IAM(Member|Binding|Policy):\w+"), *stack.of(PROJECT_WIDE)]
    answers = [(grant, may_hold(_gives(kind, grant, stack))) for grant in grants]

    def on(grant: Resource) -> Reference | None:
        if re.fullmatch(PROJECT_WIDE, grant.type):
            return _everything_in(grant.get("project"))
        return reference(stack, grant, kind, TYPES[kind])

    giving = index_of((grant for grant, gives in answers if gives), on)
    return giving, index_of((grant for grant, gives in answers if gives is None), on)


def _everything_in(project: str | None) -> Reference:
    return Reference("*", project, frozenset())


def _gives(kind: str, grant: Resource, stack: Stack) -> Iterator[bool]:
    """Say whether a grant, whatever it is on, gives the agent the role that it needs or a wider one."""
    roles = WIDER | {NEEDED[kind]}
    yield any(
        hear_all(
            _all_hold((_is_one_of(roles, given), _is_to_agent(given, grant, stack)))
            for given in grants_of(grant)
        )
    )


def _all_hold(parts: Iterable[Iterable[bool]]) -> Iterator[bool]:
    yield all(hear_all(parts))


def _is_one_of(roles: set[str], given: Grant) -> Iterator[bool]:
    yield given.role() in roles


def _is_to_agent(given: Grant, grant: Resource, stack: Stack) -> Iterator[bool]:
    made_from = [*stack.sources(grant, "member"), *stack.sources(grant, "members")]
    yield any(map(_is_agent, made_from)) or any(AGENT.fullmatch(one.casefold()) for one in given.members())


def _is_agent(one: Resource) -> bool:
    return one.type == IDENTITY and known(one.props, "service") == "pubsub.googleapis.com"
