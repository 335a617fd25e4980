"""Rules about the images that Cloud Run runs: which ones, and that they stay the same.

https://cloud.google.com/run/docs/deploying
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, inside, resource_rule
from rules.containers import JOB, RUNTIMES, SERVICE, containers_of
from rules.readings import hear_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource
    from rules.containers import Container

_ARTIFACT_REGISTRY = re.compile(r"[a-z0-9-]+-docker\.pkg\.dev")
# Host, project, repository and image.
_WHOLE = 4
_OWN = "us-central1-docker.pkg.dev/a-project/images"
_DIGEST = f"sha256:{'0123456789abcdef' * 4}"


def _service(*images: str) -> Declared:
    template = {"containers": [{"image": image} for image in images]}
    return Declared(SERVICE, {"location": "us-central1", "project": "a-project", "template": template})


def _job(image: str) -> Declared:
    template = {"template": {"containers": [{"image": image}]}}
    return Declared(JOB, {"location": "us-central1", "project": "a-project", "template": template})


@resource_rule(
    judges=RUNTIMES,
    fix="name the image by digest, or by a tag that never moves, like :1.4.2",
    good=(_service(f"{_OWN}/api:1.4.2"), _job(f"{_OWN}/import@{_DIGEST}")),
    bad=(
        _service(f"{_OWN}/api:latest"),
        _service(f"{_OWN}/api:1.4.2", f"{_OWN}/proxy"),
        _job(f"{_OWN}/import"),
    ),
    severity="high",
)
def images_are_pinned(runtime: Resource) -> Iterator[str]:
    """What `latest` names changes with every push: nobody can say what runs, nor go back to what ran before.

    No tag means `latest`. A digest names one image for ever; a version's tag does where the repository keeps
    its tags immutable.
    https://cloud.google.com/run/docs/deploying#images
    """
    yield from hear_all(_unpinned(container) for container in containers_of(runtime))


def _unpinned(container: Container) -> Iterator[str]:
    image = str(inside(container.block, "image") or "").strip()
    if not image or "@" in image or _is_made_of_sources(container, image):
        return
    # The part before the last slash may hold a port: localhost:5000/api.
    _, _, tag = image.rpartition("/")[2].partition(":")
    if not tag or tag.casefold() == "latest":
        yield f"{container.where} runs {image}, {'which is the tag latest' if tag else 'which has no tag'}"


@resource_rule(
    judges=RUNTIMES,
    fix="copy the image into the project's own repository, or list its registry under policy:registries",
    good=(_service(f"{_OWN}/api:1.4.2"), _job(f"{_OWN}/import@{_DIGEST}")),
    bad=(
        _service("gcr.io/a-project/api:1.4.2"),
        _service("us-central1-docker.pkg.dev/another-project/images/api:1.4.2"),
        _job("nginx:1.29.3"),
        _job("us-central1-docker.pkg.dev/a-project/"),
    ),
    severity="high",
    reads=("registries",),
)
def images_come_from_the_own_registry(runtime: Resource) -> Iterator[str]:
    """Somebody else's image is code that somebody else changes or deletes, and it runs as your identity.

    Own is an Artifact Registry repository of the resource's project, in any location, and what the setting
    lists. gcr.io is not: whose it is does not show in its address. Where neither the resource nor its
    provider says a project, an Artifact Registry image cannot be told own or foreign, and is refused.
    https://cloud.google.com/artifact-registry/docs/docker/names
    """
    yield from hear_all(_foreign(runtime, container) for container in containers_of(runtime))


def _foreign(runtime: Resource, container: Container) -> Iterator[str]:
    image = str(inside(container.block, "image") or "").strip()
    parts = _parts(image)
    if not image or _is_made_of_sources(container, image):
        return
    ours = bool(_ARTIFACT_REGISTRY.fullmatch(parts[0]))
    if ours and len([part for part in parts if part]) < _WHOLE:
        yield (
            f"{container.where} runs {image}, which is no image:"
            " an address is LOCATION-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE"
        )
    elif not any(_begins(parts, registry) for registry in runtime.settings.registries):
        # Projects of a domain, example.com:shop, are two parts of an address.
        project = str(runtime.project or "").replace(":", "/") if ours else ""
        if ours and not project:
            yield (
                f"the resource's project is not known, so nobody can tell whose {image} of"
                f" {container.where} is; set project"
            )
        elif not (ours and _begins(parts[1:], project)):
            registry = "/".join(parts[:3] if ours else parts[:-1])
            yield (
                f"{container.where} runs {image}, which is not of this project's repositories"
                f" (policy:registries would list {registry})"
            )


def _is_made_of_sources(container: Container, image: str) -> bool:
    """Say whether Cloud Run puts the sources on a base image of Google's: then there is no other image."""
    return image == "scratch" and bool({"sourceCode", "baseImageUri"} & set(container.block))


def _parts(image: str) -> list[str]:
    """Give the parts of an address from the host on; an image without a host is Docker Hub's."""
    path, _, name = image.partition("@")[0].rpartition("/")
    parts = [*filter(None, path.split("/")), name.partition(":")[0]]
    if len(parts) > 1 and (re.search("[.:]", parts[0]) or parts[0] == "localhost"):
        return parts
    return ["docker.io", *(parts if len(parts) > 1 else ["library", *parts])]


def _begins(parts: list[str], prefix: str) -> bool:
    wanted = prefix.partition("://")[2] or prefix
    names = [name for name in wanted.split("/") if name]
    return parts[: len(names)] == names
