"""The property names and types of the served resource types, taken from the pulumi_gcp SDK.

Run ``python -m localcloud.provider.read_sdk`` after a new ``pulumi-gcp``: it rewrites ``schemas/*.json``,
and a test says when that was forgotten. The provider process reads those files and never imports
``pulumi_gcp`` (that import alone costs more than a preview without changes).

Deliberately absent: what forces a replacement, what Google fills in, what a property is called in the API.
The SDK does not know these; they are in ``resources/``.

Source: https://www.pulumi.com/registry/packages/gcp/
"""

from __future__ import annotations

import importlib
import inspect
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Union, cast, get_args, get_origin

SCHEMAS = Path(__file__).with_name("schemas")
SCALARS: dict[object, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}

Node = str | dict[str, "Any"]
Types = Callable[[type], dict[str, Any]]


def node(annotation: object, types_of: Types) -> Node:
    """One property's type: a scalar's name, or ``{"list": …}``, ``{"map": …}``, ``{"object": …}``."""
    if annotation in SCALARS:
        return SCALARS[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Union:
        return node(arguments[0], types_of)
    if origin is not None and len(arguments) == 1:
        return {"list": node(arguments[0], types_of)}
    if origin is not None and len(arguments) == 2:
        return {"map": node(arguments[1], types_of)}
    if isinstance(annotation, type) and annotation.__module__.startswith("pulumi_gcp."):
        return block(annotation, types_of)
    return "any"


def block(cls: type, types_of: Types) -> dict[str, Any]:
    """An object's members, and which of them have to be there."""
    members = {name: node(kind, types_of) for name, kind in sorted(types_of(cls).items())}
    return (
        {"object": members, "required": required(cls)}
        if cls.__name__.endswith("Args")
        else {"object": members}
    )


def required(cls: type) -> list[str]:
    """The properties that the constructor cannot do without, by their Pulumi names."""
    types = importlib.import_module("pulumi._types")
    names = cast("dict[str, str]", types.input_type_py_to_pulumi_names(cls))
    parameters = inspect.signature(cls).parameters.values()
    return sorted(names[p.name] for p in parameters if p.default is p.empty and p.name in names)


def describe(token: str) -> dict[str, Any]:
    """Inputs and outputs of one resource type.

    Args:
        token: As the engine writes it, ``gcp:pubsub/topic:Topic``.
    """
    types = importlib.import_module("pulumi._types")
    module = importlib.import_module(f"pulumi_gcp.{token.split(':')[1].split('/', maxsplit=1)[0]}")
    name = token.rsplit(":", 1)[1]
    inputs: type = getattr(module, f"{name}Args")
    outputs = cast("dict[str, Any]", types.resource_types(getattr(module, name)))
    return {
        "inputs": block(inputs, types.input_type_types),
        "outputs": {key: node(kind, types.output_type_types) for key, kind in sorted(outputs.items())},
    }


def schemas() -> dict[str, str]:
    """The text of every schema file by its name, for the types that ``resources/`` declares."""
    registry = importlib.import_module("localcloud.provider.registry")
    texts: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for module in registry.modules():
            described = {token: describe(token) for token in sorted(registry.tokens(module))}
            texts[f"{module}.json"] = json.dumps(described, indent=1, sort_keys=True) + "\n"
    return texts


def main() -> None:
    """Write every schema file."""
    for name, text in schemas().items():
        (SCHEMAS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
