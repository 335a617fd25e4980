"""Which types run code, and where each names the account that it runs as.

A table of what the provider and Google say: an account that is not set is the default one of Compute Engine
or App Engine. Virtual machines are different: without a `serviceAccount` block they have no account at all,
with a block that names none they have the default one. Deliberately absent: what Google's own agents run
when nothing is set (Vertex AI's reasoning engines, Dataform, scans of Dataplex), what runs without any
account (workstations), node pools that are written inside a GKE cluster, and accounts that only call or
build (triggers of functions, Eventarc, Scheduler).

https://cloud.google.com/iam/docs/service-account-types#default
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.containers import (
    APP_FLEXIBLE,
    APP_STANDARD,
    FUNCTION,
    FUNCTION_V1,
    JOB,
    SERVICE,
    SERVICE_V1,
    WORKER_POOL,
)
from rules.default_accounts import is_default

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.resource import Resource

# The word stands for the default account; Cloud Build's old one is that of all its triggers.
_SHARED = re.compile(r"default|(.*[/:])?\d+@cloudbuild\.gserviceaccount\.com", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where an account is named. Judged where `only_with` is set, and not where one of `unless` is."""

    path: str
    only_with: str = ""
    unless: tuple[str, ...] = ()


_ON_A_MACHINE = (Place("serviceAccount.email", only_with="serviceAccount"),)
_WORKLOAD = "environmentConfig.executionConfig.serviceAccount"
_DATAPROC = "gceClusterConfig.serviceAccount"
_LAUNCH = "environment.serviceAccountEmail"
_FLEX = "workload.dataflowFlexTemplateRequest"
_CLASSIC = "workload.dataflowLaunchTemplateRequest"

CLOUD_RUN: dict[str, tuple[Place, ...]] = {
    SERVICE: (Place("template.serviceAccount"),),
    JOB: (Place("template.template.serviceAccount"),),
    WORKER_POOL: (Place("template.serviceAccount"),),
    SERVICE_V1: (Place("template.spec.serviceAccountName"),),
    FUNCTION: (Place("serviceConfig.serviceAccountEmail"),),
    FUNCTION_V1: (Place("serviceAccountEmail"),),
}
"""Services, jobs, worker pools, and functions, which are services by another name."""

RUNTIMES: dict[str, tuple[Place, ...]] = {
    **CLOUD_RUN,
    APP_FLEXIBLE: (Place("serviceAccount"),),
    APP_STANDARD: (Place("serviceAccount"),),
    "gcp:cloudbuild/trigger:Trigger": (Place("serviceAccount"),),
    "gcp:composer/environment:Environment": (Place("config.nodeConfig.serviceAccount"),),
    "gcp:compute/instance:Instance": _ON_A_MACHINE,
    "gcp:compute/instanceFromMachineImage:InstanceFromMachineImage": _ON_A_MACHINE,
    "gcp:compute/instanceFromTemplate:InstanceFromTemplate": _ON_A_MACHINE,
    "gcp:compute/instanceTemplate:InstanceTemplate": _ON_A_MACHINE,
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": _ON_A_MACHINE,
    "gcp:container/cluster:Cluster": (
        Place("nodeConfig.serviceAccount", unless=("removeDefaultNodePool", "enableAutopilot", "nodePools")),
        Place(
            "clusterAutoscaling.autoProvisioningDefaults.serviceAccount",
            only_with="enableAutopilot",
        ),
    ),
    "gcp:container/nodePool:NodePool": (Place("nodeConfig.serviceAccount"),),
    "gcp:dataflow/flexTemplateJob:FlexTemplateJob": (Place("serviceAccountEmail"),),
    "gcp:dataflow/job:Job": (Place("serviceAccountEmail"),),
    "gcp:dataflow/pipeline:Pipeline": (
        Place(f"{_FLEX}.launchParameter.{_LAUNCH}", only_with=_FLEX),
        Place(f"{_CLASSIC}.launchParameters.{_LAUNCH}", only_with=_CLASSIC),
    ),
    "gcp:datafusion/instance:Instance": (Place("dataprocServiceAccount"),),
    "gcp:dataproc/batch:Batch": (Place(_WORKLOAD),),
    "gcp:dataproc/cluster:Cluster": (Place(f"clusterConfig.{_DATAPROC}", unless=("virtualClusterConfig",)),),
    "gcp:dataproc/sessionTemplate:SessionTemplate": (Place(_WORKLOAD),),
    "gcp:dataproc/workflowTemplate:WorkflowTemplate": (
        Place(f"placement.managedCluster.config.{_DATAPROC}", only_with="placement.managedCluster"),
    ),
    "gcp:firebase/appHostingBackend:AppHostingBackend": (Place("serviceAccount"),),
    "gcp:tpu/v2Vm:V2Vm": (Place("serviceAccount.email"),),
    "gcp:workbench/instance:Instance": (Place("gceSetup.serviceAccounts.email"),),
    "gcp:workflows/workflow:Workflow": (Place("serviceAccount"),),
}


def is_shared(account: str) -> bool:
    """Say whether everything runs as an account which names none."""
    return is_default(account) or bool(_SHARED.fullmatch(account))


def accounts_of(one: Resource) -> Iterator[tuple[str, str]]:
    """Yield each place where a resource names its account, and the account, empty where none is named."""
    for place in RUNTIMES.get(one.type, ()):
        if place.only_with and not one.get(place.only_with):
            continue
        if not any(one.get(path) for path in place.unless):
            yield place.path, str(one.get(place.path) or "")
