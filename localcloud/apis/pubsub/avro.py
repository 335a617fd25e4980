"""Whether a text is an Avro schema that Pub/Sub takes: a record whose types are all known.

Absent: logical types, defaults held against their types.
https://avro.apache.org/docs/1.11.1/specification/ and https://cloud.google.com/pubsub/docs/schemas
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from localcloud.casing import Json

_PRIMITIVE = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)


def problem(definition: str) -> str:
    """Gives what is wrong with a definition; "" for nothing."""
    try:
        shape: object = json.loads(definition)
        if not isinstance(shape, dict) or cast("Json", shape).get("type") != "record":
            return "it must be a record with a name and a list of fields"
        return _wrong(cast("object", shape), set())
    except RecursionError:
        return "it is nested too deep"
    except ValueError as error:
        return str(error)


def _wrong(kind: object, named: set[str]) -> str:
    """What is wrong with a type; `named` are the types with a name so far."""
    if isinstance(kind, str):
        return "" if kind in _PRIMITIVE or kind in named else f"'{kind}' is no type"
    if isinstance(kind, list):
        return _first([_wrong(one, named) for one in cast("list[object]", kind)])
    return (
        _wrong_shape(cast("Json", kind), named)
        if isinstance(kind, dict)
        else f"{json.dumps(kind)} is no type"
    )


def _wrong_shape(shape: Json, named: set[str]) -> str:
    match shape.get("type"):
        case "array":
            return _wrong(shape.get("items"), named)
        case "map":
            return _wrong(shape.get("values"), named)
        case "record" | "enum" | "fixed" as word:
            return _wrong_name(shape, named) or _wrong_inside(word, shape, named)
        case inner:
            return _wrong(inner, named)


def _wrong_name(shape: Json, named: set[str]) -> str:
    name = shape.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"{json.dumps(name)} is no name"
    space = shape.get("namespace")
    whole = f"{space}.{name}" if space else name
    if whole in named:
        return f"'{whole}' is defined twice"
    named.update((name, whole))
    return ""


def _wrong_inside(word: str, shape: Json, named: set[str]) -> str:
    if word == "fixed":
        return "" if isinstance(shape.get("size"), int) else "a fixed type must have a size"
    listed = shape.get("symbols" if word == "enum" else "fields")
    if not isinstance(listed, list):
        return "it must be a record with a name and a list of fields" if word == "record" else "no symbols"
    if word == "enum":
        symbols = cast("list[object]", listed)
        return "" if all(isinstance(one, str) and _NAME.fullmatch(one) for one in symbols) else "bad symbols"
    seen: set[str] = set()
    return _first([_wrong_field(one, seen, named) for one in cast("list[object]", listed)])


def _wrong_field(field: object, seen: set[str], named: set[str]) -> str:
    shape = cast("Json", field) if isinstance(field, dict) else {}
    name = shape.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in seen:
        return f"{json.dumps(name)} is no name of a new field"
    seen.add(name)
    return _wrong(shape.get("type"), named)


def _first(problems: list[str]) -> str:
    return next((one for one in problems if one), "")
