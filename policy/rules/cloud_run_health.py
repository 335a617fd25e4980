"""Rules about how Cloud Run knows that a service works.

Deliberately absent: jobs and worker pools, which nobody sends requests to, and readiness probes, which are a
preview.

https://cloud.google.com/run/docs/configuring/healthchecks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules import Declared, resource_rule
from rules.containers import SERVICE, SERVICE_V1, SERVICES, containers_of
from rules.readings import peek
from rules.resource import is_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource
    from rules.containers import Container
    from rules.resource import Properties

_STARTS = {"startupProbe": {"httpGet": {"path": "/ready"}}}
_LIVES = {"livenessProbe": {"httpGet": {"path": "/health"}}}
_PROBES = {"startupProbe": "when it is ready", "livenessProbe": "whether it still works"}


def _service(*containers: dict[str, Any]) -> Declared:
    return Declared(SERVICE, {"location": "us-central1", "template": {"containers": [*containers]}})


@resource_rule(
    judges=SERVICES,
    fix="write startup_probe and liveness_probe with the paths that the program answers",
    good=(
        _service({"image": "api", **_STARTS, **_LIVES}),
        _service({"image": "proxy"}, {"image": "api", "ports": {"containerPort": 8080}, **_STARTS, **_LIVES}),
    ),
    bad=(
        _service({"image": "api"}),
        _service({"image": "api", **_STARTS}),
        _service({"image": "proxy", **_STARTS, **_LIVES}, {"image": "api", "ports": {"containerPort": 8080}}),
        Declared(SERVICE_V1, {"template": {"spec": {"containers": [{"image": "api", **_LIVES}]}}}),
    ),
    severity="medium",
)
def services_have_probes(service: Resource) -> Iterator[str]:
    """Without probes an instance gets traffic before it is ready, and keeps it after it has hung.

    Without a startup probe, Cloud Run only looks whether the port is open; without a liveness probe, nobody
    looks at all. An empty block is no probe. Judged is the container that takes the requests: the one with a
    port, else the first.
    https://cloud.google.com/run/docs/configuring/healthchecks
    """
    container = _that_takes_requests(service)
    if container:
        missing = [probe for probe in _PROBES if _is_empty(container.block, probe)]
        yield from (
            f"{container.where} has no {probe}, so nobody knows {_PROBES[probe]}" for probe in missing
        )


def _is_empty(block: Properties, probe: str) -> bool:
    stands = peek(block, probe)
    return probe not in set(block) or (is_block(stands) and not set(stands))


def _that_takes_requests(service: Resource) -> Container | None:
    first: Container | None = None
    for container in containers_of(service):
        if "ports" in set(container.block):
            return container
        first = first or container
    return first
