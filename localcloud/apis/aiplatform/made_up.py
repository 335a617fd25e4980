"""Answers without a model: made up from the prompt, the same ones each time, in the asked-for schema.

Rules instead of randomness, so that a test can choose what it gets by what it asks. A boolean is true when
the last part of the prompt has four words or more; an enum is the first of its values that the last part
names, else the first of all; a list has as few items as the schema allows, one at least; a text names its
field and quotes the last part. Absent: `anyOf` beyond its first choice, formats, patterns, references.
https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/control-generated-output
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.casing import Json

_ENOUGH_WORDS = 4
_LONGEST_QUOTE = 200


def text(asked: str) -> str:
    """Gives a few plain sentences about what was asked."""
    return (
        f"You asked about this: {quote(asked)}. "
        "Here is how to think about it, one step after the other. "
        "First look at what is known. Then look at what is missing. That is the whole idea."
    )


def value(schema: Json, asked: str, field: str = "answer") -> object:
    """Gives a value in a schema, in Vertex's spelling of types or in that of JSON Schema."""
    if choices := cast("list[Json]", schema.get("anyOf") or []):
        return value(choices[0], asked, field)
    if names := cast("list[str]", schema.get("enum") or []):
        return next((name for name in names if name.lower() in asked.lower()), names[0])
    kind = str(schema.get("type") or "object").lower()
    return _KINDS.get(kind, _string)(schema, asked, field)


def quote(asked: str) -> str:
    """Gives the beginning of what was asked, on one line."""
    return " ".join(asked.split())[:_LONGEST_QUOTE].rstrip(" .")


def _object(schema: Json, asked: str, _field: str) -> object:
    fields = cast("dict[str, Json]", schema.get("properties") or {})
    return {name: value(inner, asked, name) for name, inner in fields.items()}


def _array(schema: Json, asked: str, field: str) -> object:
    items = cast("Json", schema.get("items") or {"type": "string"})
    return [value(items, asked, field)] * max(1, int(schema.get("minItems") or 1))


def _boolean(_schema: Json, asked: str, _field: str) -> object:
    return len(asked.split()) >= _ENOUGH_WORDS


def _number(schema: Json, _asked: str, _field: str) -> object:
    return int(schema.get("minimum") or 0)


def _string(schema: Json, asked: str, field: str) -> object:
    longest = int(schema.get("maxLength") or 0) or None
    return f"{field.replace('_', ' ').capitalize()}. {text(asked)}"[:longest]


_KINDS: dict[str, Callable[[Json, str, str], object]] = {
    "object": _object,
    "array": _array,
    "boolean": _boolean,
    "integer": _number,
    "number": _number,
    "string": _string,
}
