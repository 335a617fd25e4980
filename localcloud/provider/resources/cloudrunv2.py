"""Cloud Run services and jobs, and the members of their policies.

An update sends the whole object with what Google filled in before, as the official provider does: no mask.

Deliberately absent: worker pools.

Source: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.iam_kinds import member, on
from localcloud.provider.kind import Kind
from localcloud.provider.names import last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICES = "projects/{project}/locations/{location}/services"
JOBS = "projects/{project}/locations/{location}/jobs"
GOOGLES = Rule(computed=True)
EMPTY_OR_NULL = Rule(null=True, zero=True)


def _probe(path: str, *nullable: str) -> dict[str, Rule]:
    """A probe's rules: what it does not ask is sent as null, the port is Google's to fill in."""
    ports = dict.fromkeys(
        (f"{path}.{name}" for name in ("httpGet.path", "httpGet.port", "grpc.port")), GOOGLES
    )
    return {**ports, **{f"{path}.{name}": EMPTY_OR_NULL for name in nullable}}


def _container(path: str) -> Mapping[str, Rule]:
    """The rules of the containers that stand at a path."""
    return {
        f"{path}.commands": Rule(rest="command"),
        f"{path}.envs": Rule(rest="env", unordered="name"),
        f"{path}.ports": Rule(wrapped=True, computed=True),
        f"{path}.ports.name": GOOGLES,
        f"{path}.ports.containerPort": GOOGLES,
        f"{path}.resources": GOOGLES,
        f"{path}.resources.limits": GOOGLES,
        f"{path}.startupProbe": GOOGLES,
        f"{path}.dependsOns": Rule(rest="dependsOn"),
        f"{path}.startupProbe.tcpSocket.port": GOOGLES,
        **_probe(f"{path}.startupProbe", "grpc", "tcpSocket"),
    }


def _service_container(path: str) -> Mapping[str, Rule]:
    """The rules of what only services' containers have."""
    return {
        f"{path}.buildInfos": Rule(rest="buildInfo", in_body=False, computed=True),
        f"{path}.livenessProbe.tcpSocket.port": GOOGLES,
        **_probe(f"{path}.livenessProbe", "grpc"),
        **_probe(f"{path}.readinessProbe", "grpc"),
    }


def _revision(path: str) -> Mapping[str, Rule]:
    """The rules of what services' revisions and jobs' tasks share."""
    return {
        f"{path}.timeout": GOOGLES,
        f"{path}.serviceAccount": GOOGLES,
        f"{path}.vpcAccess.egress": GOOGLES,
        f"{path}.vpcAccess.networkInterfaces": GOOGLES,
        f"{path}.vpcAccess.networkInterfaces.network": GOOGLES,
        f"{path}.vpcAccess.networkInterfaces.subnetwork": GOOGLES,
        **_container(f"{path}.containers"),
    }


SHARED: Mapping[str, Rule] = {
    "name": Rule(in_body=False, force_new=True, decode=last_segment),
    "deletionProtection": Rule(in_body=False, default=True),
    "launchStage": GOOGLES,
    "conditions": Rule(),
    "terminalConditions": Rule(rest="terminalCondition"),
}

KINDS = [
    Kind(
        type="gcp:cloudrunv2/service:Service",
        api="run",
        id=f"{SERVICES}/{{name}}",
        create=("POST", SERVICES),
        create_query={"serviceId": "{name}"},
        imports=("{project}/{location}/{name}", "{location}/{name}"),
        steps=Steps(),
        autoname="name",
        operations=frozenset({"create", "update", "delete"}),
        mask=False,
        keeps_failed=True,
        rules={
            **SHARED,
            "ingress": GOOGLES,
            "scaling": GOOGLES,
            "traffics": Rule(rest="traffic", computed=True),
            "template.scaling": GOOGLES,
            # https://github.com/GoogleCloudPlatform/magic-modules/pull/18394
            "template.scaling.maxInstanceCount": GOOGLES,
            "template.maxInstanceRequestConcurrency": GOOGLES,
            **_revision("template"),
            **_service_container("template.containers"),
        },
    ),
    Kind(
        type="gcp:cloudrunv2/job:Job",
        api="run",
        id=f"{JOBS}/{{name}}",
        create=("POST", JOBS),
        create_query={"jobId": "{name}"},
        imports=("{project}/{location}/{name}", "{location}/{name}"),
        steps=Steps(),
        autoname="name",
        operations=frozenset({"create", "update", "delete"}),
        mask=False,
        keeps_failed=True,
        rules={
            **SHARED,
            "latestCreatedExecutions": Rule(rest="latestCreatedExecution"),
            "template.parallelism": GOOGLES,
            "template.taskCount": GOOGLES,
            "template.template.maxRetries": Rule(default=3, zero=True),
            "template.template.executionEnvironment": GOOGLES,
            **_revision("template.template"),
        },
    ),
    member(
        "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        "run",
        on(f"{SERVICES}/{{name}}"),
        (f"{SERVICES}/{{name}}", "{project}/{location}/{name}", "{location}/{name}"),
        owner=("name",),
        expand={"name": f"{SERVICES}/{{name}}"},
    ),
    member(
        "gcp:cloudrunv2/jobIamMember:JobIamMember",
        "run",
        on(f"{JOBS}/{{name}}"),
        (f"{JOBS}/{{name}}", "{project}/{location}/{name}", "{location}/{name}"),
        owner=("name",),
        expand={"name": f"{JOBS}/{{name}}"},
    ),
]
