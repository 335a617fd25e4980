"""Names what Google refuses: `classify` gives the kind, `explain` what to do about it.

    SERVICE_DISABLED             the API is off in our project: enable it
    SERVICE_DISABLED_ELSEWHERE   the same words about somebody else's project: the quota project is wrong
    PERMISSION_DENIED            a role is missing
    SCOPE_INSUFFICIENT           the role may be there, the token asks for too little
    POLICY_VIOLATED              a perimeter (VPC Service Controls) or a policy of the organization forbids it
    MODEL_NOT_FOUND              a model (or voice) that is retired, misspelled, elsewhere or not ours to call

A call to an API that nobody enabled and one that an identity may not make are both 403, and only ErrorInfo
tells them apart; its `consumer` says whose project it is, as `projects/ID` or `projects/NUMBER`. The sentence
is read only where there is no ErrorInfo, as the older surfaces send none. Retired, misspelled and not yet
available models all get the same 404: only the registry knows which.

https://cloud.google.com/apis/design/errors#error_info
https://cloud.google.com/service-usage/docs/reference/rest/v1/ErrorReason
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from preflight.startup import answers
from preflight.startup.attributes import attribute

_DISABLED = frozenset({"SERVICE_DISABLED", "accessNotConfigured"})
_QUOTA = frozenset(
    {
        "RATE_LIMIT_EXCEEDED",
        "RESOURCE_EXHAUSTED",
        "RESOURCE_QUOTA_EXCEEDED",
        "dailyLimitExceeded",
        "quotaExceeded",
        "rateLimitExceeded",
        "userRateLimitExceeded",
    }
)
_SUSPENDED = frozenset({"CONSUMER_SUSPENDED", "CONSUMER_INVALID"})
_BILLING = frozenset({"BILLING_DISABLED", "BILLING_STATE_INVALID", "accountDisabled", "billingNotEnabled"})
_SCOPES = frozenset({"ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
# No role helps against these: https://cloud.google.com/vpc-service-controls/docs/troubleshooting
_POLICY = frozenset(
    {
        "LOCATION_ORG_POLICY_VIOLATED",
        "LOCATION_POLICY_VIOLATED",
        "ORG_RESTRICTION_HEADER_INVALID",
        "ORG_RESTRICTION_VIOLATION",
        "SECURITY_POLICY_VIOLATED",
        "orgPolicyViolated",
        "vpcServiceControls",
    }
)
_POLICY_SAID = re.compile(
    r"vpcServiceControlsUniqueIdentifier|prohibited by organization's policy"
    r"|violates constraint '?\"?constraints/|(?:denied|blocked|violated) by org(?:anization)? policy"
    r"|[Oo]rganization [Pp]olicy constraint",
)
_BAD_KEYS = frozenset({"API_KEY_EXPIRED", "API_KEY_INVALID", "keyExpired", "keyInvalid"})
_FOR_THE_MOMENT = frozenset({408, 499, 502, 503, 504})
# What Vertex says of a model, the Gemini API of one, and Text-to-Speech (which answers 400) of a voice.
_NO_MODEL = re.compile(
    r"Publisher Model|is not found for API version|no longer available to new users|^(?:\d+ )?Voice '"
    r"|This model models/\S+ is no longer available",
    re.IGNORECASE,
)
_NOT_USED = re.compile(r"API has not been used in project (\S+) before or it is disabled")
_IN_ADDRESS = re.compile(r"/(?:apis/)?(?:api|library)/([a-z0-9-]+\.googleapis\.com)\b")
_ADDRESS = re.compile(r"https://console\.\S*?googl\S+?(?=[\s,;]|\.(?:\s|$)|$)")
_PERMISSION = re.compile(r"(?:[Pp]ermission|have|required) '?\"?([a-z][A-Za-z]*(?:\.[A-Za-z]+){2,})\b")
_MODEL = re.compile(r"publishers/[\w.-]+/models/([\w.@-]+)|models/([\w.@-]+)|Voice '([^']+)'")
_NO_IDENTITY = frozenset({"DefaultCredentialsError", "RefreshError", "MalformedError", "InvalidValue"})
_CAUSES = 8
# The project of the gcloud command line, which a call without a quota project of its own is counted on.
_GCLOUDS = frozenset({"764086051850", "32555940559"})
_NO_NETWORK = (ConnectionError, TimeoutError)
_NETWORK = re.compile("Timeout|Connect|TransportError|ServerDisconnected|NewConnection|MaxRetry")
_LIBRARIES = frozenset({"requests", "urllib3", "httpx", "aiohttp"})


class Kind(StrEnum):
    """What went wrong, by Google's own word where there is one."""

    SERVICE_DISABLED = "SERVICE_DISABLED"
    SERVICE_DISABLED_ELSEWHERE = "SERVICE_DISABLED_ELSEWHERE"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    POLICY_VIOLATED = "POLICY_VIOLATED"
    SCOPE_INSUFFICIENT = "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    MODEL_NOT_FOUND = "MODEL_NOT_FOUND"
    QUOTA = "QUOTA"
    CONSUMER_SUSPENDED = "CONSUMER_SUSPENDED"
    BILLING_DISABLED = "BILLING_DISABLED"
    UNAVAILABLE = "UNAVAILABLE"
    OTHER = "OTHER"


class Failure(NamedTuple):
    """A kind, and what the answer names: texts are empty where it names none.

    `consumer`: the project that the call belonged to, without `projects/`; `activation`: where to enable.
    """

    kind: Kind
    api: str = ""
    consumer: str = ""
    permission: str = ""
    model: str = ""
    activation: str = ""
    message: str = ""


def classify(error: object, *, project: str = "", number: str = "") -> Kind:
    """Name an error or an answer; without our `project` and `number` no project is compared."""
    return explain(error, project=project, number=number).kind


def explain(error: object, *, project: str = "", number: str = "") -> Failure:
    """Give the kind of an error, and all that it names."""
    kind, said = _read(error)
    metadata = _metadata(said)
    not_used = _NOT_USED.search(said.message)
    link = _ADDRESS.search(said.message)
    activation = metadata.get("activationUrl", "") or (link[0] if link else "")
    consumer = metadata.get("consumer", "") or (not_used[1] if not_used else "")
    consumer = consumer.removeprefix("projects/").removeprefix("project_number:")
    if kind is Kind.SERVICE_DISABLED and _elsewhere(consumer, project, number):
        kind = Kind.SERVICE_DISABLED_ELSEWHERE
    in_address = _IN_ADDRESS.search(activation)
    permission = _PERMISSION.search(said.message)
    model = _MODEL.search(said.message) if kind is Kind.MODEL_NOT_FOUND else None
    return Failure(
        kind,
        metadata.get("service", "") or (in_address[1] if in_address else ""),
        consumer,
        metadata.get("permission", "") or (permission[1] if permission else ""),
        next(filter(None, model.groups()), "") if model else "",
        activation,
        said.message,
    )


def _read(error: object) -> tuple[Kind, answers.Said]:
    """Read an error; one that says nothing itself is what it was raised from, or what a retry gave up on."""
    kind, said = Kind.OTHER, answers.Said()
    for _ in range(_CAUSES):
        said = answers.read(error)
        kind = _kind(error, said)
        cause = attribute(error, "cause") or attribute(error, "__cause__")
        if kind is not Kind.OTHER or said.code or not isinstance(cause, BaseException):
            break
        error = cause
    return kind, said


def _kind(error: object, said: answers.Said) -> Kind:  # noqa: C901, PLR0911 - one kind a line
    if isinstance(error, BaseException) and not said.code:
        return _without_answer(error)
    reasons = {info.reason for info in said.infos if _googles(info.domain)} | set(said.reasons)
    code, message = said.code, said.message
    if code == 429 or (code == 403 and reasons & _QUOTA):
        return Kind.QUOTA
    if code == 403:
        if reasons & _DISABLED or (not said.infos and _NOT_USED.search(message)):
            return Kind.SERVICE_DISABLED
        if reasons & _SCOPES or "insufficient authentication scopes" in message:
            return Kind.SCOPE_INSUFFICIENT
        if reasons & _BILLING or "requires billing to be enabled" in message:
            return Kind.BILLING_DISABLED
        if "billing account" in message and "disabled" in message:
            return Kind.BILLING_DISABLED
        if reasons & _SUSPENDED or "has been suspended" in message:
            return Kind.CONSUMER_SUSPENDED
    if code in (400, 403, 409, 412) and (reasons & _POLICY or _POLICY_SAID.search(message)):
        return Kind.POLICY_VIOLATED
    if code == 403:
        return Kind.PERMISSION_DENIED
    if code == 401 or (code == 400 and reasons & _BAD_KEYS):
        return Kind.UNAUTHENTICATED
    if code in (400, 404) and _NO_MODEL.search(message):
        return Kind.MODEL_NOT_FOUND
    return Kind.UNAVAILABLE if code in _FOR_THE_MOMENT else Kind.OTHER


def _without_answer(error: BaseException) -> Kind:
    name = type(error).__name__
    if answers.of_library(error, frozenset({"google"})) and name in _NO_IDENTITY:
        return Kind.UNAVAILABLE if attribute(error, "retryable") else Kind.UNAUTHENTICATED
    if isinstance(error, _NO_NETWORK):
        return Kind.UNAVAILABLE
    known = answers.of_library(error, _LIBRARIES | {"google"})
    return Kind.UNAVAILABLE if known and _NETWORK.search(name) else Kind.OTHER


def _metadata(said: answers.Said) -> dict[str, str]:
    """Give what the ErrorInfos name; the first of Google's that names something has the word."""
    found: dict[str, str] = {}
    for info in said.infos:
        found = info.metadata | found
    return found


def _googles(domain: str) -> bool:
    return not domain or domain == "googleapis.com" or domain.endswith(".googleapis.com")


def _elsewhere(consumer: str, project: str, number: str) -> bool:
    """Say whether a consumer is surely not ours: an id against our id, a number against our number."""
    if consumer in _GCLOUDS and consumer != number:
        return True
    ours = number if consumer.isdecimal() else project
    return bool(consumer and ours) and consumer != ours
