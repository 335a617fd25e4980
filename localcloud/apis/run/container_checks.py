"""What Google refuses at once in the containers of a service or a job.

https://cloud.google.com/run/docs/container-contract and https://cloud.google.com/run/docs/configuring/services/cpu
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import durations, members
from localcloud.errors import denied, invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_RESERVED_ENV = ("K_SERVICE", "K_REVISION", "K_CONFIGURATION")
_CPU = re.compile(r"(\d+(?:\.\d+)?)(m?)")
_WHOLE_CPUS = (1, 2, 4, 6, 8)
_LARGEST_PORT = 65_535
_QUANTITY = re.compile(r"\d+(?:\.\d+)?(?:[kMGT]i?|)")
_PROBES = {
    "startupProbe": "startup_probe",
    "livenessProbe": "liveness_probe",
    "readinessProbe": "readiness_probe",
}


def check(call: Call, template: Json, at: str, *, longest: float, serving: bool) -> None:
    """Refuses a template that Google would not take; `longest` is the largest timeout in seconds."""
    containers: list[Json] = template.get("containers", [])
    if not containers:
        raise invalid("At least one container must be given.", f"{at}.containers")
    volumes = {str(volume.get("name", "")) for volume in template.get("volumes", [])}
    for number, container in enumerate(containers):
        place = f"{at}.containers[{number}]"
        if not str(container.get("image", "")).strip() or " " in container["image"]:
            raise invalid(f"Expected an image, got '{container.get('image', '')}'.", f"{place}.image")
        entry = serving and (len(containers) == 1 or bool(container.get("ports")))
        _check_environment(container, place, entry=entry)
        _check_ports(container, place)
        _check_mounts(container, volumes, place)
        _check_probes(container, place)
        _check_memory(container.get("resources", {}).get("limits", {}), f"{place}.resources.limits")
        _check_cpu(container.get("resources", {}).get("limits", {}), f"{place}.resources.limits")
    seconds = durations.of(template, "timeout")
    if not 0 <= seconds <= longest:
        words = f"The timeout must be between 0 and {longest:.0f} seconds; {seconds:g} was given."
        raise invalid(words, f"{at}.timeout")
    _check_network(template.get("vpcAccess", {}), f"{at}.vpc_access")
    account = str(template.get("serviceAccount", ""))
    if account and "@" not in account:
        raise invalid(f"'{account}' is not the email address of a service account.", f"{at}.service_account")
    if account and not members.account_exists(call.cloud, account):
        permission = "iam.serviceaccounts.actAs"
        raise denied(f"Permission '{permission}' denied on service account {account} (or it may not exist).")


def _check_network(access: Json, at: str) -> None:
    if access.get("connector") and access.get("networkInterfaces"):
        raise invalid("VPC connector and direct VPC can not be used together.", at)
    for number, interface in enumerate(access.get("networkInterfaces", [])):
        if not interface.get("network") and not interface.get("subnetwork"):
            words = "At least one of network and subnetwork must be given."
            raise invalid(words, f"{at}.network_interfaces[{number}]")


def _check_environment(container: Json, place: str, *, entry: bool) -> None:
    names = [variable.get("name", "") for variable in container.get("env", [])]
    for number, variable in enumerate(container.get("env", [])):
        name, source = names[number], variable.get("valueSource", {})
        if not name:
            raise invalid("An environment variable must have a name.", f"{place}.env[{number}].name")
        if name in _RESERVED_ENV or (entry and name == "PORT"):
            raise invalid(
                f"The environment variable {name} is reserved: it is set by Cloud Run.", f"{place}.env"
            )
        if names.count(name) > 1:
            raise invalid(f"The environment variable {name} is given more than once.", f"{place}.env")
        if "valueSource" in variable and variable.get("value"):
            field = f"{place}.env[{number}]"
            raise invalid(f"The environment variable {name} has a value and a value source.", field)
        if "valueSource" in variable and not source.get("secretKeyRef", {}).get("secret"):
            field = f"{place}.env[{number}].value_source.secret_key_ref.secret"
            raise invalid(f"The secret of the environment variable {name} is missing.", field)


def _check_ports(container: Json, place: str) -> None:
    ports: list[Json] = container.get("ports", [])
    if len(ports) > 1:
        raise invalid("A container can have one port only.", f"{place}.ports")
    for number, port in enumerate(ports):
        if port.get("name") not in (None, "", "http1", "h2c"):
            words = f"The name of a port must be http1 or h2c, not '{port['name']}'."
            raise invalid(words, f"{place}.ports[{number}].name")
        if not 0 < port.get("containerPort", 8080) <= _LARGEST_PORT:
            words = f"The port must be between 1 and {_LARGEST_PORT}."
            raise invalid(words, f"{place}.ports[{number}].container_port")


def _check_mounts(container: Json, volumes: set[str], place: str) -> None:
    for number, mount in enumerate(container.get("volumeMounts", [])):
        if mount.get("name") not in volumes:
            words = f"The volume mount '{mount.get('name', '')}' names no volume of the template."
            raise invalid(words, f"{place}.volume_mounts[{number}].name")


def _check_memory(limits: Json, at: str) -> None:
    """What is not a quantity of Kubernetes, or less than the smallest memory, 128 MiB with other numbers."""
    for name in limits:
        if name not in ("cpu", "memory", "nvidia.com/gpu"):
            raise invalid(f"Unsupported resource limit '{name}'.", at)
    if "memory" in limits and not _QUANTITY.fullmatch(str(limits["memory"])):
        raise invalid(f"Invalid value specified for memory: '{limits['memory']}'.", f"{at}.memory")


def _check_probes(container: Json, place: str) -> None:
    """How often and how long is asked: https://cloud.google.com/run/docs/configuring/healthchecks ."""
    for kind, field in _PROBES.items():
        probe: Json = container.get(kind, {})
        at = f"{place}.{field}"
        if len(probe.keys() & {"httpGet", "tcpSocket", "grpc"}) > 1:
            raise invalid("A probe can have one of http_get, tcp_socket and grpc only.", at)
        if kind == "livenessProbe" and "tcpSocket" in probe:
            raise invalid("A liveness probe cannot have a TCP socket.", at)
        longest = 240 if kind == "startupProbe" else 3600
        wait, period = probe.get("timeoutSeconds", 1), probe.get("periodSeconds", 10)
        if not 0 <= wait <= longest or not 0 <= period <= longest or wait > max(period, 1):
            words = (
                f"timeout_seconds and period_seconds must be 1 to {longest}, the first not the larger one."
            )
            raise invalid(words, at)
        if not 0 <= probe.get("initialDelaySeconds", 0) <= longest:
            raise invalid(f"initial_delay_seconds must be 0 to {longest}.", at)
        if probe.get("failureThreshold", 3) < 0:
            raise invalid("failure_threshold must be 1 or more.", at)


def _check_cpu(limits: Json, at: str) -> None:
    """Whole processors come in a few numbers, parts of one in any; with a GPU there are other numbers."""
    if "cpu" not in limits or any("gpu" in key for key in limits):
        return
    found = _CPU.fullmatch(str(limits["cpu"]))
    cpus = float(found[1]) / (1000 if found[2] else 1) if found else 0.0
    if not 0 < cpus < 1 and cpus not in _WHOLE_CPUS:
        words = (
            f"Invalid value specified for cpu: '{limits['cpu']}'; 1, 2, 4, 6, 8 and less than 1 are valid."
        )
        raise invalid(words, f"{at}.cpu")
