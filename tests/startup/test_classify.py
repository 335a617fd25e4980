"""One refusal of Google's has one kind, in whatever shape a library hands it over; other errors have none."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import grpc
import pytest
import requests
import urllib3
from google.api_core import exceptions
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError
from google.genai.errors import APIError
from google.rpc.error_details_pb2 import ErrorInfo, Help
from google.rpc.status_pb2 import Status

from preflight.startup import Kind, classify, explain

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
SPEECH = "texttospeech.googleapis.com"
MODEL = "publishers/google/models/gemini-1.5-flash"
NO_MODEL = (
    f"Publisher Model `projects/p/locations/l/{MODEL}` was not found or your project does not have access"
)
NOT_USED = (
    "Cloud Text-to-Speech API has not been used in project 123456 before or it is disabled. "
    "Enable it by visiting "
    f"https://console.developers.google.com/apis/api/{SPEECH}/overview?project=123456 then retry."
)


def _body(code: int, status: str, message: str, reason: str, **metadata: str) -> Json:
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }
    details: list[Json] = [{"@type": "type.googleapis.com/google.rpc.Help", "links": []}]
    details += [info] if reason else []
    return {"error": {"code": code, "status": status, "message": message, "details": details}}


def _answer(body: Json) -> requests.Response:
    answer = requests.Response()
    answer.status_code = body["error"]["code"]
    answer._content = json.dumps(body).encode()  # pyright: ignore[reportPrivateUsage]
    answer.headers["Content-Type"] = "application/json"
    answer.request = requests.Request("GET", "https://x.googleapis.com/v1/y").prepare()
    return answer


def _info(body: Json) -> ErrorInfo | None:
    found = [one for one in body["error"]["details"] if "reason" in one]
    if not found:
        return None
    return ErrorInfo(reason=found[0]["reason"], domain=found[0]["domain"], metadata=found[0]["metadata"])


def _over_grpc(body: Json) -> Exception:
    """As Google's generated libraries raise it over gRPC: details are messages."""
    kind: Any = exceptions.exception_class_for_http_status(body["error"]["code"])  # pyright: ignore[reportUnknownMemberType]
    info = _info(body)
    return kind(body["error"]["message"], details=[Help(), *([info] if info else [])], error_info=info)


class _Rpc(grpc.RpcError):
    """As gRPC itself raises it: code and details are methods, and the rest is packed in trailing metadata."""

    def __init__(self, body: Json) -> None:
        self._body = body

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode[self._body["error"]["status"]]

    def details(self) -> str:
        return self._body["error"]["message"]

    def trailing_metadata(self) -> Any:  # noqa: ANN401 - as gRPC's stubs have it
        status = Status(message=self.details())
        status.details.add().Pack(Help())
        if info := _info(self._body):
            status.details.add().Pack(info)
        return [("server", "x"), ("grpc-status-details-bin", status.SerializeToString())]


def _http_error(body: Json) -> Exception:
    answer = _answer(body)
    return requests.HTTPError(str(answer.status_code), response=answer)


SHAPES: dict[str, Callable[[Json], object]] = {
    "google-api-core over REST": lambda body: cast("Any", exceptions).from_http_response(_answer(body)),
    "google-api-core, unread": lambda body: cast("Any", exceptions).from_http_status(
        body["error"]["code"], json.dumps(body), response=_answer(body)
    ),
    "google-api-core over gRPC": _over_grpc,
    "google-genai": lambda body: cast("Any", APIError)(body["error"]["code"], body),
    "gRPC": _Rpc,
    "requests' error": _http_error,
    "requests' answer": _answer,
    "urllib3's answer": lambda body: urllib3.HTTPResponse(
        json.dumps(body).encode(), status=body["error"]["code"]
    ),
    "google-api-python-client": lambda body: type(
        "HttpError",
        (Exception,),
        {
            "__module__": "googleapiclient.errors",
            "resp": SimpleNamespace(status=body["error"]["code"]),
            "content": json.dumps(body).encode(),
        },
    )(),
    "the body": lambda body: body,
    "the error alone": lambda body: body["error"],
    "a stream's end": lambda body: [{}, body],
    "text": json.dumps,
    "bytes": lambda body: json.dumps(body).encode(),
}
KINDS: dict[str, tuple[Json, Kind]] = {
    "an API that is off": (
        _body(
            403, "PERMISSION_DENIED", NOT_USED, "SERVICE_DISABLED", service=SPEECH, consumer="projects/ours"
        ),
        Kind.SERVICE_DISABLED,
    ),
    "an API that is off for somebody else": (
        _body(
            403, "PERMISSION_DENIED", "Off.", "SERVICE_DISABLED", service=SPEECH, consumer="projects/theirs"
        ),
        Kind.SERVICE_DISABLED_ELSEWHERE,
    ),
    "a missing role": (
        _body(
            403, "PERMISSION_DENIED", "Denied.", "IAM_PERMISSION_DENIED", permission="a.b.c", resource="//x"
        ),
        Kind.PERMISSION_DENIED,
    ),
    "a refusal without a reason": (_body(403, "PERMISSION_DENIED", "Denied.", ""), Kind.PERMISSION_DENIED),
    "a token that asks for too little": (
        _body(403, "PERMISSION_DENIED", "Scopes.", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        Kind.SCOPE_INSUFFICIENT,
    ),
    "no token": (_body(401, "UNAUTHENTICATED", "No.", "CREDENTIALS_MISSING"), Kind.UNAUTHENTICATED),
    "quota": (_body(429, "RESOURCE_EXHAUSTED", "Later.", "RATE_LIMIT_EXCEEDED"), Kind.QUOTA),
    "quota without a reason": (_body(429, "RESOURCE_EXHAUSTED", "Resource exhausted.", ""), Kind.QUOTA),
    "a model that is gone": (_body(404, "NOT_FOUND", NO_MODEL, ""), Kind.MODEL_NOT_FOUND),
    "a model of the Gemini API that is gone": (
        _body(404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta", ""),
        Kind.MODEL_NOT_FOUND,
    ),
    "a model that is closed to new projects": (
        _body(404, "NOT_FOUND", "This model models/gemini-9 is no longer available to new users.", ""),
        Kind.MODEL_NOT_FOUND,
    ),
    "a voice that is gone": (
        _body(400, "INVALID_ARGUMENT", "Voice 'en-US-X' does not exist. Is it misspelled?", ""),
        Kind.MODEL_NOT_FOUND,
    ),
    "no billing": (_body(403, "PERMISSION_DENIED", "Billing.", "BILLING_DISABLED"), Kind.BILLING_DISABLED),
    "a suspended project": (
        _body(403, "PERMISSION_DENIED", "Suspended.", "CONSUMER_SUSPENDED", consumer="projects/ours"),
        Kind.CONSUMER_SUSPENDED,
    ),
    "an outage": (_body(503, "UNAVAILABLE", "Later.", ""), Kind.UNAVAILABLE),
    "an object that is not there": (_body(404, "NOT_FOUND", "No such object: b/o", ""), Kind.OTHER),
    "words that are only spoken of": (_body(404, "NOT_FOUND", "SERVICE_DISABLED", ""), Kind.OTHER),
    "a model that is only spoken of": (_body(400, "INVALID_ARGUMENT", "bad models/x", ""), Kind.OTHER),
    "a wrong argument": (_body(400, "INVALID_ARGUMENT", "Wrong.", "FIELD_INVALID"), Kind.OTHER),
    "a key that is none": (_body(400, "INVALID_ARGUMENT", "Key.", "API_KEY_INVALID"), Kind.UNAUTHENTICATED),
    "a perimeter": (
        _body(403, "PERMISSION_DENIED", "Prohibited.", "SECURITY_POLICY_VIOLATED", uid="x"),
        Kind.POLICY_VIOLATED,
    ),
    "a perimeter without a reason": (
        _body(
            403,
            "PERMISSION_DENIED",
            "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: x",
            "",
        ),
        Kind.POLICY_VIOLATED,
    ),
    "a policy of the organization": (
        _body(400, "FAILED_PRECONDITION", "'eu' violates constraint 'constraints/gcp.resourceLocations'", ""),
        Kind.POLICY_VIOLATED,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", KINDS)
def test_the_kind_does_not_depend_on_the_shape(case: str, shape: str) -> None:
    body, kind = KINDS[case]
    assert classify(SHAPES[shape](body), project="ours") is kind


CONSUMERS: dict[str, tuple[str, str, str, Kind]] = {
    "our id": ("projects/ours", "ours", "", Kind.SERVICE_DISABLED),
    "our number": ("projects/42", "ours", "42", Kind.SERVICE_DISABLED),
    "a number, and ours is not known": ("projects/42", "ours", "", Kind.SERVICE_DISABLED),
    "an id, and ours is not known": ("projects/theirs", "", "42", Kind.SERVICE_DISABLED),
    "nobody's": ("", "ours", "42", Kind.SERVICE_DISABLED),
    "another number": ("projects/43", "ours", "42", Kind.SERVICE_DISABLED_ELSEWHERE),
    "gcloud's own, and ours is not known": (
        "projects/764086051850",
        "ours",
        "",
        Kind.SERVICE_DISABLED_ELSEWHERE,
    ),
    "another id": ("projects/ours-too", "ours", "42", Kind.SERVICE_DISABLED_ELSEWHERE),
    "another number, as quotas write it": (
        "project_number:43",
        "ours",
        "42",
        Kind.SERVICE_DISABLED_ELSEWHERE,
    ),
}


@pytest.mark.parametrize(("consumer", "project", "number", "kind"), CONSUMERS.values(), ids=CONSUMERS)
def test_whose_project_it_is_follows_from_the_consumer(
    consumer: str, project: str, number: str, kind: Kind
) -> None:
    body = _body(403, "PERMISSION_DENIED", "Off.", "SERVICE_DISABLED", service=SPEECH, consumer=consumer)
    assert classify(body, project=project, number=number) is kind


def test_another_domain_says_nothing_by_googles_words() -> None:
    body = _body(403, "PERMISSION_DENIED", "Off.", "SERVICE_DISABLED")
    body["error"]["details"][1]["domain"] = "example.com"
    assert classify(body) is Kind.PERMISSION_DENIED


def test_the_sentence_is_read_where_there_is_no_reason() -> None:
    said = explain({"error": {"code": 403, "message": NOT_USED, "status": "PERMISSION_DENIED"}}, number="7")
    assert said.kind is Kind.SERVICE_DISABLED_ELSEWHERE
    assert (said.api, said.consumer) == (SPEECH, "123456")
    assert said.activation.endswith("overview?project=123456")


def test_the_words_of_the_older_surfaces_are_understood() -> None:
    listed = [{"reason": "accessNotConfigured", "domain": "usageLimits", "message": "disabled"}]
    assert classify({"error": {"code": 403, "message": "off", "errors": listed}}) is Kind.SERVICE_DISABLED


NAMED: dict[str, tuple[str, str]] = {
    "Vertex": (
        "Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/x'",
        "aiplatform.endpoints.predict",
    ),
    "Storage": (
        "w@p.iam.gserviceaccount.com does not have storage.objects.create access to the object.",
        "storage.objects.create",
    ),
    "nobody": ("The caller does not have permission", ""),
    "an address": ("Permission denied; see cloud.google.com", ""),
}


@pytest.mark.parametrize(("message", "permission"), NAMED.values(), ids=NAMED)
def test_a_missing_permission_is_named_where_it_is_told(message: str, permission: str) -> None:
    assert explain(_body(403, "PERMISSION_DENIED", message, "")).permission == permission


def test_a_model_is_named() -> None:
    assert explain(_body(404, "NOT_FOUND", NO_MODEL, "")).model == "gemini-1.5-flash"


class _Ours(Exception):  # noqa: N818 - as applications name theirs
    status_code = 403
    code = 403


class _Named(Exception):  # noqa: N818 - as libraries name theirs
    """As google-api-core tells what it knows: by attributes."""

    code, reason, domain, metadata = 403, "SERVICE_DISABLED", "googleapis.com", {"service": SPEECH}


def _raised_from(cause: Exception) -> Exception:
    made = RuntimeError("could not speak")
    made.__cause__ = cause
    return made


class _Hostile(Exception):  # noqa: N818 - what it is
    """An error that cannot be asked anything."""

    def __getattr__(self, name: str) -> object:
        raise ZeroDivisionError(name)

    def __str__(self) -> str:
        raise ZeroDivisionError


class _Running(grpc.RpcError):
    """A call that has no code yet."""

    def code(self) -> grpc.StatusCode:
        """Fail as one that is not over."""
        raise ValueError("not over")

    def details(self) -> str:
        """Fail likewise."""
        raise ValueError("not over")

    def trailing_metadata(self) -> Any:  # noqa: ANN401 - as gRPC's stubs have it
        """Fail likewise."""
        raise ValueError("not over")


class _Garbled(_Running):
    """A call whose details are no pairs."""

    def code(self) -> grpc.StatusCode:
        """Give a code."""
        return grpc.StatusCode.PERMISSION_DENIED

    def trailing_metadata(self) -> Any:  # noqa: ANN401 - as gRPC's stubs have it
        """Give what no server sends."""
        return [("alone",), None]


OTHERS: dict[str, tuple[object, Kind]] = {
    "no identity": (cast("Any", DefaultCredentialsError)("none"), Kind.UNAUTHENTICATED),
    "an identity that is refused": (cast("Any", RefreshError)("refused"), Kind.UNAUTHENTICATED),
    "an identity asked too early": (cast("Any", RefreshError)("later", retryable=True), Kind.UNAVAILABLE),
    "no network to Google": (cast("Any", TransportError)("down"), Kind.UNAVAILABLE),
    "no network": (ConnectionRefusedError("refused"), Kind.UNAVAILABLE),
    "requests, no network": (requests.ConnectTimeout("x"), Kind.UNAVAILABLE),
    "what a retry gave up on": (
        cast("Any", exceptions).RetryError(
            "gave up", cast("Any", exceptions).from_http_response(_answer(KINDS["quota"][0]))
        ),
        Kind.QUOTA,
    ),
    "a retry without a cause": (cast("Any", exceptions).RetryError("gave up", None), Kind.OTHER),
    "what another error was raised from": (_raised_from(_http_error(KINDS["quota"][0])), Kind.QUOTA),
    "a mistake that was raised from another": (_raised_from(KeyError("SERVICE_DISABLED")), Kind.OTHER),
    "an error whose ErrorInfo is its own": (_Named("off"), Kind.SERVICE_DISABLED),
    "a mistake": (ValueError("Publisher Model SERVICE_DISABLED 429"), Kind.OTHER),
    "a mistake with a number": (KeyError(403), Kind.OTHER),
    "an error of the application's own": (_Ours("SERVICE_DISABLED"), Kind.OTHER),
    "the end of a process": (SystemExit(403), Kind.OTHER),
    "a page instead of an answer": (
        cast("Any", exceptions).from_http_status(502, "<html>", response=None),
        Kind.UNAVAILABLE,
    ),
    "a genai error without a body": (cast("Any", APIError)(500, "<html>"), Kind.OTHER),
    "attributes that raise": (_Hostile("x"), Kind.OTHER),
    "a call that is not over": (_Running(), Kind.OTHER),
    "a status of gRPC that cannot be read": (_Garbled(), Kind.PERMISSION_DENIED),
    "nothing": (None, Kind.OTHER),
    "an empty body": ({}, Kind.OTHER),
    "no JSON": (b"\xff\xfe{", Kind.OTHER),
    "JSON that is no error": ({"error": "invalid_grant"}, Kind.OTHER),
    "details of another form": ({"error": {"code": 403, "details": {"a": 1}}}, Kind.PERMISSION_DENIED),
    "metadata of another form": (
        {"error": {"code": 403, "details": [{"@type": "x/google.rpc.ErrorInfo", "metadata": ["service"]}]}},
        Kind.PERMISSION_DENIED,
    ),
}


@pytest.mark.parametrize(("error", "kind"), OTHERS.values(), ids=OTHERS)
def test_other_errors_have_a_kind_as_well(error: object, kind: Kind) -> None:
    assert classify(error) is kind
