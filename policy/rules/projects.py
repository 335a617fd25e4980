"""Rules about the APIs that are switched on in a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, resource_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

SERVICE = "gcp:projects/service:Service"


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
