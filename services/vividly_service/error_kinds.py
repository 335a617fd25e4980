"""Names what went wrong between a service and Google: the `error_kind` that logs carry and alerts count.

A call to an API that nobody enabled and one that an identity may not make are both 403, and only the details
tell them apart, so those are read: ErrorInfo in every shape in which Google's libraries hand it over (as
dictionaries, as protobuf, or only in the body of the answer), and the `errors` list of the older surfaces.
Never `.reason` of google-api-core: after a REST call it raises AttributeError.

https://cloud.google.com/apis/design/errors and https://google.aip.dev/193
"""

# Google's library types its methods only in part.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from google.api_core.exceptions import GoogleAPICallError, RetryError
from google.auth.exceptions import DefaultCredentialsError, RefreshError
from google.genai.errors import APIError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DISABLED = frozenset({"SERVICE_DISABLED", "accessNotConfigured"})
_QUOTA = frozenset({"RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED", "rateLimitExceeded", "quotaExceeded"})
# What Vertex says of a model, and Text-to-Speech (which answers 400) of a voice, that is not there.
_NO_MODEL = ("Publisher Model", "publisher model", "Voice '", "is not found for API version")


class ErrorKind(StrEnum):
    """What somebody has to do: enable an API, change a model, get quota, grant a role, or read on."""

    API_DISABLED = "api_disabled"
    MODEL_NOT_FOUND = "model_not_found"
    QUOTA = "quota"
    PERMISSION = "permission"
    OTHER = "other"


def kind_of(error: BaseException) -> ErrorKind:
    """Names an error; one that is not Google's is OTHER."""
    if isinstance(error, RetryError) and error.cause is not None:
        return kind_of(error.cause)
    if isinstance(error, DefaultCredentialsError | RefreshError):
        return ErrorKind.OTHER if error.retryable else ErrorKind.PERMISSION
    code, message = _code_and_message(error)
    reasons = set(_reasons(error))
    if code == 403 and reasons & _DISABLED:
        return ErrorKind.API_DISABLED
    if code == 429 or (code == 403 and reasons & _QUOTA):
        return ErrorKind.QUOTA
    if code in (400, 404) and any(words in message for words in _NO_MODEL):
        return ErrorKind.MODEL_NOT_FOUND
    return ErrorKind.PERMISSION if code in (401, 403) else ErrorKind.OTHER


def api_of(error: BaseException) -> str:
    """Gives the API that an error speaks of, like `texttospeech.googleapis.com`; empty when it names none."""
    for info in _infos(error):
        if service := info.get("metadata", {}).get("service"):
            return str(service)
    return ""


def _code_and_message(error: BaseException) -> tuple[int, str]:
    if isinstance(error, APIError):
        return int(error.code), str(error.message)
    if isinstance(error, GoogleAPICallError):
        return int(error.code or 0), str(error)
    return 0, ""


def _reasons(error: BaseException) -> Iterator[str]:
    for info in _infos(error):
        yield str(info.get("reason", ""))
    for listed in _body(error).get("errors", []):
        yield str(listed.get("reason", ""))


def _infos(error: BaseException) -> Iterator[dict[str, Any]]:
    details: list[Any] = list(_body(error).get("details", []))
    if isinstance(error, GoogleAPICallError):
        details += cast("list[Any]", error.details or [])
    for detail in details:
        if not isinstance(detail, dict):
            # Over gRPC the details are messages; only ErrorInfo has a reason and metadata.
            if hasattr(detail, "reason") and hasattr(detail, "metadata"):
                yield {"reason": detail.reason, "metadata": dict(detail.metadata)}
        elif str(cast("dict[str, Any]", detail).get("@type", "")).endswith("google.rpc.ErrorInfo"):
            yield cast("dict[str, Any]", detail)


def _body(error: BaseException) -> dict[str, Any]:
    """The `error` object of the answer: google-genai keeps it, uploads to a bucket leave it unread."""
    whole: object = {}
    if isinstance(error, APIError):
        whole = error.details
    elif isinstance(error, GoogleAPICallError) and hasattr(error.response, "json"):
        try:
            whole = cast("Any", error.response).json()
        except ValueError:
            whole = {}
    inner = cast("dict[str, Any]", whole).get("error") if isinstance(whole, dict) else None
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}
