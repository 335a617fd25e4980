"""The resources of a stack as the engine has them: a type, a name, and inputs in camelCase.

A value that only Google will know is UNKNOWN, one that Pulumi keeps secret is SECRET and is never here. What
another resource gives, and what can be told before it is made, is text (`<topic.id>` names the rest).

https://www.pulumi.com/docs/iac/concepts/inputs-outputs/
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Mark(Enum):
    """What stands where a value cannot be shown."""

    UNKNOWN = "unknown"
    SECRET = "secret"  # noqa: S105 - a word, no secret


UNKNOWN: Final = Mark.UNKNOWN
SECRET: Final = Mark.SECRET

# How the engine's protocol and its documents write these: pulumi/sdk, `resource/plugin/rpc.go`.
_UNKNOWN = {"04da6b54-80e4-46f7-96ec-b56ff0331ba9", "[unknown]", "<computed>"}
_SECRET = "[secret]"  # noqa: S105 - what stands in its place
_KIND = "4dabf18193072939515e22adb298388d"
_KIND_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's word
_KIND_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_DEPTH = 60


class Resource(NamedTuple):
    """One resource: its type token, its name in the program, and what the program gives it."""

    type: str
    name: str
    inputs: Mapping[str, object]


class Planned(NamedTuple):
    """What a stack declares. `stood_in`: settings that nobody has filled in yet, so that a text stood in."""

    resources: tuple[Resource, ...]
    stack: str = ""
    stood_in: tuple[str, ...] = ()

    def of(self, *types: str) -> Iterator[Resource]:
        """Give the resources of these types, in the order of the program."""
        return (resource for resource in self.resources if resource.type in types)


def decoded(value: object, depth: int = 0) -> object:  # noqa: PLR0911 - one kind of value a line
    """Turn a value as the engine writes it into plain data and marks; what is secret is dropped here."""
    if depth > _DEPTH:
        return UNKNOWN
    if isinstance(value, str):
        return UNKNOWN if value in _UNKNOWN else SECRET if value == _SECRET else value
    if isinstance(value, list):
        return [decoded(one, depth + 1) for one in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    block = cast("dict[str, object]", value)
    kind = block.get(_KIND)
    if kind == _KIND_SECRET or (kind == _KIND_OUTPUT and block.get("secret")):
        return SECRET
    if kind == _KIND_OUTPUT:
        return decoded(block["value"], depth + 1) if "value" in block else UNKNOWN
    return {
        key: decoded(one, depth + 1)
        for key, one in block.items()
        if key not in ("__defaults", "__internal", "__self")
    }


def inside(inputs: Mapping[str, object], path: str) -> object:
    """Give what stands under a path such as `template.containers`; None if nothing does.

    A list of one block counts as the block: documents of older providers write it so.
    """
    value: object = inputs
    for key in path.split("."):
        if isinstance(value, list) and len(cast("list[object]", value)) == 1:
            value = cast("list[object]", value)[0]
        if not isinstance(value, dict):
            return UNKNOWN if value is UNKNOWN else None
        value = cast("dict[str, object]", value).get(key)
    return value


def blocks(value: object) -> list[Mapping[str, object]]:
    """Give the blocks of a list, or the one block itself; marks and all else are left out."""
    listed = cast("list[object]", value) if isinstance(value, list) else [value]
    return [cast("dict[str, object]", one) for one in listed if isinstance(one, dict)]


def text(value: object) -> str:
    """Give a value as text; empty for nothing and for what cannot be shown."""
    if value is None or isinstance(value, Mark | dict | list):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
