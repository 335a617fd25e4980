"""Artifact Registry v1: repositories and their policies. What lies in them is always an empty list.

Absent: images themselves (nothing can be pushed here), virtual and remote repositories' sources.
https://cloud.google.com/artifact-registry/docs/reference/rest
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import kinds, operations, regions
from localcloud.api import Api, Call, Kind, now
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("artifactregistry.googleapis.com")
_MULTI_REGIONS = frozenset({"us", "europe", "asia"})
_NEEDED = {"REMOTE_REPOSITORY": "remoteRepositoryConfig", "VIRTUAL_REPOSITORY": "virtualRepositoryConfig"}
regions.serve(API, _MULTI_REGIONS)
_TYPES = "type.googleapis.com/google.devtools.artifactregistry.v1."
_IN_REPOSITORIES = {
    "dockerImages": "DockerImage",
    "packages": "Package",
    "files": "GoogleDevtoolsArtifactregistryV1File",
    "pythonPackages": "PythonPackage",
    "npmPackages": "NpmPackage",
    "mavenArtifacts": "MavenArtifact",
}


def check(_call: Call, name: str, body: Json, old: Json | None) -> None:
    """A repository has a place, a format and what its mode needs; cleanup policies know their own names."""
    if old is None:
        regions.check(name.split("/")[3], more=_MULTI_REGIONS)
    needed = _NEEDED.get(body.get("mode", ""))
    if needed and needed not in body:
        raise invalid(f"A repository with mode {body['mode']} must have a {needed}.", "repository.mode")
    if old is None and body.get("format", "FORMAT_UNSPECIFIED") == "FORMAT_UNSPECIFIED":
        raise invalid("Invalid repository format: it must be given.", "repository.format")
    if "dockerConfig" in body and body.get("format") != "DOCKER":
        raise invalid(
            "docker_config is only valid for repositories with format DOCKER.", "repository.docker_config"
        )
    for key, policy in body.get("cleanupPolicies", {}).items():
        if policy.get("id", key) != key:
            raise invalid(
                f"The cleanup policy '{key}' has another id, '{policy['id']}'.", "repository.cleanup_policies"
            )
        if not policy.get("action"):
            raise invalid(f"The cleanup policy '{key}' has no action.", "repository.cleanup_policies")


def fill(_call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A repository as Google shows it."""
    _, project, _, location, _, leaf = name.split("/")
    host = (
        f"{location}-docker.pkg.dev"
        if body["format"] == "DOCKER"
        else f"{location}-{body['format'].lower()}.pkg.dev"
    )
    scanning = {
        **body.get("vulnerabilityScanningConfig", {}),
        "enablementState": "SCANNING_DISABLED",
        "enablementStateReason": "API containerscanning.googleapis.com is not enabled.",
    }
    moment = now()
    scanning.setdefault("lastEnableTime", moment)
    return {
        "mode": "STANDARD_REPOSITORY",
        **body,
        "name": name,
        "createTime": old["createTime"] if old else moment,
        "updateTime": moment,
        "registryUri": f"{host}/{project}/{leaf}",
        "vulnerabilityScanningConfig": scanning,
    }


def operation(call: Call, verb: str, name: str, body: Json) -> Json:
    """Creating and deleting are operations; a deleted repository answers nothing."""
    response = (
        {"@type": "type.googleapis.com/google.protobuf.Empty"}
        if verb == "delete"
        else {"@type": _TYPES + "Repository", **body}
    )
    return operations.located(call, name, response, {"@type": _TYPES + "OperationMetadata"})


REPOSITORIES = API.kind(
    Kind(
        at="projects.locations.repositories",
        schema="Repository",
        id_param="repositoryId",
        bad_id="Invalid repository id '{id}': lower-case letters, digits and hyphens are allowed, up to 63.",
        missing="Requested entity was not found: {name}",
        exists="the repository already exists",
        check=check,
        fill=fill,
        operation=operation,
        operation_verbs=frozenset({"create", "delete"}),
        immutable=frozenset({"format", "mode", "kmsKeyName"}),
    )
)
API.on("projects.locations.operations.get")(operations.get)


def _empty_list(call: Call) -> Json:
    kinds.existing(call, REPOSITORIES, call.resource)
    return {}


for _segment, _schema in _IN_REPOSITORIES.items():
    API.kind(
        Kind(at=f"{REPOSITORIES.at}.{_segment}", schema=_schema, missing="Requested entity was not found.")
    )
    API.on(f"{REPOSITORIES.at}.{_segment}.list")(_empty_list)
