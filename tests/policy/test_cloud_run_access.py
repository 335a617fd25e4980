"""Ways to let everybody in, and services that only look open."""

from __future__ import annotations

import pytest
from judging import UNJUDGED
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.cloud_run_access import callers_are_checked, services_are_reachable_only_as_chosen
from rules.containers import SERVICE, SERVICE_V1
from runtimes import told

INVOKER = "run.googleapis.com/invoker-iam-disabled"
INGRESS = "run.googleapis.com/ingress"
LISTED = {"services_open_to_the_internet": ["api"]}


def v1(**annotations: object) -> dict[str, object]:
    return {"name": "worker", "metadata": {"annotations": annotations}}


@pytest.mark.parametrize(
    ("kind", "inputs", "what"),
    [
        (SERVICE, {"invokerIamDisabled": True}, "invokerIamDisabled is true"),
        (SERVICE, {"invokerIamDisabled": "true"}, "invokerIamDisabled is true"),
        (
            SERVICE,
            {"invokerIamDisabled": True, "ingress": UNKNOWN_STRING_VALUE},
            "invokerIamDisabled is true",
        ),
        (SERVICE_V1, v1(**{INVOKER: "true"}), f"the annotation {INVOKER} is true"),
        (
            SERVICE_V1,
            v1(**{INVOKER: "True", "other": UNKNOWN_STRING_VALUE}),
            f"the annotation {INVOKER} is true",
        ),
    ],
)
def test_a_service_that_asks_nobody_is_refused(kind: str, inputs: dict[str, object], what: str) -> None:
    assert told(callers_are_checked, Declared(kind, inputs)) == [what]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {}),
        (SERVICE, {"invokerIamDisabled": False}),
        (SERVICE, {"annotations": {INVOKER: "false"}}),
        (SERVICE_V1, v1()),
        (SERVICE_V1, v1(**{INVOKER: "false"})),
        (SERVICE_V1, {"template": {}}),
    ],
)
def test_a_service_that_asks_who_calls_passes(kind: str, inputs: dict[str, object]) -> None:
    assert told(callers_are_checked, Declared(kind, inputs)) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {"invokerIamDisabled": UNKNOWN_BOOLEAN_VALUE}),
        (SERVICE_V1, v1(**{INVOKER: UNKNOWN_STRING_VALUE})),
        (SERVICE_V1, {"metadata": UNKNOWN_OBJECT_VALUE}),
    ],
)
def test_whether_anybody_is_asked_is_awaited(kind: str, inputs: dict[str, object]) -> None:
    assert told(callers_are_checked, Declared(kind, inputs)) == [UNJUDGED]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {"ingress": "INGRESS_TRAFFIC_ALL"}),
        (SERVICE, {"name": "worker", "ingress": "INGRESS_TRAFFIC_ALL"}),
        (SERVICE, {"name": "worker", "ingress": "ingress_traffic_all"}),
        (SERVICE, {"name": "worker", "ingress": "INGRESS_TRAFFIC_UNSPECIFIED"}),
        (SERVICE, {"name": "worker", "ingress": ""}),
        (SERVICE, {"name": "worker"}),
        (SERVICE, {"name": "api-2"}),
        (SERVICE, {"name": "worker", "defaultUriDisabled": True}),
        (SERVICE_V1, v1()),
        (SERVICE_V1, {"name": "worker"}),
        (SERVICE_V1, v1(**{INGRESS: "all"})),
        (SERVICE_V1, v1(**{INGRESS: "All"})),
    ],
)
def test_an_open_service_that_nobody_chose_is_refused(kind: str, inputs: dict[str, object]) -> None:
    (what,) = told(services_are_reachable_only_as_chosen, Declared(kind, inputs), LISTED)
    assert what.endswith("and the service is not listed")


@pytest.mark.parametrize(
    ("kind", "inputs", "name"),
    [
        (SERVICE, {"name": "api", "ingress": "INGRESS_TRAFFIC_ALL"}, "front"),
        (SERVICE, {"name": "api"}, "front"),
        (SERVICE, {}, "api"),
        (SERVICE, {"name": ""}, "api"),
        (SERVICE_V1, {}, "api"),
        (SERVICE, {"name": "worker", "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY"}, "worker"),
        (SERVICE, {"name": "worker", "ingress": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"}, "worker"),
        (SERVICE, {"name": UNKNOWN_STRING_VALUE, "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY"}, "worker"),
        (SERVICE_V1, {"name": "api"}, "front"),
        (SERVICE_V1, v1(**{INGRESS: "internal"}), "worker"),
        (SERVICE_V1, v1(**{INGRESS: "internal-and-cloud-load-balancing"}), "worker"),
    ],
)
def test_a_chosen_or_closed_service_passes(kind: str, inputs: dict[str, object], name: str) -> None:
    declared = Declared(kind, inputs, name=name)
    assert told(services_are_reachable_only_as_chosen, declared, LISTED) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {"name": "worker", "ingress": UNKNOWN_STRING_VALUE}),
        (SERVICE, {"name": UNKNOWN_STRING_VALUE}),
        (SERVICE_V1, {"name": UNKNOWN_STRING_VALUE}),
        (SERVICE_V1, v1(**{INGRESS: UNKNOWN_STRING_VALUE})),
    ],
)
def test_how_a_service_is_reached_is_awaited(kind: str, inputs: dict[str, object]) -> None:
    assert told(services_are_reachable_only_as_chosen, Declared(kind, inputs), LISTED) == [UNJUDGED]


@pytest.mark.parametrize("kind", [SERVICE, SERVICE_V1])
@pytest.mark.parametrize("name", ["worker", "api-1a2b3c"])
def test_a_name_in_the_program_chooses_no_service_of_another_name(kind: str, name: str) -> None:
    declared = Declared(kind, {"name": name}, name="api")
    (what,) = told(services_are_reachable_only_as_chosen, declared, LISTED)
    assert what.endswith("and the service is not listed")


@pytest.mark.parametrize("kind", [SERVICE, SERVICE_V1])
def test_a_name_in_the_program_does_not_stand_for_one_that_is_not_known_yet(kind: str) -> None:
    declared = Declared(kind, {"name": UNKNOWN_STRING_VALUE}, name="api")
    assert told(services_are_reachable_only_as_chosen, declared, LISTED) == [UNJUDGED]


def test_no_service_is_open_where_none_is_listed() -> None:
    given: dict[str, object] = {"services_open_to_the_internet": []}
    assert told(services_are_reachable_only_as_chosen, Declared(SERVICE, {"name": "api"}), given) != []
