"""Whether a message in JSON is one of an Avro schema.

A value of a union is `null` or an object with the type's name; bytes are text of characters below 256; every
field of a record stands in it. Absent: the binary encoding.
https://avro.apache.org/docs/1.11.1/specification/#json-encoding
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.casing import Json

_INT, _LONG = 2**31, 2**63


def fits(definition: str, data: bytes) -> bool:
    """Whether data is JSON of the shape that a definition describes."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return _fits(json.loads(definition), value, {})


def _whole(value: object, limit: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bytes(value: object) -> bool:
    return isinstance(value, str) and all(ord(letter) < 256 for letter in value)


_PRIMITIVE: dict[str, Callable[[object], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "int": lambda value: _whole(value, _INT),
    "long": lambda value: _whole(value, _LONG),
    "float": _number,
    "double": _number,
    "bytes": _bytes,
    "string": lambda value: isinstance(value, str),
}


def _fits(kind: object, value: object, named: dict[str, Json]) -> bool:
    """Whether a value is of a type; `named` are the types with a name so far."""
    if isinstance(kind, str):
        return _PRIMITIVE[kind](value) if kind in _PRIMITIVE else _fits(named[kind], value, named)
    if isinstance(kind, list):
        return _fits_one(cast("list[object]", kind), value, named)
    return _fits_shape(cast("Json", kind), value, named)


def _fits_shape(shape: Json, value: object, named: dict[str, Json]) -> bool:
    if name := _name(shape):
        named[name] = named[name.rpartition(".")[2]] = shape
    match shape["type"]:
        case "record":
            return _fits_record(shape, value, named)
        case "enum":
            return value in shape["symbols"]
        case "fixed":
            return _bytes(value) and len(str(value)) == shape["size"]
        case "array":
            items = cast("list[object]", value) if isinstance(value, list) else None
            return items is not None and all(_fits(shape["items"], item, named) for item in items)
        case "map":
            found = cast("Json", value) if isinstance(value, dict) else None
            return found is not None and all(_fits(shape["values"], item, named) for item in found.values())
        case inner:
            return _fits(inner, value, named)


def _fits_record(shape: Json, value: object, named: dict[str, Json]) -> bool:
    if not isinstance(value, dict):
        return False
    given = cast("Json", value)
    return all(
        field["name"] in given and _fits(field["type"], given[field["name"]], named)
        for field in shape["fields"]
    )


def _fits_one(kinds: list[object], value: object, named: dict[str, Json]) -> bool:
    """Whether a value is of one type of a union."""
    if value is None:
        return "null" in kinds
    if not isinstance(value, dict) or len(cast("Json", value)) != 1:
        return False
    ((word, inside),) = cast("Json", value).items()
    return any(word in _words(kind) and _fits(kind, inside, named) for kind in kinds)


def _words(kind: object) -> tuple[str, ...]:
    """The names under which a type stands in a union."""
    if isinstance(kind, str):
        return (kind,)
    shape = cast("Json", kind)
    return (_name(shape), str(shape.get("name", ""))) if _name(shape) else (str(shape.get("type")),)


def _name(shape: Json) -> str:
    name = str(shape.get("name", ""))
    return f"{shape['namespace']}.{name}" if name and shape.get("namespace") else name
