"""Is the image of everything that runs in Artifact Registry?

What runs today may have been started from an image that has been deleted since; the next cold start then
fails. A registry that is not Artifact Registry is not asked: Cloud Run has pulled from it, and says so in the
conditions of the service.

https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.packages.tags
https://cloud.google.com/artifact-registry/docs/docker/names
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from preflight.planned.services import services
from preflight.verify.checks import Answer, Check, Status
from preflight.verify.google import DisabledError, RefusedError
from preflight.verify.probes import apis

if TYPE_CHECKING:
    from preflight.verify.google import Google
    from preflight.verify.probes import Asked

HOST = "artifactregistry.googleapis.com"
_READER = "roles/artifactregistry.reader"
_IMAGE = re.compile(
    r"(?P<place>[a-z0-9-]+)-docker\.pkg\.dev/(?P<project>(?:[a-z.]+:|[a-z.]+/)?[a-z0-9-]+)/(?P<repository>[a-z0-9._-]+)"
    r"/(?P<name>[a-z0-9._/-]+)(?::(?P<tag>[\w.-]+))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)


class Image(NamedTuple):
    """An image in Artifact Registry; `digest` outranks `tag`."""

    place: str
    project: str
    repository: str
    name: str
    tag: str
    digest: str

    @property
    def above(self) -> str:
        """Give the repository as the API names it."""
        return f"v1/projects/{self.project}/locations/{self.place}/repositories/{self.repository}"

    @property
    def path(self) -> str:
        """Give where the tag or the version is."""
        package = f"{self.above}/packages/{quote(self.name, safe='')}"
        return f"{package}/versions/{self.digest}" if self.digest else f"{package}/tags/{self.tag}"


def parsed(image: str) -> Image | None:
    """Give the parts of an image's address; None where it lies somewhere else."""
    found = _IMAGE.fullmatch(image)
    if found is None:
        return None
    project = found["project"].replace("/", ":")
    return Image(
        found["place"],
        project,
        found["repository"],
        found["name"],
        found["tag"] or "latest",
        found["digest"] or "",
    )


def checks(asked: Asked) -> list[Check]:
    """Give one check for each image, whatever number of services runs it."""
    users: dict[str, list[str]] = {}
    for service in services(asked.planned):
        for container in service.containers:
            if container.image and not container.image.startswith("<"):
                users.setdefault(container.image, []).append(service.name)
    return [
        Check(
            f"images/{image}",
            f"the image of {', '.join(dict.fromkeys(names))} is there",
            _Ask(asked, image),
            (apis.name(HOST),) if parsed(image) else (),
        )
        for image, names in users.items()
    ]


class _Ask:
    def __init__(self, asked: Asked, image: str) -> None:
        self._google, self._image, self._up = asked.google, image, asked.up

    def __call__(self, seconds: float) -> Answer:
        image = parsed(self._image)
        if image is None:
            host = self._image.partition("/")[0]
            return Answer(Status.SKIP, f"lies in {host}, which is not asked; Cloud Run has pulled it")
        try:
            return self._ask(image, seconds)
        except DisabledError as error:
            return apis.disabled(error, self._google.project)
        except RefusedError as error:
            return apis.refused(error, image.project, _READER)

    def _ask(self, image: Image, seconds: float) -> Answer:
        google = self._google
        found = google.get(HOST, image.path, seconds)
        if found is not None:
            version = str(found.get("version") or found.get("name") or "").rpartition("/")[2]
            return Answer(Status.PASS, version or "it is there")
        push = f"docker push {self._image}"
        repository = google.get(HOST, image.above, seconds)
        if repository is None:
            what = f"there is no repository {image.repository} in {image.project}, {image.place}"
            return Answer(Status.FAIL, what, f"{self._up} && {push}")
        if google.endpoint and not _holds_any(google, image, seconds):
            what = "the repository is there and empty: no image is pushed to a local cloud"
            return Answer(Status.SKIP, what, push)
        named = image.digest or f"tag {image.tag}"
        what = f"there is no {named} of {image.name}: what runs cannot be started anew"
        return Answer(Status.FAIL, what, push)


def _holds_any(google: Google, image: Image, seconds: float) -> bool:
    listed = google.get(HOST, f"{image.above}/dockerImages", seconds) or {}
    return bool(listed.get("dockerImages"))
