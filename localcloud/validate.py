"""Bodies held against the message that the discovery document describes, refused in Google's words.

All problems are collected before anything is refused. Nulls are dropped (JSON null means "not given" to
Google), output-only fields are ignored, enum numbers become names. Absent: rules that only a service knows;
those are in its file.
https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from localcloud import labels
from localcloud.casing import Json, camel, snake
from localcloud.enum_numbers import name_of
from localcloud.payload import parse, refusal

if TYPE_CHECKING:
    from localcloud.discovery import Document, Shape

_RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}
_TYPES = {"boolean": "TYPE_BOOL", "string": "TYPE_STRING", "number": "TYPE_DOUBLE", "integer": "TYPE_INT32"}
_DURATION = re.compile(r"-?\d+(\.\d{1,9})?s")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_BAD = object()
_WITHOUT_PRESENCE = frozenset({"integer", "number", "boolean"})

__all__ = ["Validator", "is_base64", "parse"]


class Validator:
    """Cleans one body; `problems` fills with (field, words) as it goes."""

    def __init__(self, document: Document, *, keep_output: bool = False, required: bool = True) -> None:
        self._document = document
        self._keep_output, self._required = keep_output, required
        self.problems: list[tuple[str, str]] = []

    def message(self, schema: str, body: Json, at: str = "") -> Json:
        """Gives the body without nulls and output-only fields, enum numbers as names."""
        shapes = self._document.shapes.get(schema, {})
        if not shapes:
            return {key: value for key, value in body.items() if value is not None}
        clean: Json = {}
        for key, value in body.items():
            name = key if key in shapes else camel(key)
            shape = shapes.get(name)
            if shape is None:
                self._unknown(key, at)
            elif value is not None and (self._keep_output or not shape.read_only):
                kept = self._value(shape, value, _join(at, name), f"{schema}.{name}")
                if kept is not _BAD:
                    clean[name] = kept
        if self._required:
            self._require(shapes, clean, at)
        return clean

    def missing(self, schema: str, body: Json, at: str = "") -> None:
        """Writes down what a whole resource lacks, for updates, which may leave things out."""
        shapes = self._document.shapes.get(schema, {})
        self._require(shapes, body, at)
        for name, value in body.items():
            shape = shapes.get(name)
            if shape is not None and not shape.read_only:
                self._missing_inside(shape, value, _join(at, name))

    def _missing_inside(self, shape: Shape, value: object, at: str) -> None:
        if shape.kind == "ref" and isinstance(value, dict):
            self.missing(shape.ref, cast("Json", value), at)
        elif shape.items is not None and isinstance(value, list):
            for number, item in enumerate(cast("list[object]", value)):
                self._missing_inside(shape.items, item, f"{at}[{number}]")
        elif shape.values is not None and isinstance(value, dict):
            for key, item in cast("Json", value).items():
                self._missing_inside(shape.values, item, f'{at}["{key}"]')

    def _require(self, shapes: dict[str, Shape], body: Json, at: str) -> None:
        for name, shape in shapes.items():
            # Nobody can tell a number that is 0 from one that is left out: Google's libraries leave it out.
            if not shape.required or shape.read_only or name == "name" or shape.kind in _WITHOUT_PRESENCE:
                continue
            if body.get(name) in (None, "", []):
                path = _snake_path(_join(at, name))
                if all(place != path for place, _ in self.problems):
                    self.problems.append((path, f"Required field '{path}' is missing."))

    def refuse(self) -> None:
        """Raises one 400 that names every problem."""
        if self.problems:
            raise refusal(self.problems)

    def _value(self, shape: Shape, value: object, at: str, owner: str) -> object:
        if shape.kind == "any":
            return value
        if shape.kind == "ref" and isinstance(value, dict):
            return self.message(shape.ref, cast("Json", value), at)
        if shape.kind != "array" and isinstance(value, list):
            return self._not_repeating(at)
        check = {"array": self._list, "object": self._map, "ref": self._no_message}.get(
            shape.kind, self._scalar
        )
        return check(shape, value, at, owner)

    def _no_message(self, shape: Shape, value: object, at: str, _owner: str) -> object:
        return self._wrong(at, f"type.googleapis.com/{shape.ref}", value)

    def _list(self, shape: Shape, value: object, at: str, owner: str) -> object:
        if not isinstance(value, list) or shape.items is None:
            return self._wrong(at, "a list", cast("object", value))
        inside = cast("list[object]", value)
        kept = [self._value(shape.items, item, f"{at}[{n}]", owner) for n, item in enumerate(inside)]
        return [item for item in kept if item is not _BAD]

    def _map(self, shape: Shape, value: object, at: str, owner: str) -> object:
        if not isinstance(value, dict):
            return self._wrong(at, "a map", value)
        inside = {key: item for key, item in cast("Json", value).items() if item is not None}
        if shape.values is None or shape.values.kind == "any":
            return inside
        kept = {key: self._value(shape.values, item, f'{at}["{key}"]', owner) for key, item in inside.items()}
        kept = {key: item for key, item in kept.items() if item is not _BAD}
        if shape.values.kind == "string" and labels.apply_to(owner):
            self.problems += [(_snake_path(at), words) for words in labels.problems(kept)]
        return kept

    def _scalar(self, shape: Shape, value: object, at: str, owner: str) -> object:
        if shape.enum:
            return self._enum(shape, value, at, owner)
        if shape.kind == "boolean":
            return value if isinstance(value, bool) else self._wrong(at, _TYPES["boolean"], value)
        if shape.format in _RANGES:
            return self._whole(shape, value, at)
        if shape.kind in ("number", "integer"):
            fine = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf
            return value if fine else self._wrong(at, _TYPES[shape.kind], value)
        if not isinstance(value, str):
            return self._wrong(at, _TYPES["string"], value)
        return self._text(shape, value, at)

    def _enum(self, shape: Shape, value: object, at: str, owner: str) -> object:
        name: object = value
        if isinstance(value, int) and not isinstance(value, bool):
            message, _, field = owner.rpartition(".")
            name = name_of(message, field, value, shape.enum)
        if isinstance(name, str) and name not in shape.enum and name.upper() in shape.enum:
            # gcloud sends what people write into their files: the cleanup action `Keep`.
            name = name.upper()
        if name not in shape.enum:
            return self._wrong(at, _enum_type(owner), value)
        # The proto's zero: as good as not given.
        return _BAD if str(name).endswith("_UNSPECIFIED") else name

    def _whole(self, shape: Shape, value: object, at: str) -> object:
        number = _integer(value)
        low, high = _RANGES[shape.format]
        if number is None or not low <= number <= high:
            return self._wrong(at, f"TYPE_{shape.format.upper()}", value)
        return str(number) if shape.kind == "string" else number

    def _text(self, shape: Shape, value: str, at: str) -> object:
        place = _snake_path(at)
        if shape.format == "google-duration" and not _DURATION.fullmatch(value):
            words = "Illegal duration format; duration must end with 's'"
            self.problems.append(
                (place, f"Invalid value at '{place}' (type.googleapis.com/google.protobuf.Duration), {words}")
            )
            return _BAD
        if shape.format in ("google-datetime", "date-time") and not is_moment(value):
            words = "Illegal timestamp format; timestamps must end with 'Z' or have a valid timezone offset."
            self.problems.append(
                (
                    place,
                    f"Invalid value at '{place}' (type.googleapis.com/google.protobuf.Timestamp), {words}",
                )
            )
            return _BAD
        if shape.format == "byte" and not is_base64(value):
            words = f'Base64 decoding failed for "{value}"'
            self.problems.append((place, f"Invalid value at '{place}' (TYPE_BYTES), {words}"))
            return _BAD
        return value

    def _wrong(self, at: str, kind: str, value: object) -> object:
        place = _snake_path(at)
        self.problems.append((place, f"Invalid value at '{place}' ({kind}), {json.dumps(value)}"))
        return _BAD

    def _not_repeating(self, at: str) -> object:
        above, _, name = _snake_path(at).rpartition(".")
        where = f" at '{above}'" if above else ""
        words = (
            f'Invalid JSON payload received. Unknown name "{name}"{where}: '
            "Proto field is not repeating, cannot start list."
        )
        self.problems.append((above, words))
        return _BAD

    def _unknown(self, key: str, at: str) -> None:
        place = _snake_path(at)
        where = f" at '{place}'" if place else ""
        words = f'Invalid JSON payload received. Unknown name "{key}"{where}: Cannot find field.'
        self.problems.append((place, words))


def is_moment(text: str) -> bool:
    """Whether a text is a moment of the calendar, with its offset."""
    if not _TIMESTAMP.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_base64(text: str) -> bool:
    """Whether a text is base64 in either alphabet."""
    try:
        base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _integer(value: Any) -> int | None:  # noqa: ANN401 - whatever JSON held
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _enum_type(owner: str) -> str:
    message, _, field = owner.rpartition(".")
    return f"type.googleapis.com/{message}.{field[:1].upper()}{field[1:]}"


def _join(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _snake_path(at: str) -> str:
    return re.sub(r"[A-Za-z0-9_]+(?![^\[]*\])", lambda found: snake(found[0]), at)
