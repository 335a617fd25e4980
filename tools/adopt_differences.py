"""Where a resource of the cloud differs from the program, from the steps of a preview.

The provider says which properties differ, and the engine which of them it would have to replace the resource
for; the values stand in the step's old and new state. Pure.

Shapes: https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/pkg/display/json.go
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from tools.cloud_lookup.declared import block, is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PART = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.\[\]]+)')
_NOTHING = "nothing"
_LONGEST = 120


@dataclass(frozen=True)
class Difference:
    """One property; `replaces` where it can only be had by deleting the resource."""

    path: str
    cloud: str
    program: str
    replaces: bool = False

    def __str__(self) -> str:
        replaced = "; the resource would be replaced" if self.replaces else ""
        return f"{self.path}: in the cloud {self.cloud}, in the program {self.program}{replaced}"


def differences(steps: Iterable[Mapping[str, Any]]) -> dict[str, list[Difference]]:
    """The differences of each resource that is in the state, by urn."""
    found: dict[str, list[Difference]] = {}
    for step in steps:
        if step["op"] in {"update", "replace"} and step.get("detailedDiff"):
            listed = [_difference(step, path, how) for path, how in sorted(step["detailedDiff"].items())]
            found[step["urn"]] = [one for one in listed if one is not None]
    return {urn: listed for urn, listed in found.items() if listed}


def _difference(step: Mapping[str, Any], path: str, how: Mapping[str, Any]) -> Difference | None:
    old, new = block(step.get("oldState")), block(step.get("newState"))
    cloud = at(old.get("inputs" if how.get("inputDiff") else "outputs"), path)
    program = at(new.get("inputs"), path)
    if is_unknown(program):
        return None  # it follows from what is not there yet
    return Difference(path, shown(cloud), shown(program), str(how.get("kind", "")).endswith("replace"))


def at(value: object, path: str) -> object:
    """The value at `labels.app`, `containers[0].image` or `labels["a.b"]`; None where there is none."""
    for quoted, number, name in _PART.findall(path):
        if isinstance(value, list) and number:
            items = cast("list[object]", value)
            value = items[int(number)] if int(number) < len(items) else None
        elif isinstance(value, dict):
            value = cast("dict[str, object]", value).get(
                json.loads(f'"{quoted}"') if quoted else number or name
            )
        else:
            return None
    return value


def shown(value: object) -> str:
    """A value as it is printed, in one line that is not too long."""
    text = _NOTHING if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
