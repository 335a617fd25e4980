"""Containers of Cloud Run: what Google fills in, what it refuses at once, and what makes a revision fail.

A revision fails when its image's repository, a secret version or the right to read it is missing; Google
finds that out only while it starts the revision, so it ends the operation and not the call. Whether an image
is in its repository cannot be known here.
https://cloud.google.com/run/docs/container-contract and https://cloud.google.com/run/docs/troubleshooting
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from localcloud import members, policies
from localcloud.errors import denied, invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localcloud.api import Call
    from localcloud.casing import Json

_IMAGE = re.compile(r"([a-z0-9-]+)-docker\.pkg\.dev/([a-z0-9.:-]+)/([a-z0-9-]+)/.+")
_ACCESS = frozenset({"roles/secretmanager.secretAccessor", "roles/secretmanager.admin", "roles/owner"})
_RESERVED_ENV = ("PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION")
_RESOURCES: Json = {"limits": {"cpu": "1000m", "memory": "512Mi"}}


def check(call: Call, template: Json, at: str) -> None:
    """Refuses a template that Google would not take."""
    containers: list[Json] = template.get("containers", [])
    if not containers:
        raise invalid("At least one container must be given.", f"{at}.containers")
    for number, container in enumerate(containers):
        place = f"{at}.containers[{number}]"
        if not str(container.get("image", "")).strip() or " " in container["image"]:
            raise invalid(f"Expected an image, got '{container.get('image', '')}'.", f"{place}.image")
        _check_environment(container, place)
    if float(str(template.get("timeout", "0s")).removesuffix("s")) > 86_400:
        raise invalid("The timeout is too long.", f"{at}.timeout")
    account = str(template.get("serviceAccount", ""))
    if account and not members.account_exists(call.cloud, account):
        permission = "iam.serviceaccounts.actAs"
        raise denied(f"Permission '{permission}' denied on service account {account} (or it may not exist).")


def _check_environment(container: Json, place: str) -> None:
    names = [variable.get("name", "") for variable in container.get("env", [])]
    for name in names:
        if name in _RESERVED_ENV:
            raise invalid(
                f"The environment variable {name} is reserved: it is set by Cloud Run.", f"{place}.env"
            )
        if names.count(name) > 1:
            raise invalid(f"The environment variable {name} is given more than once.", f"{place}.env")


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
    for number, container in enumerate(cast("list[Json]", template["containers"])):
        if missing := _missing_repository(call, str(container["image"])):
            yield f"Image '{container['image']}' not found: {missing}."
        for variable in container.get("env", []):
            source: Json = variable.get("valueSource") or {}
            if reference := source.get("secretKeyRef"):
                place = f"spec.template.spec.containers[{number}].env[{variable['name']}]"
                yield from _unreadable(call, template, reference, place)
    for volume in template.get("volumes", []):
        if source := volume.get("secret"):
            versions = [item.get("version") or "latest" for item in source.get("items", [])] or ["latest"]
            for version in versions:
                reference = {"secret": source["secret"], "version": version}
                yield from _unreadable(call, template, reference, f"volume {volume['name']}")


def _missing_repository(call: Call, image: str) -> str:
    found = _IMAGE.fullmatch(image)
    project = call.cloud.projects.known(found[2]) if found else None
    if found is None or project is None:
        return ""
    name = f"projects/{project.id}/locations/{found[1]}/repositories/{found[3]}"
    return "" if call.store.get("artifactregistry.googleapis.com", name) else f"{name} does not exist"


def _unreadable(call: Call, template: Json, reference: Json, place: str) -> Iterator[str]:
    host, secret = "secretmanager.googleapis.com", str(reference["secret"])
    name = call.resolve(secret) if "/" in secret else f"projects/{call.project.id}/secrets/{secret}"
    version = str(reference.get("version") or "latest")
    newest = call.store.page(host, "projects.secrets.versions", name, "", 1)
    number = str(newest[0][1]["name"]).rpartition("/")[2] if version == "latest" and newest else version
    body = call.store.get(host, f"{name}/versions/{number}")
    if body is None:
        yield f"{place}: Secret {name}/versions/{version} was not found"
        return
    if body["state"] != "ENABLED":
        yield f"{place}: Secret {name}/versions/{version} is in {body['state']} state"
    account = str(template["serviceAccount"])
    places = ((host, name), ("cloudresourcemanager.googleapis.com", name.partition("/secrets/")[0]))
    if not policies.grants(call.store, places, _ACCESS, f"serviceAccount:{account}"):
        yield (
            f"{place}: Permission denied on secret: {name}/versions/{version} for Revision service account "
            f"{account}. The service account used must be granted the 'Secret Manager Secret Accessor' role "
            "(roles/secretmanager.secretAccessor) at the secret, project or higher level"
        )
