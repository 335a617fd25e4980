"""Writes an example as the Python that declares it, and the settings under which it is judged as YAML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

import yaml
from rules import Declared, Ref

WIDTH = 80
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def code(calls: Iterable[str]) -> str:
    """Put Python into a page."""
    return "```python\n" + "\n\n".join(calls) + "\n```\n"


def config(given: Mapping[str, object]) -> str:
    """Put settings into a page; nothing where there are none."""
    if not given:
        return ""
    block = {"config": {f"policy:{key}": value for key, value in given.items()}}
    return f"\nwith\n\n```yaml\n{yaml.safe_dump(block, sort_keys=False, width=100)}```\n"


def call(example: Declared, among: Sequence[Declared] = ()) -> str:
    """Write one resource as a call of the provider's Python class, kept in a variable if another needs it."""
    _, module, kind = re.split("[:/]", example.type, maxsplit=2)
    named = [f"    {snake(key)}={fitted(value, 1)}," for key, value in example.inputs.items()]
    if example.depends_on:
        waits = ", ".join(map(variable, example.depends_on))
        named.append(f"    opts=pulumi.ResourceOptions(depends_on=[{waits}]),")
    needed = any(example.name in (*one.depends_on, *refs(one.inputs)) for one in among)
    kept = f"{variable(example.name)} = " if needed else ""
    function = f"{kept}gcp.{module.lower()}.{kind.partition(':')[2]}"
    return "\n".join([f"{function}(", f"    {json.dumps(example.name)},", *named, ")"])


def variable(name: str) -> str:
    """Name a resource in Python."""
    return re.sub(r"\W", "_", name)


def refs(value: object) -> list[str]:
    """Give the names of the resources whose outputs stand in a value."""
    if isinstance(value, Ref):
        return [value.name]
    if isinstance(value, dict):
        value = list(cast("dict[str, object]", value).values())
    return (
        [name for one in cast("list[object]", value) for name in refs(one)] if isinstance(value, list) else []
    )


def snake(name: str) -> str:
    """Turn the engine's name of an input into Python's."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def fitted(value: object, depth: int) -> str:
    """Write a value as Python, over several lines where one would be too long to read."""
    text = literal(value)
    if len(text) + 4 * depth <= WIDTH or not isinstance(value, dict | list):
        return text
    inner, outer = "    " * (depth + 1), "    " * depth
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        parts = [f"{literal(snake(key))}: {fitted(item, depth + 1)}" for key, item in items]
    else:
        parts = [fitted(item, depth + 1) for item in cast("list[object]", value)]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return "\n".join([opening, *(f"{inner}{part}," for part in parts), f"{outer}{closing}"])


def literal(value: object) -> str:
    """Write a value as Python, with double quotes where that needs no escapes."""
    if isinstance(value, Ref):
        return f"{variable(value.name)}.{snake(value.output)}"
    if isinstance(value, str) and '"' not in value:
        return json.dumps(value)
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in cast("list[object]", value)) + "]"
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return "{" + ", ".join(f"{literal(snake(key))}: {literal(item)}" for key, item in items) + "}"
    return repr(value)
