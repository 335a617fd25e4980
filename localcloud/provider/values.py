"""Property values as the engine sends them: plain JSON values, some of them not yet known.

The provider tells the engine that it does not take secrets, resource references or output values, so the
engine sends the bare values and marks the answer's properties secret again by their names. What is left to
handle is the marker that stands for a value that only an ``up`` will know.

Source: https://github.com/pulumi/pulumi/blob/master/developer-docs/providers/README.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.protobuf import struct_pb2

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
Properties: TypeAlias = dict[str, Value]

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for a value that is not known before the deployment runs."""


def from_struct(struct: struct_pb2.Struct) -> Properties:
    """A message's properties; whole numbers become int."""
    return {key: _from_value(value) for key, value in struct.fields.items()}


def _from_value(value: struct_pb2.Value) -> Value:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "list_value":
            return [_from_value(item) for item in value.list_value.values]
        case "struct_value":
            return from_struct(value.struct_value)
        case _:
            return None


def to_struct(properties: Mapping[str, Value]) -> struct_pb2.Struct:
    """A message that holds the properties, those that are None left out."""
    from google.protobuf import struct_pb2  # noqa: PLC0415 - costs start-up time where only types are needed

    struct = struct_pb2.Struct()
    struct.update({key: value for key, value in properties.items() if value is not None})
    return struct


def has_unknown(value: Value) -> bool:
    """Whether the value, or anything in it, is not known yet."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return value == UNKNOWN


def is_empty(value: Value) -> bool:
    """Whether the value is the same as none: zero, false, an empty string or list, an object of such."""
    if isinstance(value, dict):
        return all(is_empty(item) for item in value.values())
    return value is None or value is False or value in ("", 0, []) or value == []


def same_caseless(one: Value, other: Value) -> bool:
    """Whether two values are one but for upper and lower case."""
    return text(one).upper() == text(other).upper()


def text(value: Value) -> str:
    """A value as it is written in a path or a query: booleans lower case, nothing as an empty string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def as_dict(value: Value) -> Properties:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Value) -> list[Value]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []
