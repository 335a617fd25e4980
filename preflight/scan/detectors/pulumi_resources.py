"""Resources of a Pulumi program: what deploying them calls.

https://www.pulumi.com/registry/packages/gcp/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.catalogue import resource_types
from preflight.catalogue.resource_types import CatalogueError
from preflight.scan.needs import Phase, Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service

_SDKS = ("pulumi_gcp.", "@pulumi/gcp.")
_ARGUMENTS = ("Args", "ArgsDict")


def detect(service: Service) -> Iterator[Sighting]:
    """Give the APIs of the resources that a program declares."""
    for file, source in service.of("python", "javascript", "typescript"):
        for use in source.uses:
            sdk = next((one for one in _SDKS if use.path.startswith(one)), None)
            if sdk is None or not use.called:
                continue
            token = token_of(use.path[len(sdk) :])
            for api in _apis(token) if token else ():
                yield Sighting(api, file, use.line, f"declares {token}", phase=Phase.DEPLOY)


def token_of(member: str) -> str:
    """Turn `pubsub.Topic` into `gcp:pubsub/topic:Topic`; '' for what is no resource."""
    parts = member.split(".")
    if len(parts) != 2 or not parts[1][:1].isupper() or parts[1].endswith(_ARGUMENTS):
        return ""
    module, kind = parts
    return f"gcp:{module.lower()}/{kind[:1].lower()}{kind[1:]}:{kind}"


def _apis(token: str) -> tuple[str, ...]:
    try:
        return resource_types.apis_of(token)
    except CatalogueError:
        return ()
