"""What Google refuses at once in the containers of a service or a job.

https://cloud.google.com/run/docs/container-contract and https://cloud.google.com/run/docs/configuring/services/cpu
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import members
from localcloud.errors import denied, invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_RESERVED_ENV = ("K_SERVICE", "K_REVISION", "K_CONFIGURATION")
_CPU = re.compile(r"(\d+(?:\.\d+)?)(m?)")
_WHOLE_CPUS = (1, 2, 4, 6, 8)
_LARGEST_PORT = 65_535


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
        _check_cpu(container.get("resources", {}).get("limits", {}), f"{place}.resources.limits")
    seconds = float(str(template.get("timeout") or "0s").removesuffix("s"))
    if not 0 <= seconds <= longest:
        words = f"The timeout must be between 0 and {longest:.0f} seconds; {seconds:g} was given."
        raise invalid(words, f"{at}.timeout")
    account = str(template.get("serviceAccount", ""))
    if account and not members.account_exists(call.cloud, account):
        permission = "iam.serviceaccounts.actAs"
        raise denied(f"Permission '{permission}' denied on service account {account} (or it may not exist).")


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
        if "valueSource" in variable and not source.get("secretKeyRef", {}).get("secret"):
            field = f"{place}.env[{number}].value_source.secret_key_ref.secret"
            raise invalid(f"The secret of the environment variable {name} is missing.", field)


def _check_ports(container: Json, place: str) -> None:
    for number, port in enumerate(container.get("ports", [])):
        if not 0 < port.get("containerPort", 8080) <= _LARGEST_PORT:
            words = f"The port must be between 1 and {_LARGEST_PORT}."
            raise invalid(words, f"{place}.ports[{number}].container_port")


def _check_mounts(container: Json, volumes: set[str], place: str) -> None:
    for number, mount in enumerate(container.get("volumeMounts", [])):
        if mount.get("name") not in volumes:
            words = f"The volume mount '{mount.get('name', '')}' names no volume of the template."
            raise invalid(words, f"{place}.volume_mounts[{number}].name")


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
