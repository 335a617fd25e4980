"""Rules about how many instances of a runtime there may be.

https://cloud.google.com/run/docs/about-instance-autoscaling
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, inside, resource_rule
from rules.containers import FUNCTION, FUNCTION_V1, FUNCTIONS, SERVICE, SERVICE_V1, SERVICES, WORKER_POOL
from rules.readings import block_at, hear_all, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource


def _service(**scaling: int) -> Declared:
    return Declared(SERVICE, {"location": "us-central1", "template": {"scaling": scaling}})


@resource_rule(
    judges=f"{SERVICES}|{WORKER_POOL}|{FUNCTIONS}",
    fix="write scaling with max_instance_count (first API: the annotation autoscaling.knative.dev/maxScale)",
    good=(
        _service(maxInstanceCount=10),
        Declared(WORKER_POOL, {"template": {}, "scaling": {"manualInstanceCount": 2}}),
        Declared(FUNCTION, {"serviceConfig": {"maxInstanceCount": 10}}),
    ),
    bad=(
        _service(minInstanceCount=1),
        Declared(WORKER_POOL, {"template": {}, "scaling": {"scalingMode": "AUTOMATIC"}}),
        Declared(FUNCTION, {"serviceConfig": {"availableMemory": "512Mi"}}),
        Declared(FUNCTION_V1, {"runtime": "python312"}),
    ),
    severity="medium",
)
def instances_are_limited(runtime: Resource) -> Iterator[str]:
    """Without a limit of its own, a flood of requests becomes a flood of instances, bills and connections.

    Google's own limits are wide and differ between its APIs. A fixed number of instances is a limit, and a
    worker pool has one unless it scales by itself. A job is limited by its number of tasks.
    https://cloud.google.com/run/docs/configuring/max-instances
    """
    if not any(hear_all(_limits(runtime))):
        yield "nothing limits the number of instances"


def _limits(runtime: Resource) -> Iterator[Iterator[bool]]:
    """Yield for each way to limit instances whether it is taken; any of them is enough."""
    if runtime.type == SERVICE_V1:
        yield _is_noted(runtime, "template.metadata.annotations", "autoscaling.knative.dev/maxScale")
        yield _is_noted(runtime, "metadata.annotations", "run.googleapis.com/maxScale")
        yield _is_noted(runtime, "metadata.annotations", "run.googleapis.com/manualInstanceCount")
    elif runtime.type == FUNCTION_V1:
        yield _is_positive(runtime, "maxInstances")
    elif runtime.type == FUNCTION:
        yield _is_positive(runtime, "serviceConfig.maxInstanceCount")
    else:
        yield _is_positive(runtime, "scaling.maxInstanceCount")
        yield _is_manual(runtime)
        if runtime.type == SERVICE:
            yield _is_positive(runtime, "template.scaling.maxInstanceCount")


def _is_positive(runtime: Resource, path: str) -> Iterator[bool]:
    yield number(runtime.get(path)) > 0


def _is_noted(runtime: Resource, path: str, key: str) -> Iterator[bool]:
    notes = block_at(runtime.props, path)
    yield key in set(notes) and number(notes[key]) > 0


def _is_manual(runtime: Resource) -> Iterator[bool]:
    mode = str(inside(runtime.props, "scaling.scalingMode") or "").upper()
    # A worker pool that says nothing is scaled by hand; a service that says nothing is not.
    yield mode == "MANUAL" or (not mode and runtime.type == WORKER_POOL)
