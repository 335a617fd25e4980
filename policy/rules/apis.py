"""Rules about the APIs that a resource needs: each is switched on, and before the resource is made.

Which type needs which API is the catalogue's knowledge (preflight/catalogue/resource_types.csv); a type that
it does not know is judged as needing none. Deliberately absent: what the program's own code calls at run
time, which `preflight check` compares.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue.apis import canonical
from preflight.catalogue.resource_types import CatalogueError, apis_of
from rules import Declared, Ref, stack_rule
from rules.api_index import SERVICE, apis_in
from rules.google_projects import is_made_with_the_callers, is_of_a_new_project, project_of
from rules.pubsub import SUBSCRIPTION, TOPIC
from rules.references import may_be_one

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Stack

IDENTITIES = r"gcp:(projects|folder|organizations)/serviceIdentity:ServiceIdentity"
# A Service is made by the very API that it may have to switch on, so it cannot wait for all of its own.
NEEDING = r"gcp:(?!projects/service:Service$).+"

PUBSUB = {"project": "a-project", "service": "pubsub.googleapis.com", "disableOnDestroy": False}
REQUESTS = {"project": "a-project", "name": "requests"}


def needed_by(one: Resource) -> Iterator[str]:
    """Yield the APIs without which a resource cannot be made."""
    try:
        yield from apis_of(one.type)
    except CatalogueError:
        return
    if re.fullmatch(IDENTITIES, one.type) and (api := one.get("service")):
        yield str(api)


def declared_for(one: Resource, stack: Stack) -> Iterator[tuple[str, list[Resource]]]:
    """Yield each API that a resource needs with the Services for it, then raise if one may be unread."""
    apis = apis_in(stack)
    elsewhere = {canonical(api) for api in one.settings.apis_declared_elsewhere}
    missing = False
    for api in map(canonical, needed_by(one)):
        if api in elsewhere:
            continue
        services = [service for service in apis.declared.get(api, ()) if may_serve(service, one, stack)]
        if services or not apis.unread:
            yield api, services
        missing |= not services
    for service in apis.unread if missing else ():
        service.get("service")


def may_serve(service: Resource, one: Resource, stack: Stack) -> bool:
    """Say whether a Service can be what a resource needs: of its project, and there before it."""
    if one.urn in apis_in(stack).behind[service.urn]:
        return False
    if is_made_with_the_callers(one) and is_of_a_new_project(service, stack):
        return False
    return may_be_one(project_of(one, stack), project_of(service, stack))


@stack_rule(
    judges=NEEDING,
    fix="declare it with gcp.projects.Service, or list it in policy:apis_declared_elsewhere",
    good=(
        Declared(SERVICE, PUBSUB, name="pubsub"),
        Declared(TOPIC, REQUESTS, depends_on=("pubsub",)),
    ),
    bad=(Declared(TOPIC, REQUESTS),),
    severity="high",
    reads=("apis_declared_elsewhere",),
)
def apis_are_declared(one: Resource, stack: Stack) -> Iterator[str]:
    """A resource whose API is not enabled cannot be made, and somebody's hand that enabled it is no record.

    It works in the project where the API happens to be on and fails in the next one, with SERVICE_DISABLED.
    An API never counts as covered by another one. A Service for another project does not count, nor does one
    that waits for the resource itself. What belongs to a folder, an organisation or a billing account, and a
    project that is being made, need the API of the project from which they are made.
    https://cloud.google.com/service-usage/docs/enable-disable
    """
    for api, services in declared_for(one, stack):
        if not services:
            yield f"{api} is needed and not declared"


@stack_rule(
    judges=NEEDING,
    fix="make it wait with depends_on=[...] for the gcp.projects.Service",
    good=(
        Declared(SERVICE, PUBSUB, name="pubsub"),
        Declared(TOPIC, REQUESTS, name="requests", depends_on=("pubsub",)),
        Declared(
            SUBSCRIPTION,
            {"project": "a-project", "name": "pull", "topic": Ref("requests", "id")},
            name="pull",
        ),
    ),
    bad=(Declared(SERVICE, PUBSUB, name="pubsub"), Declared(TOPIC, REQUESTS)),
    severity="medium",
    reads=("apis_declared_elsewhere",),
)
def resources_wait_for_their_apis(one: Resource, stack: Stack) -> Iterator[str]:
    """Without a dependency the resource is made beside its API, and the first update of a project fails.

    Waiting through another resource counts, as a subscription waits through its topic, and as a child waits
    for whatever its component or its provider waited for before it was there. A parent that two resources
    share orders neither of them. What another stack declares is not waited for.
    https://www.pulumi.com/docs/iac/concepts/options/dependson/
    """
    before = apis_in(stack).before[one.urn]
    for api, services in declared_for(one, stack):
        if services and not any(service.urn in before for service in services):
            yield f"{api} is declared and not waited for"
