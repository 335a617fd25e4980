"""Rules about the APIs that are switched on in a project."""

from __future__ import annotations

import difflib
import re
from itertools import takewhile
from typing import TYPE_CHECKING

from preflight.catalogue.apis import canonical, names
from preflight.closest import closest_api
from rules import Declared, known, resource_rule, stack_rule
from rules.apis import IDENTITY, NEEDING, SERVICE, apis_in, needed_by, project_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Stack

GOOGLE = "googleapis.com"
PUBSUB = {"project": "a-project", "service": "pubsub.googleapis.com", "disableOnDestroy": False}
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
    if service.get("disableOnDestroy"):
        yield "disableOnDestroy is true"


@resource_rule(
    judges=f"{SERVICE}|{IDENTITY}",
    fix="write the name that `gcloud services list --available` gives",
    good=(
        Declared(SERVICE, PUBSUB),
        Declared(SERVICE, {"service": "catalogue.endpoints.a-project.cloud.goog"}),
    ),
    bad=(
        Declared(SERVICE, {**PUBSUB, "service": "pubsubb.googleapis.com"}),
        Declared(SERVICE, {**PUBSUB, "service": "pubsub"}),
    ),
    severity="high",
)
def api_names_exist(service: Resource) -> Iterator[str]:
    """Google enables APIs in groups, and one name that does not exist fails the whole group.

    Which name it was, the error does not say. Names are compared with the catalogue in
    preflight/catalogue/tables/apis.csv, and those of other domains than googleapis.com are let pass: they
    are services of your own or of partners.
    https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchEnable
    """
    api = str(service.get("service") or "")
    if api in names() or not _is_googles(api):
        return
    hint = closest_api(api, names()).rstrip("?")
    yield f"service is {api}, which is no API that the catalogue knows{hint and f' ({hint}?)'}"


def _is_googles(api: str) -> bool:
    """Say whether a name can only be Google's, or be meant so: without a domain, or with one much like it."""
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", api):
        return True
    domain = api.partition(".")[2]
    return api.endswith(GOOGLE) or bool(difflib.get_close_matches(domain, [GOOGLE], cutoff=0.85))


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
        if None in (project_of(service), project_of(other)):
            unsure.append(other)
        elif project_of(service) == project_of(other):
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
