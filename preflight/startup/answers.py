"""Reads any error or answer of Google's into one shape, without importing the library that it comes from.

Known by their forms: google-api-core (over REST, over gRPC, or with the body left unread), google-genai
(whose `details` are the raw body), google-api-python-client, answers and errors of requests, httpx and
urllib3, gRPC's own errors, and the body itself as a dictionary, text or bytes. Never `.reason` of
google-api-core: after a REST call it raises AttributeError. Anything else is nobody's answer: an error of
ours that only speaks of Google's words says nothing.

https://google.aip.dev/193
https://cloud.google.com/apis/design/errors
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from preflight.startup.attributes import attribute, called, is_mapping, listed, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]
# google.rpc.Code by name, as HTTP says it: https://cloud.google.com/apis/design/errors#handling_errors
_HTTP = {
    "CANCELLED": 499,
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "OUT_OF_RANGE": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ABORTED": 409,
    "ALREADY_EXISTS": 409,
    "RESOURCE_EXHAUSTED": 429,
    "UNKNOWN": 500,
    "INTERNAL": 500,
    "DATA_LOSS": 500,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}
_STATUS_DETAILS = "grpc-status-details-bin"
# Whose errors are answers even where no body says more. Others must carry Google's form.
_CLIENTS = frozenset(
    {
        "aiohttp",
        "anthropic",
        "google",
        "googleapiclient",
        "grpc",
        "httpx",
        "openai",
        "requests",
        "urllib",
        "urllib3",
    }
)


class Info(NamedTuple):
    """An ErrorInfo: why, whose word it is, and what it is about."""

    reason: str
    domain: str
    metadata: dict[str, str]


class Said(NamedTuple):
    """HTTP code (0 for none), status, sentence, ErrorInfos, and the reasons of the older `errors`."""

    code: int = 0
    status: str = ""
    message: str = ""
    infos: tuple[Info, ...] = ()
    reasons: tuple[str, ...] = ()


def read(answer: object) -> Said:
    """Give what an error or an answer says; an empty Said for what is none of Google's."""
    if isinstance(answer, dict | list | str | bytes | bytearray):
        return _of_body(_error_in(cast("object", answer)), 0, "")
    if callable(attribute(answer, "code")):
        return _of_grpc(answer, str(attribute(called(answer, "code"), "name") or ""))
    body = _body(answer)
    said = _of_body(body, _code(answer), _text(answer))
    # google-api-core keeps its ErrorInfo as attributes, some of which raise where there is none.
    reason, metadata = attribute(answer, "reason"), attribute(answer, "metadata")
    own = (
        [_info(reason, attribute(answer, "domain"), dict(cast("Json", metadata)))]
        if is_mapping(metadata)
        else []
    )
    told = [*said.infos, *_infos(listed(attribute(answer, "details"))), *own]
    infos = tuple(info for at, info in enumerate(told) if info not in told[:at])
    status = said.status or str(getattr(attribute(answer, "grpc_status_code"), "name", ""))
    status = status or str(attribute(answer, "status") or "")
    foreign = isinstance(answer, BaseException) and not of_library(answer, _CLIENTS)
    if foreign and not (body or infos or status in _HTTP):
        return Said()
    return said._replace(status=status, infos=infos)


def of_library(error: BaseException, packages: frozenset[str]) -> bool:
    """Say whether an error, or a class that it is made from, is of one of the packages."""
    return any(made.__module__.partition(".")[0] in packages for made in type(error).__mro__)


def _of_body(error: Json, code: int, message: str) -> Said:
    told = error.get("code")
    told = told if isinstance(told, int) else 0
    status = str(error.get("status") or "")
    return Said(
        code or told or _HTTP.get(status, 0),
        status,
        str(error.get("message") or message),
        tuple(_infos(listed(error.get("details")))),
        tuple(
            str(cast("Json", one).get("reason", ""))
            for one in listed(error.get("errors"))
            if isinstance(one, dict)
        ),
    )


def _body(answer: object) -> Json:
    """Give the `error` of the body, wherever a library has left it."""
    for holder in (answer, attribute(answer, "response")):
        for name in ("details", "content", "data", "text"):
            held = attribute(holder, name)
            # The `details` of google-api-core are a list, and none of them is the error itself.
            listed = name == "details" and isinstance(held, list)
            if (
                isinstance(held, dict | str | bytes | list)
                and not listed
                and (error := _error_in(cast("object", held)))
            ):
                return error
    return {}


def _error_in(body: object) -> Json:
    if isinstance(body, str | bytes | bytearray):
        import json  # noqa: PLC0415 - not needed at import

        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            return {}
    if isinstance(body, list) and body:  # a stream of answers is a list, and ends with its error
        body = cast("list[object]", body)[-1]
    if not isinstance(body, dict):
        return {}
    whole = cast("Json", body)
    inner = whole.get("error", whole)
    shaped = isinstance(inner, dict) and ({"code", "status", "message", "errors"} & inner.keys())
    return cast("Json", inner) if shaped else {}


def _infos(details: list[object]) -> Iterator[Info]:
    for detail in details:
        if isinstance(detail, dict):
            one = cast("Json", detail)
            if str(one.get("@type", "")).endswith("google.rpc.ErrorInfo"):
                held = one.get("metadata")
                metadata = cast("Json", held) if isinstance(held, dict) else {}
                yield _info(one.get("reason"), one.get("domain"), metadata)
        # Over gRPC the details are messages; only ErrorInfo has a reason and metadata.
        elif hasattr(detail, "reason") and hasattr(detail, "metadata"):
            message = cast("Any", detail)
            yield _info(message.reason, getattr(message, "domain", ""), dict(message.metadata))


def _info(reason: object, domain: object, metadata: Json) -> Info:
    told = {str(key): str(value) for key, value in metadata.items() if value is not None}
    return Info(str(reason or ""), str(domain or ""), told)


def _of_grpc(error: object, status: str) -> Said:
    message = words(called(error, "details") or "")
    return Said(_HTTP.get(status, 0), status, message, tuple(_infos(_trailing(error))))


def _trailing(error: object) -> list[object]:
    """Give the details that gRPC carries as bytes."""
    if "grpc" not in sys.modules:
        return []
    try:
        carried = cast("Iterable[tuple[str, bytes]]", called(error, "trailing_metadata") or ())
        packed = [value for key, value in carried if key == _STATUS_DETAILS]
        if not packed:
            return []
        import importlib  # noqa: PLC0415 - not needed at import

        details_of = cast("Any", importlib.import_module("google.rpc.error_details_pb2"))
        status_of = cast("Any", importlib.import_module("google.rpc.status_pb2"))
        found: list[object] = []
        for detail in status_of.Status.FromString(packed[0]).details:
            info = details_of.ErrorInfo()
            if detail.Unpack(info):
                found.append(info)
    except Exception:  # noqa: BLE001 - no such library, or bytes that are none: nothing is told then
        return []
    return found


def _code(answer: object) -> int:
    response = attribute(answer, "response")
    for holder, name in (
        (answer, "code"),
        (answer, "status_code"),
        (attribute(answer, "resp"), "status"),
        (answer, "status"),
        (response, "status_code"),
        (response, "status"),
    ):
        value = attribute(holder, name)
        if isinstance(value, int):  # HTTPStatus is one
            return int(value)
    return 0


def _text(answer: object) -> str:
    message = attribute(answer, "message")
    if isinstance(message, str) and message:
        return message
    return words(answer) if isinstance(answer, BaseException) else ""
