"""What an instance of a Cloud Run service is made from: image, identity, size, variables and probes.

A new instance gets traffic once `/ready` answers, and is replaced when `/health` no longer does. Deliberately
absent: a readiness probe, which Cloud Run offers as a preview only; volumes; a second container.

https://cloud.google.com/run/docs/configuring/healthchecks
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi_gcp as gcp

if TYPE_CHECKING:
    from infra.secrets import SecretVariable
    from infra.shape import Service

_PORT = 8080


def revision(
    size: Service,
    *,
    image: str,
    identity: gcp.serviceaccount.Account,
    envs: list[gcp.cloudrunv2.ServiceTemplateContainerEnvArgs],
) -> gcp.cloudrunv2.ServiceTemplateArgs:
    """Give what every instance of a service is made from: image, identity, size, variables, probes."""
    return gcp.cloudrunv2.ServiceTemplateArgs(
        service_account=identity.email,
        execution_environment="EXECUTION_ENVIRONMENT_GEN2",
        timeout=f"{size.timeout_seconds}s",
        max_instance_request_concurrency=size.concurrency,
        scaling=gcp.cloudrunv2.ServiceTemplateScalingArgs(
            min_instance_count=size.min_instances, max_instance_count=size.max_instances
        ),
        containers=[
            gcp.cloudrunv2.ServiceTemplateContainerArgs(
                image=image,
                ports=gcp.cloudrunv2.ServiceTemplateContainerPortsArgs(name="http1", container_port=_PORT),
                envs=envs,
                resources=gcp.cloudrunv2.ServiceTemplateContainerResourcesArgs(
                    limits={"cpu": str(size.cpu), "memory": size.memory},
                    cpu_idle=True,
                    startup_cpu_boost=True,
                ),
                startup_probe=_starts_when_ready(),
                liveness_probe=_lives_while_healthy(),
            )
        ],
    )


def _starts_when_ready() -> gcp.cloudrunv2.ServiceTemplateContainerStartupProbeArgs:
    # Two minutes, then the revision has failed and the old one keeps its traffic.
    return gcp.cloudrunv2.ServiceTemplateContainerStartupProbeArgs(
        http_get=gcp.cloudrunv2.ServiceTemplateContainerStartupProbeHttpGetArgs(path="/ready", port=_PORT),
        period_seconds=5,
        timeout_seconds=4,
        failure_threshold=24,
    )


def _lives_while_healthy() -> gcp.cloudrunv2.ServiceTemplateContainerLivenessProbeArgs:
    # Asks the process alone: an outage of Google's must not restart every instance.
    return gcp.cloudrunv2.ServiceTemplateContainerLivenessProbeArgs(
        http_get=gcp.cloudrunv2.ServiceTemplateContainerLivenessProbeHttpGetArgs(path="/health", port=_PORT),
        period_seconds=30,
        timeout_seconds=5,
        failure_threshold=3,
    )


def plain(values: dict[str, str]) -> list[gcp.cloudrunv2.ServiceTemplateContainerEnvArgs]:
    """Give variables with plain values, sorted: the order must not depend on how they were collected."""
    return [
        gcp.cloudrunv2.ServiceTemplateContainerEnvArgs(name=name, value=value)
        for name, value in sorted(values.items())
    ]


def from_secret(variable: SecretVariable) -> gcp.cloudrunv2.ServiceTemplateContainerEnvArgs:
    """Give a variable that holds the pinned version of a secret."""
    return gcp.cloudrunv2.ServiceTemplateContainerEnvArgs(
        name=variable.name,
        value_source=gcp.cloudrunv2.ServiceTemplateContainerEnvValueSourceArgs(
            secret_key_ref=gcp.cloudrunv2.ServiceTemplateContainerEnvValueSourceSecretKeyRefArgs(
                secret=variable.secret.secret_id, version=str(variable.version)
            )
        ),
    )
