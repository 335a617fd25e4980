"""Whether a program's inputs fit the type: what is required is there, nothing is unknown, types are right.

Values in another spelling (``"8080"`` for a number) are converted, as the official provider does. What is
not known yet is not judged. Whether Google would take the values is for the cloud to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localcloud.provider.spec import Spec
from localcloud.provider.values import UNKNOWN, Properties, Value, text

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Failure:
    """One thing wrong with the inputs; ``path`` as in ``template.containers[0].image``."""

    path: str
    reason: str


SPOKEN: dict[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def check(spec: Spec, inputs: Properties) -> tuple[Properties, list[Failure]]:
    """The inputs with their values converted, and everything that is wrong with them."""
    failures: list[Failure] = []
    checked = _object(spec, inputs, "", failures)
    return checked, failures


def _object(spec: Spec, value: Properties, path: str, failures: list[Failure]) -> Properties:
    below = f"{path}." if path else ""
    checked: Properties = {}
    missing = spec.required - {name for name, item in value.items() if item is not None}
    failures += [
        Failure(below + name, f'missing required property: set "{name}"') for name in sorted(missing)
    ]
    for name, item in value.items():
        if name not in spec.members:
            near = ", ".join(sorted(spec.members))
            failures.append(Failure(below + name, f'"{name}" is not a property here; there are: {near}'))
        elif item is not None:
            checked[name] = _value(spec.members[name], item, below + name, failures)
    return checked


def _value(spec: Spec, value: Value, path: str, failures: list[Failure]) -> Value:
    if value == UNKNOWN or spec.kind == "any":
        return value
    match spec.kind, value:
        case "object", dict():
            return _object(spec, value, path, failures)
        case "map", dict():
            item = spec.item or Spec("any")
            return {key: _value(item, one, f"{path}.{key}", failures) for key, one in value.items()}
        case "list", list():
            item = spec.item or Spec("any")
            return [_value(item, one, f"{path}[{i}]", failures) for i, one in enumerate(value)]
        case _:
            return _scalar(spec.kind, value, path, failures)


def _scalar(kind: str, value: Value, path: str, failures: list[Failure]) -> Value:
    convert = SCALARS.get(kind)
    converted = convert(value) if convert and not isinstance(value, list | dict) else None
    if converted is None and value is not None:
        failures.append(Failure(path, f"expected {kind}, got {SPOKEN[type(value)]}"))
        return value
    return converted


def _integer(value: Value) -> Value:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else None


def _number(value: Value) -> Value:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _boolean(value: Value) -> Value:
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))


SCALARS: dict[str, Callable[[Value], Value]] = {
    "string": text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
