"""Rules about who reaches a Cloud Run service, and whether it is asked who calls.

Deliberately absent: grants to everybody, which `grants-are-not-public` refuses for every Google service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.containers import SERVICE, SERVICE_V1, SERVICES
from rules.readings import block_at, is_true

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

_INVOKER = "run.googleapis.com/invoker-iam-disabled"
_INGRESS = "run.googleapis.com/ingress"
_OPEN = {"ingress_traffic_all", "ingress_traffic_unspecified", "all"}

_API = {"name": "api", "location": "us-central1"}


@resource_rule(
    judges=SERVICES,
    fix="remove invoker_iam_disabled, and grant roles/run.invoker to those who call",
    good=(
        Declared(SERVICE, {**_API, "template": {}}),
        Declared(SERVICE, {**_API, "template": {}, "invokerIamDisabled": False}),
    ),
    bad=(
        Declared(SERVICE, {**_API, "template": {}, "invokerIamDisabled": True}),
        Declared(SERVICE_V1, {**_API, "metadata": {"annotations": {_INVOKER: "true"}}}),
    ),
    severity="critical",
)
def callers_are_checked(service: Resource) -> Iterator[str]:
    """A service that does not check its callers answers everybody who reaches it, without a single grant.

    It has the effect of granting roles/run.invoker to allUsers, and no rule or organisation policy about
    grants sees it. The first API says it by an annotation of the service.
    https://cloud.google.com/run/docs/securing/managing-access#invoker_check
    """
    if service.type == SERVICE:
        if is_true(service.get("invokerIamDisabled")):
            yield "invokerIamDisabled is true"
        return
    notes = block_at(service.props, "metadata.annotations")
    if _INVOKER in set(notes) and is_true(notes[_INVOKER]):
        yield f"the annotation {_INVOKER} is true"


@resource_rule(
    judges=SERVICES,
    fix=(
        'write ingress="INGRESS_TRAFFIC_INTERNAL_ONLY", or list the service under'
        " policy:services_open_to_the_internet"
    ),
    good=(
        Declared(SERVICE, {**_API, "template": {}, "ingress": "INGRESS_TRAFFIC_ALL"}),
        Declared(SERVICE, {"name": "worker", "template": {}, "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY"}),
    ),
    bad=(
        Declared(SERVICE, {"name": "worker", "template": {}, "ingress": "INGRESS_TRAFFIC_ALL"}),
        Declared(SERVICE, {"name": "worker", "template": {}}),
        Declared(SERVICE_V1, {"name": "worker", "metadata": {"annotations": {_INGRESS: "all"}}}),
    ),
    severity="high",
    needs=("services_open_to_the_internet",),
    given={"services_open_to_the_internet": ["api"]},
)
def services_are_reachable_only_as_chosen(service: Resource) -> Iterator[str]:
    """What the internet does not reach, the internet does not attack; so somebody chooses each open service.

    Without a word, Cloud Run lets everything in. A service is listed by its name in Google; only where it has
    none does its name in the program count. A load balancer in front does not count: a service behind one
    takes INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER. The first API says it by an annotation of the service.
    https://cloud.google.com/run/docs/securing/ingress
    """
    ingress = _ingress(service)
    if ingress and ingress.casefold() not in _OPEN:
        return
    chosen = service.settings.services_open_to_the_internet or ()
    if (service.get("name") or service.name) not in chosen:
        yield f"ingress is {ingress or 'not set, which means everything'} and the service is not listed"


def _ingress(service: Resource) -> str:
    if service.type == SERVICE:
        return str(service.get("ingress") or "").strip()
    notes = block_at(service.props, "metadata.annotations")
    return str(notes[_INGRESS] or "").strip() if _INGRESS in set(notes) else ""
