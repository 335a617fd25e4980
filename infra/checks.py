"""What a single setting may look like: images, callers, labels, secrets. Each says what is wrong and the fix.

The checks see the environment they belong to through pydantic's validation context, so that an image of a
foreign registry is told at the image, not in a second round after everything else was corrected.

https://cloud.google.com/artifact-registry/docs/docker/names
"""

import re
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from infra import names
from infra.problems import closest

LOCAL = "local"
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MEMBER = re.compile(r"(serviceAccount|group|user|domain|principal|principalSet):\S+")
_ACCOUNT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_LABEL = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_LABEL_VALUE = re.compile(r"[a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Surroundings:
    """What a check may know of the environment; an empty project or region is one that is missing."""

    environment: str
    project: str
    region: str


def surroundings(info: ValidationInfo) -> Surroundings:
    """Give what the loader passed along."""
    return cast("Surroundings", info.context)


def wrong(what: str, fix: str) -> PydanticCustomError:
    """Make the error that becomes `place: key what; fix`."""
    return PydanticCustomError("vividly", "{what}; {fix}", {"what": what, "fix": fix})


def _text(value: object) -> object:
    # 1.10 without quotes is a number to YAML and has lost its zero before anybody can see it.
    if isinstance(value, int | float):
        raise wrong(f"is the number {value}", "put it in quotes")
    return value


def _pinned(image: str, info: ValidationInfo) -> str:
    path, _, name = image.rpartition("/")
    version = name if not path else name.partition("@")[2] or name.partition(":")[2]
    if version in ("", "latest"):
        raise wrong(
            f"is {image!r}, which may be another image tomorrow", "name a tag or a digest (sha256:...)"
        )
    if not (_DIGEST.fullmatch(version) or _TAG.fullmatch(version)):
        raise wrong(
            f"is {image!r}, which is no image", "write a tag, a digest (sha256:...) or a full reference"
        )
    here = surroundings(info)
    own = names.registry_path(here.region, here.project)
    # Where the project or the region is itself missing, the own registry is not known yet.
    if path and here.project and here.region and path != own:
        raise wrong(
            f"is {image!r}, which is not in this environment's registry",
            f"copy it to {own}/ by digest, then write the digest alone",
        )
    return image


def _caller(member: str) -> str:
    if member in ("allUsers", "allAuthenticatedUsers"):
        raise wrong(
            f"is {member}, which lets anybody call the service",
            "name who calls, like serviceAccount:vividly-web",
        )
    kind, _, name = member.partition(":")
    if kind == "serviceAccount" and "@" not in name and not _ACCOUNT.fullmatch(name):
        raise wrong(
            f"is {member!r}, which no account is named", "use 6 to 30 lower-case letters, digits and -"
        )
    if name in names.IDENTITIES:
        raise wrong(f"is {member!r}, which is one of the platform's own", "name who calls from outside")
    if not _MEMBER.fullmatch(member):
        raise wrong(
            f"is {member!r}, which is no member",
            "write serviceAccount:vividly-web or group:staff@example.com",
        )
    return member


def _label(label: str) -> str:
    if label in names.labels("", {}):
        raise wrong("is a label that the platform sets itself", "choose another name")
    if not _LABEL.fullmatch(label):
        raise wrong("is no label", "use lower-case letters, digits, - and _, a letter first")
    return label


def _label_value(value: str) -> str:
    if not _LABEL_VALUE.fullmatch(value):
        raise wrong(
            f"is {value!r}, which no label may be", "use at most 63 of lower-case letters, digits, - and _"
        )
    return value


def _secret(secret: str) -> str:
    if secret not in names.SECRETS:
        hint = closest(secret, names.SECRETS)
        raise wrong("is no secret of this platform", hint or f"the secrets are: {', '.join(names.SECRETS)}")
    return secret


def _schema(**words: object) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **words})


# Beside each check stands as much of it as a schema can say, for the editor.
Image = Annotated[
    str, BeforeValidator(_text), AfterValidator(_pinned), _schema(**{"not": {"pattern": "(^|:)latest$"}})
]
Caller = Annotated[str, AfterValidator(_caller), _schema(pattern=f"^{_MEMBER.pattern}$")]
Label = Annotated[str, AfterValidator(_label)]
LABEL_NAMES: JsonDict = {"propertyNames": {"pattern": f"^{_LABEL.pattern}$"}}
LabelValue = Annotated[str, AfterValidator(_label_value), _schema(pattern=f"^{_LABEL_VALUE.pattern}$")]
Secret = Annotated[str, AfterValidator(_secret), _schema(enum=sorted(names.SECRETS))]
