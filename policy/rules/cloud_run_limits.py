"""Rules about how much one instance may take: memory, and requests at a time.

https://cloud.google.com/run/docs/about-concurrency
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules import Declared, resource_rule
from rules.containers import (
    FUNCTION,
    JOB,
    RUNTIMES,
    SERVICE,
    SERVICE_V1,
    SERVICES,
    containers_of,
)
from rules.readings import block_at, hear_all, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource
    from rules.containers import Container

_LIMITS = {"resources": {"limits": {"cpu": "1", "memory": "512Mi"}}}


def _service(*containers: dict[str, Any], **template: object) -> Declared:
    block = {**({"containers": [*containers]} if containers else {}), **template}
    return Declared(SERVICE, {"location": "us-central1", "template": block})


@resource_rule(
    judges=f"{RUNTIMES}|{FUNCTION}",
    fix='write resources={"limits": {"cpu": "1", "memory": "512Mi"}} (a function: available_memory="512Mi")',
    good=(
        _service({"image": "api", **_LIMITS}),
        Declared(JOB, {"template": {"template": {"containers": [{"image": "import", **_LIMITS}]}}}),
        Declared(FUNCTION, {"serviceConfig": {"availableMemory": "512Mi"}}),
    ),
    bad=(
        _service({"image": "api"}),
        _service({"image": "api", **_LIMITS}, {"image": "proxy", "resources": {"limits": {"cpu": "1"}}}),
        Declared(JOB, {"template": {"template": {"containers": [{"image": "import"}]}}}),
    ),
    severity="medium",
)
def containers_limit_their_memory(runtime: Resource) -> Iterator[str]:
    """A container past its memory is killed with every request that it serves, so the limit is a choice.

    Left out it is Google's default, 512 MiB at the time of writing and 256 MB for a function, whatever the
    program needs. Every container has a limit of its own.
    https://cloud.google.com/run/docs/configuring/services/memory-limits
    """
    if runtime.type == FUNCTION:
        if "availableMemory" not in set(block_at(runtime.props, "serviceConfig")):
            yield "serviceConfig has no availableMemory"
        return
    yield from hear_all(_without_memory(container) for container in containers_of(runtime))


def _without_memory(container: Container) -> Iterator[str]:
    if "memory" not in set(block_at(container.block, "resources.limits")):
        yield f"{container.where} has no resources.limits.memory"


@resource_rule(
    judges=SERVICES,
    fix="write max_instance_request_concurrency in the template (container_concurrency in the first API)",
    good=(_service(maxInstanceRequestConcurrency=20),),
    bad=(
        _service(timeout="60s"),
        _service(maxInstanceRequestConcurrency=0),
        Declared(SERVICE_V1, {"template": {"spec": {"timeoutSeconds": 60}}}),
    ),
    severity="medium",
)
def services_limit_their_concurrency(service: Resource) -> Iterator[str]:
    """How many requests one instance takes at a time decides about its memory, and about how many there are.

    Left out, or 0, it is Google's default of 80 with a whole CPU: right for a program that waits, far too
    many for one that computes or calls models.
    https://cloud.google.com/run/docs/about-concurrency
    """
    v2 = service.type == SERVICE
    path = "template.maxInstanceRequestConcurrency" if v2 else "template.spec.containerConcurrency"
    limit = service.get(path)
    if number(limit) <= 0:
        yield f"{path} is {'not set' if limit is None else '0'}, which means Google's default"
