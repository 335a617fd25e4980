"""Rules about the APIs that a resource needs: each is switched on, and before the resource is made.

Which type needs which API is the catalogue's knowledge (preflight/catalogue/resource_types.csv); a type that
it does not know is judged as needing none. Deliberately absent: what the program's own code calls at run
time, which `preflight check` compares.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from preflight.catalogue.apis import canonical
from preflight.catalogue.resource_types import CatalogueError, apis_of
from rules import Declared, Ref, known, stack_rule
from rules.per_stack import once_per_stack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules import Resource, Stack

SERVICE = "gcp:projects/service:Service"
IDENTITY = r"gcp:(projects|folder|organizations)/serviceIdentity:ServiceIdentity"
# A Service is made by the very API that it may have to switch on, so it cannot wait for all of its own.
NEEDING = r"gcp:(?!projects/service:Service$).+"

PUBSUB = {"project": "a-project", "service": "pubsub.googleapis.com", "disableOnDestroy": False}
TOPIC = {"project": "a-project", "name": "requests"}


@dataclass(frozen=True)
class Apis:
    """What a stack declares. `unread`: Services whose API is unknown; `before`: URN -> Services before it.

    `waiters`: URN -> how many resources say that they wait for it.
    """

    declared: Mapping[str, Sequence[Resource]]
    unread: Sequence[Resource]
    before: Mapping[str, frozenset[str]]
    waiters: Mapping[str, int]


@once_per_stack
def apis_in(stack: Stack) -> Apis:
    """Gather the Services of a stack by their API, and which of them each resource waits for."""
    declared: dict[str, list[Resource]] = {}
    unread: list[Resource] = []
    for service in stack.of(SERVICE):
        api = known(service.props, "service")
        (declared.setdefault(canonical(str(api)), []) if api else unread).append(service)
    own = {one.urn: frozenset({one.urn}) for one in stack.of(SERVICE)}
    before: dict[str, frozenset[str]] = {}
    for urn in TopologicalSorter({one.urn: one.waits_for for one in stack.resources}).static_order():
        waits_for = stack.by_urn[urn].waits_for if urn in stack.by_urn else ()
        before[urn] = own.get(urn, frozenset()).union(*(before[other] for other in waits_for))
    waiters = Counter(urn for one in stack.resources for urn in one.waits_for)
    return Apis(declared, unread, before, waiters)


def needed_by(one: Resource) -> Iterator[str]:
    """Yield the APIs without which a resource cannot be made."""
    try:
        yield from apis_of(one.type)
    except CatalogueError:
        return
    if re.fullmatch(IDENTITY, one.type) and (api := one.get("service")):
        yield str(api)


def declared_for(one: Resource, apis: Apis) -> Iterator[tuple[str, list[Resource]]]:
    """Yield each API that a resource needs with the Services for it, then raise if one may be unread."""
    elsewhere = {canonical(api) for api in one.settings.apis_declared_elsewhere}
    missing = False
    for api in map(canonical, needed_by(one)):
        services = [other for other in apis.declared.get(api, ()) if _may_share_a_project(one, other)]
        if services or (api not in elsewhere and not apis.unread):
            yield api, services
        missing |= not services and api not in elsewhere
    for service in apis.unread if missing else ():
        service.get("service")


def project_of(one: Resource) -> str | None:
    """Give the project of a resource, None where it is unknown or nobody says."""
    of = one.props if "project" in set(one.props) else one.provider
    project = known(of, "project")
    return str(project).removeprefix("projects/") if project else None


def _may_share_a_project(one: Resource, other: Resource) -> bool:
    projects = (project_of(one), project_of(other))
    # A project has a number and a name, and nothing here says which belong together.
    return None in projects or projects[0] == projects[1] or len({str(p).isdigit() for p in projects}) > 1


@stack_rule(
    judges=NEEDING,
    fix="declare it with gcp.projects.Service, or list it in policy:apis_declared_elsewhere",
    good=(
        Declared(SERVICE, PUBSUB, name="pubsub"),
        Declared("gcp:pubsub/topic:Topic", TOPIC, depends_on=("pubsub",)),
    ),
    bad=(Declared("gcp:pubsub/topic:Topic", TOPIC),),
    severity="high",
    reads=("apis_declared_elsewhere",),
)
def apis_are_declared(one: Resource, stack: Stack) -> Iterator[str]:
    """A resource whose API is not enabled cannot be made, and somebody's hand that enabled it is no record.

    It works in the project where the API happens to be on and fails in the next one, with SERVICE_DISABLED.
    An API never counts as covered by another one. Where the stack's Services belong to another project than
    the resource, they do not count.
    https://cloud.google.com/service-usage/docs/enable-disable
    """
    for api, services in declared_for(one, apis_in(stack)):
        if not services:
            yield f"{api} is needed and not declared"


@stack_rule(
    judges=NEEDING,
    fix="make it wait with depends_on=[...] for the gcp.projects.Service",
    good=(
        Declared(SERVICE, PUBSUB, name="pubsub"),
        Declared("gcp:pubsub/topic:Topic", TOPIC, name="requests", depends_on=("pubsub",)),
        Declared(
            "gcp:pubsub/subscription:Subscription",
            {"project": "a-project", "name": "pull", "topic": Ref("requests", "id")},
            name="pull",
        ),
    ),
    bad=(Declared(SERVICE, PUBSUB, name="pubsub"), Declared("gcp:pubsub/topic:Topic", TOPIC)),
    severity="medium",
    reads=("apis_declared_elsewhere",),
)
def resources_wait_for_their_apis(one: Resource, stack: Stack) -> Iterator[str]:
    """Without a dependency the resource is made beside its API, and the first update of a project fails.

    Waiting through another resource counts, as a subscription waits through its topic; a shared parent does
    not, because parents order nothing.
    https://www.pulumi.com/docs/iac/concepts/options/dependson/
    """
    apis = apis_in(stack)
    for api, services in declared_for(one, apis):
        if services and not any(service.urn in apis.before[one.urn] for service in services):
            yield f"{api} is declared and not waited for"
