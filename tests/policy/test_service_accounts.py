"""What code runs as, everywhere where code runs, and keys."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any, cast

import pytest
from judging import UNJUDGED, judged, judged_stack
from pages_python import snake
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import Declared
from rules.runtimes import RUNTIMES, Place
from rules.service_accounts import (
    runtimes_run_as_themselves,
    runtimes_share_no_identity,
    service_accounts_have_no_keys,
)

ACCOUNT = "api@a-project.iam.gserviceaccount.com"
COMPUTE = "123456789012-compute@developer.gserviceaccount.com"
APP_ENGINE = "a-project@appspot.gserviceaccount.com"
DEFAULT = [
    COMPUTE,
    "123456789012@developer.gserviceaccount.com",
    APP_ENGINE,
    "example.com:a-project@appspot.gserviceaccount.com",
    "default",
    f"projects/-/serviceAccounts/{COMPUTE}",
    f"serviceAccount:{COMPUTE}",
]
MACHINE = "gcp:compute/instance:Instance"
CLUSTER = "gcp:container/cluster:Cluster"
TRIGGER = "gcp:cloudbuild/trigger:Trigger"
WORKFLOW = "gcp:workflows/workflow:Workflow"
WORKBENCH = "gcp:workbench/instance:Instance"
PLACES = [(kind, place) for kind, places in RUNTIMES.items() for place in places]


def at(path: str, value: object) -> dict[str, Any]:
    """The properties in which a value stands at a path."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return cast("dict[str, Any]", value)


def inputs_of(kind: str, account: object) -> dict[str, Any]:
    place = RUNTIMES[kind][0]
    return at(place.path, account)


def of(kind: str, inputs: dict[str, object]) -> list[str]:
    return [text for _, text in judged(Declared(kind, inputs), [runtimes_run_as_themselves])]


@pytest.mark.parametrize("kind", RUNTIMES)
@pytest.mark.parametrize("account", DEFAULT)
def test_a_default_account_is_refused_wherever_code_runs(kind: str, account: str) -> None:
    (said,) = of(kind, inputs_of(kind, account))
    assert said.startswith(f"{RUNTIMES[kind][0].path} is {account}, a default account;")


@pytest.mark.parametrize("kind", RUNTIMES)
@pytest.mark.parametrize("account", [ACCOUNT, f"projects/a-project/serviceAccounts/{ACCOUNT}"])
def test_an_account_of_its_own_passes_wherever_code_runs(kind: str, account: str) -> None:
    assert of(kind, inputs_of(kind, account)) == []


@pytest.mark.parametrize("kind", RUNTIMES)
def test_an_unknown_account_is_judged_later(kind: str) -> None:
    assert of(kind, inputs_of(kind, UNKNOWN_STRING_VALUE)) == [UNJUDGED]


@pytest.mark.parametrize("kind", [kind for kind, places in RUNTIMES.items() if not places[0].only_with])
@pytest.mark.parametrize("account", [None, ""])
def test_no_account_is_the_default_one(kind: str, account: str | None) -> None:
    (said,) = of(kind, {} if account is None else inputs_of(kind, account))
    assert "is not set" in said


@pytest.mark.parametrize(
    ("kind", "inputs", "refused"),
    [
        (MACHINE, {}, False),
        (MACHINE, {"serviceAccount": {"scopes": ["cloud-platform"]}}, True),
        (MACHINE, {"serviceAccount": {"scopes": [], "email": ""}}, True),
        ("gcp:compute/instanceTemplate:InstanceTemplate", {}, False),
        (CLUSTER, {}, True),
        (CLUSTER, {"removeDefaultNodePool": True}, False),
        (CLUSTER, {"removeDefaultNodePool": False}, True),
        (CLUSTER, {"nodePools": [{"nodeConfig": {"serviceAccount": ACCOUNT}}]}, False),
        (CLUSTER, {"enableAutopilot": True}, True),
        (CLUSTER, {"enableAutopilot": True, "nodeConfig": {"serviceAccount": ACCOUNT}}, True),
        (
            CLUSTER,
            {
                "enableAutopilot": True,
                **at("clusterAutoscaling.autoProvisioningDefaults.serviceAccount", ACCOUNT),
            },
            False,
        ),
        (TRIGGER, {"serviceAccount": "projects/a/serviceAccounts/1@cloudbuild.gserviceaccount.com"}, True),
        (WORKFLOW, {"serviceAccount": "112233445566778899001"}, False),
        (WORKBENCH, {"gceSetup": {"serviceAccounts": [{"email": ACCOUNT}]}}, False),
        (WORKBENCH, {"gceSetup": {"serviceAccounts": [{"email": COMPUTE}]}}, True),
        ("gcp:dataflow/pipeline:Pipeline", {}, False),
        ("gcp:dataproc/cluster:Cluster", {"virtualClusterConfig": {"stagingBucket": "b"}}, False),
        ("gcp:pubsub/topic:Topic", {}, False),
    ],
)
def test_absent_means_what_google_makes_of_it(kind: str, inputs: dict[str, object], *, refused: bool) -> None:
    assert bool(of(kind, inputs)) is refused


@pytest.mark.parametrize(
    "inputs",
    [
        {"template": {"spec": {"containers": [{"image": UNKNOWN_STRING_VALUE}]}}},
        {"template": {"spec": {"serviceAccountName": COMPUTE, "timeoutSeconds": UNKNOWN_STRING_VALUE}}},
    ],
)
def test_an_unknown_value_elsewhere_hides_nothing(inputs: dict[str, object]) -> None:
    (said,) = of("gcp:cloudrun/service:Service", inputs)
    assert said != UNJUDGED


@pytest.mark.filterwarnings(r"ignore:.*:DeprecationWarning:pulumi_gcp\.")
@pytest.mark.parametrize(("kind", "place"), PLACES)
def test_every_place_of_the_table_is_in_the_sdk(kind: str, place: Place) -> None:
    sdk = importlib.import_module(f"pulumi_gcp.{re.split('[:/]', kind)[1]}")
    for path in filter(None, (place.path, place.only_with, *place.unless)):
        kind_of_block = f"{kind.rpartition(':')[2]}Args"
        for key in path.split("."):
            parameters = inspect.signature(getattr(sdk, kind_of_block).__init__).parameters
            assert snake(key) in parameters, (kind, path)
            blocks = re.findall(r"(\w+Args)'", str(parameters[snake(key)].annotation))
            kind_of_block = blocks[0] if blocks else ""


@pytest.mark.parametrize(
    ("kind", "inputs", "refused"),
    [
        ("gcp:serviceaccount/key:Key", {"serviceAccountId": UNKNOWN_STRING_VALUE}, True),
        ("gcp:serviceaccount/key:Key", {"publicKeyData": "..."}, True),
        ("gcp:storage/hmacKey:HmacKey", {"state": "INACTIVE"}, True),
        ("gcp:serviceaccount/account:Account", {}, False),
        ("gcp:kms/cryptoKey:CryptoKey", {}, False),
        ("gcp:projects/apiKey:ApiKey", {}, False),
    ],
)
def test_only_keys_of_service_accounts_are_refused(
    kind: str, inputs: dict[str, object], *, refused: bool
) -> None:
    assert bool(judged(Declared(kind, inputs), [service_accounts_have_no_keys])) is refused


def running(kind: str, resource: str, account: object, **inputs: object) -> Declared:
    return Declared(kind, {**inputs_of(kind, account), **inputs}, name=resource)


SERVICE, JOB = "gcp:cloudrunv2/service:Service", "gcp:cloudrunv2/job:Job"
V1, POOL = "gcp:cloudrun/service:Service", "gcp:cloudrunv2/workerPool:WorkerPool"


@pytest.mark.parametrize(
    ("stack", "refused"),
    [
        ((running(SERVICE, "a", ACCOUNT), running(JOB, "b", ACCOUNT)), ["a", "b"]),
        ((running(V1, "a", ACCOUNT), running(POOL, "b", ACCOUNT.upper())), ["a", "b"]),
        ((running(SERVICE, "a", ACCOUNT, name="x"), running(JOB, "b", ACCOUNT, name="x")), ["a", "b"]),
        ((running(SERVICE, "a", ACCOUNT, name="x"), running(SERVICE, "b", ACCOUNT, name="x")), []),
        ((running(SERVICE, "a", ACCOUNT), running(SERVICE, "b", f"b-{ACCOUNT}")), []),
        ((running(SERVICE, "a", ACCOUNT), running(SERVICE, "b", UNKNOWN_STRING_VALUE)), []),
        ((running(SERVICE, "a", COMPUTE), running(SERVICE, "b", COMPUTE)), []),
        ((running(SERVICE, "a", ""), running(SERVICE, "b", "")), []),
        ((running(SERVICE, "a", ACCOUNT),), []),
    ],
)
def test_two_workloads_with_one_account_are_told(stack: tuple[Declared, ...], refused: list[str]) -> None:
    said = judged_stack(stack, [runtimes_share_no_identity])
    assert [urn.rpartition("::")[2] for _, _, urn in said] == refused
