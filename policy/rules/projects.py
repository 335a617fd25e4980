"""Rules about the APIs that are switched on in a project."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from preflight.catalogue.apis import canonical
from rules import Declared, known, resource_rule, stack_rule
from rules.api_index import SERVICE, apis_in
from rules.apis import NEEDING, PUBSUB, needed_by
from rules.google_projects import project_of
from rules.readings import is_true

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Stack

COMPUTE = {**PUBSUB, "service": "compute.googleapis.com"}


@resource_rule(
    judges=SERVICE,
    fix="write disable_on_destroy=False",
    good=(
        Declared(SERVICE, {"service": "pubsub.googleapis.com", "disableOnDestroy": False}),
        Declared(SERVICE, {"service": "pubsub.googleapis.com"}),
    ),
    bad=(Declared(SERVICE, {"service": "pubsub.googleapis.com", "disableOnDestroy": True}),),
    severity="high",
)
def services_are_never_disabled_on_destroy(service: Resource) -> Iterator[str]:
    """An API belongs to the whole project: switching it off stops everything that calls it, wherever it runs.

    Left unset, the API stays on in the provider's current major versions, and this rule lets that pass;
    older ones switched it off, which is why the project's own program always says False.
    https://www.pulumi.com/registry/packages/gcp/api-docs/projects/service/
    """
    if is_true(service.get("disableOnDestroy")):
        yield "disableOnDestroy is true"


@stack_rule(
    judges=SERVICE,
    fix="declare it once and let everything wait for that one",
    good=(
        Declared(SERVICE, PUBSUB, name="pubsub"),
        Declared(SERVICE, {**PUBSUB, "project": "b-project"}, name="pubsub-in-another-project"),
    ),
    bad=(Declared(SERVICE, PUBSUB, name="pubsub"), Declared(SERVICE, PUBSUB, name="pubsub-again")),
    severity="low",
)
def apis_are_declared_once(service: Resource, stack: Stack) -> Iterator[str]:
    """Two resources for one API are one switch with two owners: removing either takes it from both.

    Refused is the one for which fewer resources wait; the order of declaration is not the engine's order. A
    project that only the update will know is compared then.
    https://www.pulumi.com/registry/packages/gcp/api-docs/projects/service/
    """
    api = str(service.get("service"))
    apis = apis_in(stack)
    same = sorted(
        apis.declared.get(canonical(api), ()), key=lambda one: (-apis.waiters.get(one.urn, 0), one.urn)
    )
    unsure: list[Resource] = []
    for other in takewhile(lambda other: other.urn != service.urn, same):
        if known(other.props, "service") != api:
            continue
        if None in (project_of(service, stack), project_of(other, stack)):
            unsure.append(other)
        elif project_of(service, stack) == project_of(other, stack):
            yield f"service is {api}, which {other.name} declares too"
            return
    for other in unsure:
        if service.project == other.project:
            yield f"service is {api}, which {other.name} declares too"
            return


@resource_rule(
    judges=f"{SERVICE}|{NEEDING}",
    fix="do without it, or have it taken off policy:forbidden_apis",
    good=(Declared(SERVICE, PUBSUB),),
    bad=(
        Declared(SERVICE, COMPUTE),
        Declared("gcp:compute/address:Address", {"project": "a-project", "name": "way-in"}),
    ),
    severity="high",
    needs=("forbidden_apis",),
    given={"forbidden_apis": ["compute.googleapis.com"]},
)
def apis_are_allowed(one: Resource) -> Iterator[str]:
    """The organisation has decided against these APIs, for what they cost or for what they open.

    Refused is the API where it is declared, and every resource that needs it, since somebody may have
    enabled it elsewhere.
    https://cloud.google.com/resource-manager/docs/organization-policy/restricting-resources
    """
    forbidden = {canonical(api) for api in one.settings.forbidden_apis or ()}
    for api in [str(one.get("service"))] if one.type == SERVICE else needed_by(one):
        if canonical(api) in forbidden:
            yield f"{api} is needed and forbidden" if one.type != SERVICE else f"service is {api}"
