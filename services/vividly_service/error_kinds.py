"""Names what went wrong between a service and Google: the `error_kind` that logs carry and alerts count.

What Google's words mean is known in one place, `preflight.startup`; here they become what somebody has to do.
Deliberately absent: a kind for each of Google's reasons. An alert counts these, so they stay few.

https://google.aip.dev/193
"""

from __future__ import annotations

from enum import StrEnum

from preflight.startup import Kind, classify, explain


class ErrorKind(StrEnum):
    """What somebody has to do: enable an API, change a model, get quota, grant a role, or read on."""

    API_DISABLED = "api_disabled"
    MODEL_NOT_FOUND = "model_not_found"
    QUOTA = "quota"
    PERMISSION = "permission"
    OTHER = "other"


_KINDS = {
    Kind.SERVICE_DISABLED: ErrorKind.API_DISABLED,
    Kind.SERVICE_DISABLED_ELSEWHERE: ErrorKind.API_DISABLED,
    Kind.MODEL_NOT_FOUND: ErrorKind.MODEL_NOT_FOUND,
    Kind.QUOTA: ErrorKind.QUOTA,
    Kind.PERMISSION_DENIED: ErrorKind.PERMISSION,
    Kind.POLICY_VIOLATED: ErrorKind.PERMISSION,
    Kind.UNAUTHENTICATED: ErrorKind.PERMISSION,
    Kind.SCOPE_INSUFFICIENT: ErrorKind.PERMISSION,
    Kind.CONSUMER_SUSPENDED: ErrorKind.PERMISSION,
    Kind.BILLING_DISABLED: ErrorKind.PERMISSION,
    Kind.UNAVAILABLE: ErrorKind.OTHER,
    Kind.OTHER: ErrorKind.OTHER,
}


def kind_of(error: BaseException) -> ErrorKind:
    """Names an error; one that is not Google's is OTHER."""
    return _KINDS[classify(error)]


def api_of(error: BaseException) -> str:
    """Gives the API that an error speaks of, like `texttospeech.googleapis.com`; empty when it names none."""
    return explain(error).api
