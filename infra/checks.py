"""What a single setting may look like: labels, secrets, sizes. Each says what is wrong and the fix.

The checks see the environment they belong to through pydantic's validation context, so that an image of a
foreign registry is told at the image, not in a second round after everything else was corrected. Beside each
check stands as much of it as a schema can say, for the editor. Images and callers have modules of their own.

https://cloud.google.com/resource-manager/docs/labels-overview#requirements
"""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from infra import names
from preflight.closest import closest
from preflight.models.registry import Role

LOCAL = "local"
_LABEL = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_LABEL_VALUE = re.compile(r"[a-z0-9_-]{0,63}")
_RESERVED = sorted(names.labels("", {}))
# Google takes 64; besides the platform's own, the provider adds goog-pulumi-provisioned.
MOST_LABELS = 64 - len(_RESERVED) - 1
# What second-generation instances may have: https://cloud.google.com/run/docs/configuring/services/cpu
MEMORY_BY_CPU: dict[int, tuple[str, ...]] = {
    1: ("512Mi", "1Gi", "2Gi", "3Gi", "4Gi"),
    2: ("512Mi", "1Gi", "2Gi", "3Gi", "4Gi", "6Gi", "8Gi"),
    4: ("2Gi", "3Gi", "4Gi", "6Gi", "8Gi", "12Gi", "16Gi"),
}


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
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise wrong(f"is the number {str(value)[:30]}", "put it in quotes")
    return value


def _whole(value: object) -> object:
    # True equals 1, so that a choice among numbers would take it.
    if isinstance(value, bool):
        raise wrong(f"is {str(value).lower()}", "write a whole number")
    return value


def _label(label: str) -> str:
    if label in _RESERVED:
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


def _role(role: str) -> str:
    if role not in set(Role):
        raise wrong("is no role of a model", closest(role, Role) or f"the roles are: {', '.join(Role)}")
    return role


def schema(**words: object) -> WithJsonSchema:
    """Give what the schema says of a text."""
    return WithJsonSchema({"type": "string", **words})


Text = BeforeValidator(_text)
Cpu = Annotated[Literal[1, 2, 4], BeforeValidator(_whole)]
Memory = Literal["512Mi", "1Gi", "2Gi", "3Gi", "4Gi", "6Gi", "8Gi", "12Gi", "16Gi"]
Label = Annotated[str, AfterValidator(_label)]
LABEL_NAMES: JsonDict = {"propertyNames": {"pattern": f"^{_LABEL.pattern}$", "not": {"enum": [*_RESERVED]}}}
LabelValue = Annotated[str, AfterValidator(_label_value), schema(pattern=f"^{_LABEL_VALUE.pattern}$")]
RoleName = Annotated[str, AfterValidator(_role), schema(enum=sorted(Role))]
Secret = Annotated[str, AfterValidator(_secret), schema(enum=sorted(names.SECRETS))]


def memory_fits(default: str) -> JsonDict:
    """Give for a schema which memory each number of CPUs takes, where `default` is taken if none is said."""
    return {
        "allOf": [
            {
                "if": {"properties": {"cpu": {"const": cpu}}, "required": [] if cpu == 1 else ["cpu"]},
                "then": {
                    "properties": {"memory": {"enum": [*sizes]}},
                    "required": [] if default in sizes else ["memory"],
                },
            }
            for cpu, sizes in MEMORY_BY_CPU.items()
        ]
    }
