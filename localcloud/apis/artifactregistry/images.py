"""Images of repositories: pushed as manifests over the registry's own protocol, read over the API.

No layer is kept: each is said to be there, so that a client pushes the manifest only. Absent: pulling layers,
deleting over the registry's protocol, tokens of its own, images that were pulled through another registry.
https://github.com/opencontainers/distribution-spec/blob/main/spec.md and
https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.dockerImages
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from localcloud import kinds
from localcloud.api import Answer, Kind, now
from localcloud.errors import invalid, not_found, unimplemented

if TYPE_CHECKING:
    from localcloud.api import Api, Call, Cloud
    from localcloud.casing import Json
    from localcloud.dispatch import Asked

SERVICE = "artifactregistry.googleapis.com"
_REPOSITORIES = "projects.locations.repositories"
_AT = {
    "dockerImages": f"{_REPOSITORIES}.dockerImages",
    "packages": f"{_REPOSITORIES}.packages",
    "tags": f"{_REPOSITORIES}.packages.tags",
    "versions": f"{_REPOSITORIES}.packages.versions",
}
_SCHEMAS = {"dockerImages": "DockerImage", "packages": "Package", "tags": "Tag", "versions": "Version"}
_PLACE = re.compile(
    r"v2/(?P<project>[a-z0-9.:-]+)/(?P<repository>[a-z0-9-]+)/(?P<image>[a-z0-9._/-]+)"
    r"/(?P<what>manifests|blobs)/(?P<reference>[\w.:-]+)"
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def serve(api: Api) -> None:
    """Puts images, packages, tags and versions into the API."""
    for segment, at in _AT.items():
        kind = api.kind(Kind(at=at, schema=_SCHEMAS[segment], missing="Requested entity was not found."))
        api.on(f"{at}.list")(partial(_listed, kind))


def _listed(kind: Kind, call: Call) -> Json:
    if call.store.get(call.service, call.resource) is None:
        raise not_found("Requested entity was not found.")
    return kinds.list_(call, kind)


def answer(cloud: Cloud, asked: Asked) -> Answer:
    """Answers `REGION-docker.pkg.dev`, after its project has enabled the API."""
    if asked.path in ("v2", "v2/"):
        return Answer(json={})
    found = _PLACE.fullmatch(asked.path)
    if found is None:
        raise unimplemented(f"The local cloud does not answer {asked.host}/{asked.path}.")
    project = cloud.projects.named(found["project"])
    cloud.gate.check(project, SERVICE)
    location = asked.host.removesuffix("-docker.pkg.dev")
    repository = f"projects/{project.id}/locations/{location}/repositories/{found['repository']}"
    kept = cloud.store.get(SERVICE, repository)
    if kept is None or kept["format"] != "DOCKER":
        raise not_found(f'Repository "{found["repository"]}" not found')
    if found["what"] == "blobs":
        return Answer(content=b"", headers={"Docker-Content-Digest": found["reference"]})
    if asked.verb == "PUT":
        return _push(cloud, asked, repository, found["image"], found["reference"])
    return _manifest(cloud, repository, found["image"], found["reference"])


def _push(cloud: Cloud, asked: Asked, repository: str, image: str, reference: str) -> Answer:
    try:
        manifest: object = json.loads(asked.raw)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        raise invalid("The manifest is no JSON object.")
    digest = f"sha256:{hashlib.sha256(asked.raw).hexdigest()}"
    if _DIGEST.fullmatch(reference) and reference != digest:
        raise invalid(f"The manifest has the digest {digest}, not {reference}.")
    media = asked.headers.get("content-type", "application/vnd.oci.image.manifest.v1+json")
    with cloud.store.transaction():
        _keep(cloud, repository, image, digest, "" if reference == digest else reference, media)
        cloud.store.put_blob(SERVICE, f"{repository}/{image}@{digest}", asked.raw)
    return Answer(status=201, content=b"", headers={"Docker-Content-Digest": digest})


def _keep(  # noqa: PLR0913, PLR0917 - one part of an image each
    cloud: Cloud, repository: str, image: str, digest: str, tag: str, media: str
) -> None:
    package, moment = f"packages/{quote(image, safe='')}", now()
    times: Json = {"createTime": moment, "updateTime": moment}
    version = f"{repository}/{package}/versions/{digest}"
    _put(cloud, "packages", repository, package, {"displayName": image, **times})
    _put(cloud, "versions", repository, f"{package}/versions/{digest}", times)
    if tag:
        _put(cloud, "tags", repository, f"{package}/tags/{tag}", {"version": version})
    _, project, _, location, _, leaf = repository.split("/")
    shown = f"dockerImages/{quote(image, safe='')}@{digest}"
    tags = (cloud.store.get(SERVICE, f"{repository}/{unquote(shown)}") or {}).get("tags", [])
    body: Json = {
        "uri": f"{location}-docker.pkg.dev/{project}/{leaf}/{image}@{digest}",
        "tags": sorted({*tags, tag} - {""}),
        "mediaType": media,
        "uploadTime": moment,
        "updateTime": moment,
    }
    _put(cloud, "dockerImages", repository, shown, body)


def _put(cloud: Cloud, segment: str, repository: str, below: str, body: Json) -> None:
    """Keeps a resource under its name with the slashes of an image's name, and shows it without them."""
    name = f"{repository}/{unquote(below)}"
    before = cloud.store.get(SERVICE, name) or {}
    made = {key: before[key] for key in ("createTime", "uploadTime") if key in before}
    parent = f"{repository}/{unquote(below.rpartition('/')[0].rpartition('/')[0])}".rstrip("/")
    shown = {"name": f"{repository}/{below}", **body, **made}
    cloud.store.put(SERVICE, _AT[segment], name, shown, parent=parent)


def _manifest(cloud: Cloud, repository: str, image: str, reference: str) -> Answer:
    digest = reference
    if not _DIGEST.fullmatch(reference):
        tag = cloud.store.get(SERVICE, f"{repository}/packages/{image}/tags/{reference}") or {}
        digest = str(tag.get("version", "")).rpartition("/")[2]
    shown = cloud.store.get(SERVICE, f"{repository}/dockerImages/{image}@{digest}")
    content = cloud.store.blob(SERVICE, f"{repository}/{image}@{digest}")
    if shown is None or content is None:
        raise not_found(f'Failed to fetch "{reference}"')
    return Answer(content=content, media=shown["mediaType"], headers={"Docker-Content-Digest": digest})
