"""An error of Google's gets the kind that says what to do, in whatever shape its library hands it over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
import requests
from google.api_core import exceptions
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError
from google.genai.errors import APIError
from google.rpc.error_details_pb2 import ErrorInfo, Help

from services.vividly_service.error_kinds import ErrorKind, api_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

VERTEX = "aiplatform.googleapis.com"
NO_MODEL = "Publisher Model `projects/p/locations/l/publishers/google/models/m` was not found or your project"


def _body(code: int, status: str, message: str, reason: str, api: str) -> dict[str, Any]:
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": api},
    }
    help_: dict[str, Any] = {"@type": "type.googleapis.com/google.rpc.Help", "links": []}
    return {"error": {"code": code, "status": status, "message": message, "details": [help_, info]}}


def _answer(body: dict[str, Any]) -> requests.Response:
    answer = requests.Response()
    answer.status_code = body["error"]["code"]
    answer._content = json.dumps(body).encode()  # pyright: ignore[reportPrivateUsage]
    answer.headers["Content-Type"] = "application/json"
    answer.request = requests.Request("GET", "https://x.googleapis.com/v1/y").prepare()
    return answer


def over_rest(body: dict[str, Any]) -> Exception:
    """As Google's generated libraries raise it, and the JSON calls of the storage library."""
    return cast("Any", exceptions).from_http_response(_answer(body))


def unread(body: dict[str, Any]) -> Exception:
    """As uploads and downloads of the storage library raise it: the body is text in the message."""
    answer = _answer(body)
    return cast("Any", exceptions).from_http_status(answer.status_code, answer.text, response=answer)


def over_grpc(body: dict[str, Any]) -> Exception:
    """As Google's generated libraries raise it over gRPC: details are messages."""
    error, info = body["error"], body["error"]["details"][1]
    made = ErrorInfo(reason=info["reason"], domain=info["domain"], metadata=info["metadata"])
    kind: Any = exceptions.exception_class_for_http_status(error["code"])  # pyright: ignore[reportUnknownMemberType]
    return kind(error["message"], details=[Help(), made], error_info=made)


def from_genai(body: dict[str, Any]) -> Exception:
    """As google-genai raises it: no reason, only the body."""
    return cast("Any", APIError)(body["error"]["code"], body)


SHAPES: dict[str, Callable[[dict[str, Any]], Exception]] = {
    "over REST": over_rest,
    "unread": unread,
    "over gRPC": over_grpc,
    "from google-genai": from_genai,
}
KINDS: dict[str, tuple[int, str, str, str, ErrorKind]] = {
    "a disabled API": (
        403,
        "PERMISSION_DENIED",
        "It is disabled.",
        "SERVICE_DISABLED",
        ErrorKind.API_DISABLED,
    ),
    "a missing role": (403, "PERMISSION_DENIED", "Denied.", "IAM_PERMISSION_DENIED", ErrorKind.PERMISSION),
    "no token": (401, "UNAUTHENTICATED", "No.", "CREDENTIALS_MISSING", ErrorKind.PERMISSION),
    "quota": (429, "RESOURCE_EXHAUSTED", "Later.", "RATE_LIMIT_EXCEEDED", ErrorKind.QUOTA),
    "quota, as it was once said": (403, "PERMISSION_DENIED", "Later.", "rateLimitExceeded", ErrorKind.QUOTA),
    "a model that is gone": (404, "NOT_FOUND", NO_MODEL, "", ErrorKind.MODEL_NOT_FOUND),
    "a voice that is gone": (
        400,
        "INVALID_ARGUMENT",
        "Voice 'en-US-X' does not exist. Is it misspelled?",
        "",
        ErrorKind.MODEL_NOT_FOUND,
    ),
    "something else that is gone": (404, "NOT_FOUND", "No such object.", "", ErrorKind.OTHER),
    "a wrong argument": (400, "INVALID_ARGUMENT", "Wrong.", "", ErrorKind.OTHER),
    "an outage": (503, "UNAVAILABLE", "Later.", "", ErrorKind.OTHER),
    "a disabled API that is only spoken of": (
        404,
        "NOT_FOUND",
        "SERVICE_DISABLED",
        "",
        ErrorKind.OTHER,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", KINDS)
def test_the_kind_does_not_depend_on_the_library(shape: str, case: str) -> None:
    code, status, message, reason, kind = KINDS[case]
    error = SHAPES[shape](_body(code, status, message, reason, VERTEX))
    assert kind_of(error) is kind
    assert api_of(error) == VERTEX


def test_the_words_of_the_older_surfaces_are_understood() -> None:
    listed = [{"reason": "accessNotConfigured", "domain": "usageLimits", "message": "disabled"}]
    body = {"error": {"code": 403, "message": "disabled", "errors": listed}}
    assert kind_of(unread(body)) is ErrorKind.API_DISABLED
    assert api_of(unread(body)) == ""


def test_what_gave_up_has_the_kind_of_what_it_gave_up_on() -> None:
    cause = over_rest(_body(429, "RESOURCE_EXHAUSTED", "Later.", "", VERTEX))
    assert kind_of(cast("Any", exceptions).RetryError("gave up", cause)) is ErrorKind.QUOTA
    assert kind_of(cast("Any", exceptions).RetryError("gave up", None)) is ErrorKind.OTHER


OTHERS: dict[str, tuple[Exception, ErrorKind]] = {
    "no identity": (cast("Any", DefaultCredentialsError)("none"), ErrorKind.PERMISSION),
    "an identity that is refused": (cast("Any", RefreshError)("refused"), ErrorKind.PERMISSION),
    "an identity that is asked too early": (
        cast("Any", RefreshError)("later", retryable=True),
        ErrorKind.OTHER,
    ),
    "no network": (cast("Any", TransportError)("down"), ErrorKind.OTHER),
    "a mistake": (ValueError("Publisher Model SERVICE_DISABLED 429"), ErrorKind.OTHER),
    "an answer that is no JSON": (
        cast("Any", exceptions).from_http_status(502, "<html>", response=None),
        ErrorKind.OTHER,
    ),
    "a genai error without a body": (cast("Any", APIError)(500, "<html>"), ErrorKind.OTHER),
}


@pytest.mark.parametrize(("error", "kind"), OTHERS.values(), ids=OTHERS)
def test_other_errors_have_a_kind_as_well(error: Exception, kind: ErrorKind) -> None:
    assert kind_of(error) is kind
    assert api_of(error) == ""
