"""Memory, concurrency, instances and probes: set, left to a default, or only seemingly set."""

from __future__ import annotations

import pytest
from judging import UNJUDGED
from pulumi_policy.proxy import UNKNOWN_NUMBER_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.cloud_run_health import services_have_probes
from rules.cloud_run_instances import instances_are_limited
from rules.cloud_run_limits import containers_limit_their_memory, services_limit_their_concurrency
from rules.containers import FUNCTION, FUNCTION_V1, JOB, SERVICE, SERVICE_V1, WORKER_POOL
from runtimes import KINDS, running, told

LIMITED = {"resources": {"limits": {"memory": "512Mi"}}}
MAX_SCALE = "autoscaling.knative.dev/maxScale"
NO_PROBE: dict[str, object] = {}
PROBED = {"startupProbe": {"httpGet": {"path": "/ready"}}, "livenessProbe": {"httpGet": {"path": "/health"}}}
PORT = {"ports": [{"containerPort": 8080}]}
every_kind = pytest.mark.parametrize("kind", KINDS)
services = pytest.mark.parametrize("kind", [SERVICE, SERVICE_V1])


def noted(of: str, key: str, value: object) -> dict[str, object]:
    block: dict[str, object] = {"annotations": {key: value}}
    return {"metadata": block} if of == "metadata" else {"template": {"metadata": block}}


@every_kind
@pytest.mark.parametrize(
    "container",
    [
        {"name": "b"},
        {"name": "b", "resources": {}},
        {"name": "b", "resources": {"limits": {"cpu": "1"}}},
        {"name": "b", "resources": {"requests": {"memory": "512Mi"}}},
    ],
)
def test_a_container_without_a_memory_limit_is_refused(kind: str, container: dict[str, object]) -> None:
    said = told(containers_limit_their_memory, running(kind, LIMITED, container))
    assert said == ['containers[1] "b" has no resources.limits.memory']


@every_kind
@pytest.mark.parametrize("memory", ["512Mi", "1Gi", UNKNOWN_STRING_VALUE])
def test_a_memory_limit_passes_whatever_it_is(kind: str, memory: str) -> None:
    declared = running(kind, {"resources": {"limits": {"memory": memory}}}, LIMITED)
    assert told(containers_limit_their_memory, declared) == []


@pytest.mark.parametrize("unknown", [{"resources": UNKNOWN_OBJECT_VALUE}, UNKNOWN_OBJECT_VALUE])
def test_unknown_resources_hide_no_other_and_are_awaited(unknown: object) -> None:
    said = told(containers_limit_their_memory, running(SERVICE, unknown, {"image": "b"}))
    assert said == ["containers[1] has no resources.limits.memory", UNJUDGED]


@pytest.mark.parametrize(("config", "refused"), [({}, True), ({"availableMemory": "512Mi"}, False)])
def test_a_function_limits_its_memory(config: dict[str, object], *, refused: bool) -> None:
    said = told(containers_limit_their_memory, Declared(FUNCTION, {"serviceConfig": config}))
    assert bool(said) is refused


@pytest.mark.parametrize("limit", [None, 0, "0", 0.0])
@pytest.mark.parametrize(
    ("kind", "key"), [(SERVICE, "maxInstanceRequestConcurrency"), (SERVICE_V1, "containerConcurrency")]
)
def test_a_default_concurrency_is_refused(kind: str, key: str, limit: object) -> None:
    spec = {} if limit is None else {key: limit}
    (what,) = told(services_limit_their_concurrency, running(kind, {"image": "a"}, **spec))
    assert what.endswith("which means Google's default")


@pytest.mark.parametrize("limit", [1, 20, "20", 80.0])
@pytest.mark.parametrize(
    ("kind", "key"), [(SERVICE, "maxInstanceRequestConcurrency"), (SERVICE_V1, "containerConcurrency")]
)
def test_a_chosen_concurrency_passes(kind: str, key: str, limit: object) -> None:
    assert told(services_limit_their_concurrency, running(kind, {"image": "a"}, **{key: limit})) == []


@pytest.mark.parametrize("kind", [JOB, WORKER_POOL])
def test_what_takes_no_requests_has_no_concurrency(kind: str) -> None:
    assert told(services_limit_their_concurrency, running(kind, {"image": "a"})) == []


def test_an_unknown_concurrency_is_awaited() -> None:
    declared = running(SERVICE, maxInstanceRequestConcurrency=UNKNOWN_NUMBER_VALUE)
    assert told(services_limit_their_concurrency, declared) == [UNJUDGED]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {}),
        (SERVICE, {"template": {"scaling": {"minInstanceCount": 1}}}),
        (SERVICE, {"template": {"scaling": {"maxInstanceCount": 0}}}),
        (SERVICE, {"scaling": {"minInstanceCount": 1, "scalingMode": "AUTOMATIC"}}),
        (SERVICE_V1, {}),
        (SERVICE_V1, noted("template", "autoscaling.knative.dev/minScale", "1")),
        (SERVICE_V1, noted("metadata", MAX_SCALE, "3")),
        (WORKER_POOL, {"scaling": {"scalingMode": "AUTOMATIC"}}),
        (WORKER_POOL, {"scaling": {"scalingMode": "AUTOMATIC", "minInstanceCount": 1}}),
        (FUNCTION, {}),
        (FUNCTION, {"serviceConfig": {"minInstanceCount": 1}}),
        (FUNCTION_V1, {"maxInstances": 0}),
    ],
)
def test_unlimited_instances_are_refused(kind: str, inputs: dict[str, object]) -> None:
    said = told(instances_are_limited, Declared(kind, inputs))
    assert said == ["nothing limits the number of instances"]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {"template": {"scaling": {"maxInstanceCount": 3}}}),
        (SERVICE, {"scaling": {"maxInstanceCount": "3"}}),
        (SERVICE, {"scaling": {"scalingMode": "MANUAL", "manualInstanceCount": 2}}),
        (SERVICE, {"scaling": {"maxInstanceCount": 3}, "template": UNKNOWN_OBJECT_VALUE}),
        (SERVICE, {"scaling": UNKNOWN_OBJECT_VALUE, "template": {"scaling": {"maxInstanceCount": 3}}}),
        (SERVICE_V1, noted("template", MAX_SCALE, "3")),
        (SERVICE_V1, noted("template", MAX_SCALE, 3)),
        (SERVICE_V1, noted("metadata", "run.googleapis.com/manualInstanceCount", "3")),
        (WORKER_POOL, {}),
        (WORKER_POOL, {"scaling": {"manualInstanceCount": 2}}),
        (WORKER_POOL, {"scaling": {"scalingMode": "AUTOMATIC", "maxInstanceCount": 5}}),
        (FUNCTION, {"serviceConfig": {"maxInstanceCount": 5}}),
        (FUNCTION_V1, {"maxInstances": 5}),
        (JOB, {}),
    ],
)
def test_limited_instances_pass(kind: str, inputs: dict[str, object]) -> None:
    assert told(instances_are_limited, Declared(kind, inputs)) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {"template": {"scaling": {"maxInstanceCount": UNKNOWN_NUMBER_VALUE}}}),
        (SERVICE, {"scaling": UNKNOWN_OBJECT_VALUE}),
        (SERVICE_V1, noted("template", MAX_SCALE, UNKNOWN_STRING_VALUE)),
        (WORKER_POOL, {"scaling": {"scalingMode": UNKNOWN_STRING_VALUE}}),
    ],
)
def test_an_unknown_limit_is_awaited(kind: str, inputs: dict[str, object]) -> None:
    assert told(instances_are_limited, Declared(kind, inputs)) == [UNJUDGED]


@services
@pytest.mark.parametrize(
    ("containers", "missing"),
    [
        (({"name": "a"},), ["startupProbe", "livenessProbe"]),
        (({"name": "a", "startupProbe": PROBED["startupProbe"]},), ["livenessProbe"]),
        (({"name": "a", "livenessProbe": PROBED["livenessProbe"]},), ["startupProbe"]),
        ((PROBED, {"name": "a", **PORT}), ["startupProbe", "livenessProbe"]),
        (({"name": "a"}, PROBED), ["startupProbe", "livenessProbe"]),
        (
            ({"name": "a", "startupProbe": NO_PROBE, "livenessProbe": NO_PROBE},),
            ["startupProbe", "livenessProbe"],
        ),
        (({"name": "a", **PORT}, UNKNOWN_OBJECT_VALUE), ["startupProbe", "livenessProbe"]),
    ],
)
def test_a_service_without_probes_is_refused(
    kind: str, containers: tuple[object, ...], missing: list[str]
) -> None:
    said = told(services_have_probes, running(kind, *containers))
    assert [what.partition(" has no ")[2].split(",")[0] for what in said] == missing
    assert all('"a"' in what for what in said)


@services
@pytest.mark.parametrize(
    "containers",
    [
        (PROBED,),
        ({**PROBED, "livenessProbe": UNKNOWN_OBJECT_VALUE},),
        ({**PROBED, "livenessProbe": {"httpGet": NO_PROBE}},),
        (PROBED, {"name": "sidecar"}),
        ({"name": "sidecar"}, {**PORT, **PROBED}),
        ({**PORT, **PROBED}, UNKNOWN_OBJECT_VALUE),
    ],
)
def test_a_service_with_probes_passes(kind: str, containers: tuple[object, ...]) -> None:
    assert told(services_have_probes, running(kind, *containers)) == []


@pytest.mark.parametrize("kind", [JOB, WORKER_POOL])
def test_what_takes_no_requests_needs_no_probes(kind: str) -> None:
    assert told(services_have_probes, running(kind, {"image": "a"})) == []


def test_an_unknown_container_may_be_the_one_that_takes_requests() -> None:
    assert told(services_have_probes, running(SERVICE, {"name": "a"}, UNKNOWN_OBJECT_VALUE)) == [UNJUDGED]
