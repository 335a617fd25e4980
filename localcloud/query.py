"""Query parameters: camelCase or snake_case, dotted, repeated; unknown ones refused in Google's words.

`$alt`, `$prettyPrint` and the like are the same as without the dollar sign.
https://cloud.google.com/apis/docs/system-parameters
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from localcloud.casing import Json, camel, snake
from localcloud.enum_numbers import name_of
from localcloud.errors import GoogleError, bad_request, invalid

if TYPE_CHECKING:
    from localcloud.discovery import Document, Method, Shape

#: Taken by every Google API, whatever its document lists.
_SYSTEM = frozenset(
    [
        "$.xgafv",
        "access_token",
        "alt",
        "callback",
        "fields",
        "key",
        "oauth_token",
        "prettyPrint",
        "quotaUser",
        "uploadType",
        "upload_protocol",
        "userIp",
        "userProject",
        "upload_id",
    ]
)
#: A binary answer would have to be in a form that the discovery document does not describe.
_ANSWERED = ("", "json", "media")
_LENIENT = {"updateMask": "updateMask"}


def parse(document: Document, method: Method, text: str) -> Json:
    """Gives the parameters by camelCase name: text, number, truth value, or a list where repeated."""
    given: Json = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        bare = key.removeprefix("$") if not key.startswith("$.") else key
        if bare == "alt" and value.partition(";")[0] not in _ANSWERED:
            raise invalid(
                f"Invalid value '{value}' for the parameter alt: json and media are answered.", "alt"
            )
        if bare in _SYSTEM or camel(bare) in _SYSTEM:
            given[camel(bare)] = value
            continue
        name = ".".join(camel(part) for part in bare.split("."))
        shape = method.parameters.get(name)
        if shape is None and not _in_body(document, method, name):
            raise _unknown(key)
        if shape is not None and shape.enum and value.endswith("_UNSPECIFIED") and value in shape.enum:
            continue
        if shape is not None and shape.repeated:
            given.setdefault(name, []).append(value)
        else:
            given[name] = value if shape is None else _value(name, shape, value)
    return given


def _in_body(document: Document, method: Method, name: str) -> bool:
    """Whether the request message has the field: the official provider sends some masks in the query."""
    return name in document.shapes.get(method.request, {}) or (name in _LENIENT and method.verb == "PATCH")


def _value(name: str, shape: Shape, value: str) -> object:
    where = ".".join(snake(part) for part in name.split("."))
    if shape.enum and value not in shape.enum:
        known = name_of("", name, int(value), shape.enum) if value.isdecimal() else None
        if known is None:
            raise invalid(f"Invalid value at '{where}' (TYPE_ENUM), \"{value}\"", where)
        return known
    if shape.kind == "integer":
        try:
            return int(value)
        except ValueError:
            raise invalid(f"Invalid value at '{where}' (TYPE_INT32), \"{value}\"", where) from None
    if shape.kind == "boolean":
        if value.lower() not in ("true", "false", ""):
            raise invalid(f"Invalid value at '{where}' (TYPE_BOOL), \"{value}\"", where)
        return value.lower() != "false"
    return value


def _unknown(key: str) -> GoogleError:
    words = (
        f'Invalid JSON payload received. Unknown name "{key}": Cannot bind query parameter. '
        f"Field '{key}' could not be found in request message."
    )
    return GoogleError(400, "INVALID_ARGUMENT", words, [bad_request([("", words)])])
