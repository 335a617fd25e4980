"""Artifact Registry v1: repositories, their policies, and images that were pushed (`images.py`).

Absent: packages of other formats (always an empty list), virtual and remote repositories' sources.
https://cloud.google.com/artifact-registry/docs/reference/rest
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import filters, kinds, operations, paging, regions
from localcloud.api import Api, Call, Kind, now
from localcloud.apis.artifactregistry import images
from localcloud.casing import camel, snake
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("artifactregistry.googleapis.com")
_MULTI_REGIONS = frozenset({"us", "europe", "asia"})
_NEEDED = {"REMOTE_REPOSITORY": "remoteRepositoryConfig", "VIRTUAL_REPOSITORY": "virtualRepositoryConfig"}
_ORDERED, _MOST = ("name", "createTime", "updateTime"), 100_000
regions.serve(API, _MULTI_REGIONS)
_TYPES = "type.googleapis.com/google.devtools.artifactregistry.v1."
_IN_REPOSITORIES = {
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
    _check_configs(body)
    _check_cleanup(body)


def _check_configs(body: Json) -> None:
    """Settings of one format or mode are refused in the others."""
    for field, format_ in (("dockerConfig", "DOCKER"), ("mavenConfig", "MAVEN")):
        if field in body and body.get("format") != format_:
            words = f"{snake(field)} is only valid for repositories with format {format_}."
            raise invalid(words, f"repository.{snake(field)}")
    for mode, field in _NEEDED.items():
        if field in body and body.get("mode") != mode:
            words = f"{snake(field)} is only valid for repositories with mode {mode}."
            raise invalid(words, f"repository.{snake(field)}")


def _check_cleanup(body: Json) -> None:
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
images.serve(API)


@API.on("projects.locations.repositories.list")
def list_(call: Call) -> Json:
    """The repositories of a place, by name or in the order that is asked for."""
    place = call.resource.rpartition("/")[2]
    regions.check(place, more=_MULTI_REGIONS | {"-"})
    order = str(call.query.get("orderBy", "")).replace(",", " ").split()
    if not order:
        return kinds.list_(call, REPOSITORIES)
    field, down = camel(order[0]), order[1:] == ["desc"]
    if field not in _ORDERED or order[1:] not in ([], ["asc"], ["desc"]):
        raise invalid(f"Invalid order_by '{call.query['orderBy']}'.", "order_by")
    fits = filters.wanted(call.document, REPOSITORIES.schema, str(call.query.get("filter", "")))
    rows = call.store.page(call.service, REPOSITORIES.at, call.resource, "", _MOST)
    bodies = sorted((body for _, body in rows if fits(body)), key=lambda body: body[field], reverse=down)
    turns = [(f"{turn:06}", body) for turn, body in enumerate(bodies)]
    size = paging.size(call.query, default=REPOSITORIES.default_page, limit=REPOSITORIES.largest_page)
    found, token = paging.cut(
        call.resource, call.query, size, lambda after, most: [one for one in turns if one[0] > after][:most]
    )
    return paging.shown("repositories", found, token)


def _empty_list(call: Call) -> Json:
    kinds.existing(call, REPOSITORIES, call.resource)
    return {}


for _segment, _schema in _IN_REPOSITORIES.items():
    API.kind(
        Kind(at=f"{REPOSITORIES.at}.{_segment}", schema=_schema, missing="Requested entity was not found.")
    )
    API.on(f"{REPOSITORIES.at}.{_segment}.list")(_empty_list)
