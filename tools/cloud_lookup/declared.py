"""A resource that is to be looked up, and the three answers that a look-up may have.

In a preview the engine writes a value that it cannot know yet as one of a few fixed words, and a secret as
`[secret]`; in a state a secret is an object with a signature of its own:
https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/sdk/go/common/resource/plugin/rpc.go
https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/sdk/go/common/resource/sig/sig.go
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

UNKNOWN = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
MASKED = "[secret]"
_SIGNATURE, _OF_A_SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"

Json = dict[str, Any]


def block(value: object) -> Json:
    """A JSON object; an empty one where there is none."""
    return cast("Json", value) if isinstance(value, dict) else {}


def blocks(value: object) -> list[Json]:
    """The JSON objects of a list; none where there is no list."""
    return [block(one) for one in cast("list[object]", value)] if isinstance(value, list) else []


@dataclass(frozen=True)
class Wanted:
    """A resource as the engine tells of it: `state` is its entry of a preview or of the state."""

    urn: str
    type: str
    inputs: Mapping[str, Any]
    state: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def name(self) -> str:
        """The name in the program."""
        return self.urn.rpartition("::")[2]

    def __str__(self) -> str:
        return f"{self.type.rpartition(':')[2]} {self.name}"


@dataclass(frozen=True)
class There:
    """It is in the cloud, and `id` is what the provider imports it by."""

    id: str


@dataclass(frozen=True)
class Absent:
    """It is not in the cloud."""


@dataclass(frozen=True)
class Undecided:
    """A person must look; `candidates` are the ids that it may be."""

    why: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Later:
    """It cannot be asked for, or not yet, and is left to `up`."""

    why: str


Answer = There | Absent | Undecided | Later


def wanted(state: Mapping[str, Any]) -> Wanted:
    """Read a resource from a preview or from the state."""
    return Wanted(state["urn"], state["type"], block(state.get("inputs")), state)


def is_unknown(value: object) -> bool:
    """Whether a value, or a part of it, is not known before something else was made."""
    if isinstance(value, Mapping):
        return any(map(is_unknown, cast("Mapping[str, object]", value).values()))
    if isinstance(value, list):
        return any(map(is_unknown, cast("list[object]", value)))
    return isinstance(value, str) and value in UNKNOWN


def is_masked(value: object) -> bool:
    """Whether a value, or a part of it, stands for a secret that was not written out."""
    if isinstance(value, Mapping):
        return any(map(is_masked, cast("Mapping[str, object]", value).values()))
    if isinstance(value, list):
        return any(map(is_masked, cast("list[object]", value)))
    return value == MASKED


def is_secret(value: object) -> bool:
    """Whether a value, or a part of it, is a secret, written out or not."""
    if isinstance(value, Mapping):
        parts = cast("Mapping[str, object]", value)
        return parts.get(_SIGNATURE) == _OF_A_SECRET or any(map(is_secret, parts.values()))
    if isinstance(value, list):
        return any(map(is_secret, cast("list[object]", value)))
    return value == MASKED


def same_id(imported: str, held: str) -> bool:
    """Whether an import's id and a state's mean one resource; members have spaces in the one."""
    spelled = imported.replace(" ", "/")
    return spelled == held or spelled.endswith(f"/{held}") or held.endswith(f"/{spelled}")
