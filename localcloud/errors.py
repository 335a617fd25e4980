"""Refusals in Google's words: HTTP code, canonical status, message and google.rpc details.

https://google.aip.dev/193 and https://cloud.google.com/apis/design/errors
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localcloud.casing import Json

RPC = "type.googleapis.com/google.rpc."
_LEGACY_REASONS = {
    "ABORTED": "aborted",
    "ALREADY_EXISTS": "conflict",
    "FAILED_PRECONDITION": "conditionNotMet",
    "INVALID_ARGUMENT": "invalid",
    "NOT_FOUND": "notFound",
    "PERMISSION_DENIED": "forbidden",
    "RESOURCE_EXHAUSTED": "rateLimitExceeded",
    "UNIMPLEMENTED": "notImplemented",
}
#: google.rpc.Code numbers, which the `error` of an operation carries instead of an HTTP code.
RPC_CODES = {
    "CANCELLED": 1,
    "UNKNOWN": 2,
    "INVALID_ARGUMENT": 3,
    "DEADLINE_EXCEEDED": 4,
    "NOT_FOUND": 5,
    "ALREADY_EXISTS": 6,
    "PERMISSION_DENIED": 7,
    "RESOURCE_EXHAUSTED": 8,
    "FAILED_PRECONDITION": 9,
    "ABORTED": 10,
    "OUT_OF_RANGE": 11,
    "UNIMPLEMENTED": 12,
    "INTERNAL": 13,
    "UNAVAILABLE": 14,
    "DATA_LOSS": 15,
    "UNAUTHENTICATED": 16,
}


class GoogleError(Exception):
    """One refusal; `reason` is the word that older surfaces put into `errors[].reason`."""

    def __init__(
        self, http: int, status: str, message: str, details: Sequence[Json] = (), reason: str | None = None
    ) -> None:
        super().__init__(message)
        self.http, self.status, self.message = http, status, message
        self.details = list(details)
        self.reason = reason or _LEGACY_REASONS.get(status, "backendError")

    def body(self, *, legacy: bool = False) -> Json:
        """Gives the JSON answer; `legacy` adds the `errors` list of the older surfaces."""
        error: Json = {"code": self.http, "message": self.message, "status": self.status}
        if legacy:
            error["errors"] = [{"message": self.message, "domain": "global", "reason": self.reason}]
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def rpc(self) -> Json:
        """Gives the google.rpc.Status that a failed operation carries."""
        status: Json = {"code": RPC_CODES.get(self.status, 2), "message": self.message}
        return {**status, "details": self.details} if self.details else status


def error_info(reason: str, domain: str, **metadata: str) -> Json:
    """Gives a google.rpc.ErrorInfo."""
    return {"@type": RPC + "ErrorInfo", "reason": reason, "domain": domain, "metadata": metadata}


def bad_request(violations: Sequence[tuple[str, str]]) -> Json:
    """Gives a google.rpc.BadRequest of (field, description) pairs; an empty field is left out."""
    return {
        "@type": RPC + "BadRequest",
        "fieldViolations": [
            {"field": field, "description": words} if field else {"description": words}
            for field, words in violations
        ],
    }


def invalid(message: str, field: str | None = None) -> GoogleError:
    """400 INVALID_ARGUMENT, with a field violation where a field is to blame."""
    details = [bad_request([(field, message)])] if field else []
    return GoogleError(400, "INVALID_ARGUMENT", message, details)


def failed_precondition(message: str) -> GoogleError:
    """400 FAILED_PRECONDITION."""
    return GoogleError(400, "FAILED_PRECONDITION", message)


def not_found(message: str) -> GoogleError:
    """404 NOT_FOUND."""
    return GoogleError(404, "NOT_FOUND", message)


def already_exists(message: str) -> GoogleError:
    """409 ALREADY_EXISTS."""
    return GoogleError(409, "ALREADY_EXISTS", message)


def aborted(message: str) -> GoogleError:
    """409 ABORTED: somebody else wrote in between; read again and repeat."""
    return GoogleError(409, "ABORTED", message)


def denied(message: str, *details: Json) -> GoogleError:
    """403 PERMISSION_DENIED."""
    return GoogleError(403, "PERMISSION_DENIED", message, details)


def rate_limited(service: str, kind: str, number: str) -> GoogleError:
    """429 RESOURCE_EXHAUSTED; `kind` is Read or Write, `number` the project's, or "" where none is named."""
    consumer = f" for consumer 'project_number:{number}'" if number else ""
    words = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute' of "
        f"service '{service}'{consumer}."
    )
    info = error_info(
        "RATE_LIMIT_EXCEEDED",
        "googleapis.com",
        service=service,
        **({"consumer": f"projects/{number}"} if number else {}),
        quota_metric=f"{service}/{kind.lower()}_requests",
        quota_limit=f"{kind}RequestsPerMinutePerProject",
    )
    return GoogleError(429, "RESOURCE_EXHAUSTED", words, [info])


def unavailable() -> GoogleError:
    """503 UNAVAILABLE, only ever said on request: clients repeat it for minutes."""
    return GoogleError(503, "UNAVAILABLE", "The service is currently unavailable.")


def unimplemented(message: str) -> GoogleError:
    """400 with status UNIMPLEMENTED: a gap of the local cloud; a 5xx would make clients retry for minutes."""
    return GoogleError(400, "UNIMPLEMENTED", message)
