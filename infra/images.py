"""Which image a service may run: a pinned one, of that very service, in this environment's own registry.

Deliberately absent: whether the image exists. Google says so when the revision starts.

https://cloud.google.com/artifact-registry/docs/docker/names
"""

import re

from pydantic import AfterValidator, ValidationInfo, WithJsonSchema

from infra import names
from infra.checks import schema, surroundings, wrong

_TAG = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"
_DIGEST = r"sha256:[0-9a-f]{64}"
_SHORT = re.compile(f"{_TAG}|{_DIGEST}")
_FULL = re.compile(f"(?P<registry>.+)/(?P<name>[^/@:]*)(:{_TAG}|@{_DIGEST})")
_LATEST = re.compile(r"|(.+[/:])?latest|.*/[^@:/]*")
# What the engine makes of a date without quotes.
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+ .*")


def image_of(service: str) -> AfterValidator:
    """Check an image of `service`: a tag, a digest or a full reference."""

    def pinned(image: str, info: ValidationInfo) -> str:
        if _INSTANT.fullmatch(image):
            raise wrong(f"is {image!r}, a date to YAML", "put it in quotes")
        if _LATEST.fullmatch(image):
            raise wrong(
                f"is {image!r}, which may be another image tomorrow", "name a tag or a digest (sha256:...)"
            )
        if _SHORT.fullmatch(image):
            return image
        full = _FULL.fullmatch(image)
        if full is None:
            raise wrong(
                f"is {image!r}, which is no image", "write a tag, a digest (sha256:...) or a full reference"
            )
        here = surroundings(info)
        own = names.registry_path(here.region, here.project)
        # Where the project or the region is itself missing, the own registry is not known yet.
        if here.project and here.region and full["registry"] != own:
            raise wrong(
                f"is {image!r}, which is not in this environment's registry",
                f"copy it to {own}/ by digest, then write the digest alone",
            )
        if full["name"] != service:
            raise wrong(f"is {image!r}, which is no image of {service}", f"write it like {own}/{service}:TAG")
        return image

    return AfterValidator(pinned)


def image_schema(service: str) -> WithJsonSchema:
    """Give as much of it as a schema can say, which knows no project and no region."""
    registry = names.registry_path("[a-z0-9-]+", "[a-z0-9-]+").replace(".", r"\.")
    return schema(
        pattern=f"^({_TAG}|{_DIGEST}|{registry}/{service}(:{_TAG}|@{_DIGEST}))$",
        **{"not": {"pattern": "(^|:)latest$"}},
    )
