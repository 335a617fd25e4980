"""Containers of Cloud Run: what Google fills in, and what makes a revision fail.

A revision fails when its image's repository, a secret version or the right to read it is missing; Google
finds that out only while it starts the revision, so it ends the operation and not the call. Whether an image
is in its repository cannot be known here.
https://cloud.google.com/run/docs/container-contract and https://cloud.google.com/run/docs/troubleshooting
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from localcloud.apis.run.secret_access import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localcloud.api import Call
    from localcloud.casing import Json

_IMAGE = re.compile(r"([a-z0-9-]+)-docker\.pkg\.dev/([a-z0-9.:-]+)/([a-z0-9-]+)/.+")
_RESOURCES: Json = {"limits": {"cpu": "1000m", "memory": "512Mi"}}


def fill(containers: list[Json], *, serving: bool) -> list[Json]:
    """Gives containers with defaults: resources, and for those that serve, ports and probes."""
    alone = len(containers) == 1
    return [_filled(dict(container), serving=serving, entry=alone) for container in containers]


def _filled(container: Json, *, serving: bool, entry: bool) -> Json:
    extra: Json = {"cpuIdle": True, "startupCpuBoost": True} if serving else {}
    given: Json = container.get("resources") or extra
    container["resources"] = {**given, "limits": {**_RESOURCES["limits"], **given.get("limits", {})}}
    if not serving:
        return container
    ports: list[Json] = container.get("ports", [])
    if entry and not ports:
        ports = [{"name": "http1", "containerPort": 8080}]
    if ports:
        container["ports"] = [{"name": "http1", "containerPort": 8080, **port} for port in ports]
        port = int(container["ports"][0]["containerPort"])
        container.setdefault(
            "startupProbe",
            {"timeoutSeconds": 240, "periodSeconds": 240, "failureThreshold": 1, "tcpSocket": {"port": port}},
        )
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            if probe in container:
                container[probe] = _with_port(container[probe], port)
    return container


def _with_port(probe: Json, port: int) -> Json:
    how = next((key for key in ("httpGet", "tcpSocket", "grpc") if key in probe), None)
    return probe if how is None else {**probe, how: {"port": port, **probe[how]}}


def failures(call: Call, template: Json) -> Iterator[str]:
    """Says everything that keeps a revision of the template from starting."""
    account = str(template["serviceAccount"])
    for number, container in enumerate(cast("list[Json]", template["containers"])):
        if missing := _missing_repository(call, str(container["image"])):
            yield f"Image '{container['image']}' not found: {missing}."
        for variable in container.get("env", []):
            source: Json = variable.get("valueSource") or {}
            if reference := source.get("secretKeyRef"):
                place = f"spec.template.spec.containers[{number}].env[{variable['name']}]"
                yield from unreadable(call, account, reference, place)
    for volume in template.get("volumes", []):
        if (source := volume.get("secret")) and source.get("secret"):
            versions = [item.get("version") or "latest" for item in source.get("items", [])] or ["latest"]
            for version in versions:
                reference = {"secret": source["secret"], "version": version}
                yield from unreadable(call, account, reference, f"volume {volume['name']}")


def _missing_repository(call: Call, image: str) -> str:
    found = _IMAGE.fullmatch(image)
    project = call.cloud.projects.known(found[2]) if found else None
    if found is None or project is None:
        return ""
    name = f"projects/{project.id}/locations/{found[1]}/repositories/{found[3]}"
    return "" if call.store.get("artifactregistry.googleapis.com", name) else f"{name} does not exist"
