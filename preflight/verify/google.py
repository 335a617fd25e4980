"""The only way from here to Google: REST, as an identity, with one connection pool for all checks.

    https://HOST/PATH                        Google itself, with application default credentials
    http://127.0.0.1:PORT/HOST/PATH          the local cloud, anonymous, as its how-to says

Every refusal becomes one of four: not there (`None`), `DisabledError` (the API is off in the project),
`RefusedError` (what a person can settle), `RetryError` (for the moment, or no network). Deliberately absent:
the payload of a secret (nothing here can ask for one), gRPC, and any address that is neither Google's nor
this machine's own.

https://cloud.google.com/apis/design/errors
https://cloud.google.com/docs/authentication/application-default-credentials
"""

from __future__ import annotations

import copy
import threading
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from preflight.ending import COULD_NOT_LOOK, StoppedError
from preflight.startup import answers
from preflight.startup.failures import Kind, explain
from preflight.verify.checks import Answer, RetryError, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.auth.credentials import Credentials

    from preflight.startup.failures import Failure

Json = dict[str, Any]
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
POOL = 16
_SECONDS = 30.0
_LONGEST = 300
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_DISABLED = frozenset({Kind.SERVICE_DISABLED, Kind.SERVICE_DISABLED_ELSEWHERE})
_DENIED = frozenset(
    {Kind.PERMISSION_DENIED, Kind.UNAUTHENTICATED, Kind.SCOPE_INSUFFICIENT, Kind.POLICY_VIOLATED}
)
_FOR_THE_MOMENT = frozenset({Kind.QUOTA, Kind.UNAVAILABLE})


class RefusedError(Exception):
    """Google refuses, and will refuse again. `status`: of HTTP; `reason`: of its ErrorInfo, or its status."""

    def __init__(self, status: int, reason: str, failure: Failure) -> None:
        super().__init__(f"{status} {reason}: {failure.message}".rstrip(": "))
        self.status, self.reason, self.failure = status, reason, failure

    @property
    def denied(self) -> bool:
        """Whether it is this identity that may not ask, so that nothing is known of what was asked for."""
        return self.failure.kind in _DENIED

    @property
    def closed(self) -> bool:
        """Whether the project itself is shut: its billing is off, or it is suspended."""
        return self.failure.kind in {Kind.BILLING_DISABLED, Kind.CONSUMER_SUSPENDED}


class DisabledError(RefusedError):
    """The API is not enabled in the project that the call is counted on."""

    @property
    def service(self) -> str:
        """Give the API."""
        return self.failure.api

    @property
    def elsewhere(self) -> bool:
        """Whether that project is somebody else's, so that nothing is known of ours."""
        return self.failure.kind is Kind.SERVICE_DISABLED_ELSEWHERE


class Google:
    """Google as one identity sees it. May be used by many threads at once.

    `fresh`: APIs may have been enabled so lately that SERVICE_DISABLED is old news.
    """

    fresh = False

    def __init__(
        self, project: str, endpoint: str = "", credentials: Credentials | None = None, account: str = ""
    ) -> None:
        """Take no credentials for an endpoint on this machine; `account`: who is impersonated, if anybody."""
        if endpoint and urlsplit(endpoint).hostname not in _LOOPBACK:
            raise StoppedError([f"{endpoint}: is not on this machine; name a local cloud, or leave it out"])
        self.project, self.endpoint, self.account = project, endpoint.rstrip("/"), account
        self._counted = project
        self._credentials, self._token = credentials, ""
        self._lock = threading.Lock()
        self._session = requests.Session()
        self._session.trust_env = not endpoint  # proxies and ~/.netrc are for hosts elsewhere
        self._session.mount("https://", HTTPAdapter(pool_maxsize=POOL))
        self._session.mount("http://", HTTPAdapter(pool_maxsize=POOL))

    def at(self, project: str) -> Google:
        """Give the same for what lies in another project; calls are still counted on ours."""
        other = copy.copy(self)
        other.project = project
        return other

    def address(self, host: str, path: str) -> str:
        """Give where `path` of a Google host is."""
        return f"{self.endpoint}/{host}/{path}" if self.endpoint else f"https://{host}/{path}"

    def get(
        self, host: str, path: str, seconds: float, query: Mapping[str, Any] | None = None
    ) -> Json | None:
        """Give what is there; None if nothing is."""
        return self.call("GET", host, path, seconds, query=query)

    def post(self, host: str, path: str, body: Json, seconds: float) -> Json | None:
        """Ask something that takes a body; None where what it is about is not there."""
        return self.call("POST", host, path, seconds, body=body)

    def call(  # noqa: PLR0913 - what HTTP has
        self,
        method: str,
        host: str,
        path: str,
        seconds: float,
        *,
        query: Mapping[str, Any] | None = None,
        body: Json | None = None,
    ) -> Json | None:
        """Give the answer, or None for 404. Raises RetryError, RefusedError, DisabledError."""
        address = self.address(host, path)
        try:
            answer = self._session.request(
                method,
                address,
                params=query,
                json=body,
                headers=self._headers(),
                timeout=seconds,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise _not_reached(host, type(error).__name__) from error
        try:
            return understood(answer, host, self._counted)
        except DisabledError as error:
            if self.fresh and not error.elsewhere:
                what = f"{error.service} was enabled a moment ago and is not usable yet"
                told = Answer(Status.WARN, what, "run it again in some minutes")
                raise RetryError(told, spreads=True) from error
            raise

    def knock(self, address: str, seconds: float, token: str = "") -> int:
        """Give the status that a service answers, called with an ID token or with none. Raises RetryError.

        Never with the token of whoever asks: a service is not Google, and could use it.
        """
        place = urlsplit(address)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        where = self.address(str(place.hostname), place.path.lstrip("/"))
        try:
            return self._session.get(
                where, headers=headers, timeout=seconds, allow_redirects=False
            ).status_code
        except requests.RequestException as error:
            raise _not_reached(str(place.hostname), type(error).__name__) from error

    def _headers(self) -> dict[str, str]:
        quota = {"X-Goog-User-Project": self._counted}
        with self._lock:
            if self._credentials is None:
                if self.account and not self._token:
                    self._token = self._local_token()
                return {"Authorization": f"Bearer {self._token or 'anonymous'}", **quota}
            if not self._credentials.valid:
                self._refresh(self._credentials)
            token = str(self._credentials.token)
        # To count a call on a project takes a permission that a service's own account need not have.
        return (
            {"Authorization": f"Bearer {token}"}
            if self.account
            else {"Authorization": f"Bearer {token}", **quota}
        )

    def _local_token(self) -> str:
        """Become an account of the local cloud. Raises RetryError where that fails."""
        path = f"v1/projects/-/serviceAccounts/{self.account}:generateAccessToken"
        nobody = Google(self.project, self.endpoint)
        try:
            made = nobody.post("iamcredentials.googleapis.com", path, {"scope": [SCOPE]}, _SECONDS)
        except RefusedError as error:
            raise self._no_token(str(error)) from error
        if made is None:
            raise self._no_token("there is no such account")
        return str(made["accessToken"])

    def _no_token(self, why: str) -> RetryError:
        remedy = (
            f"gcloud iam service-accounts add-iam-policy-binding {self.account} --project {self.project}"
            " --member user:YOU --role roles/iam.serviceAccountTokenCreator"
            if self.account
            else "gcloud auth application-default login"
        )
        what = f"no token for {self.account or 'you'}: {why}"
        return RetryError(Answer(Status.INCONCLUSIVE, what, remedy), after=float("inf"))

    def _refresh(self, credentials: Credentials) -> None:
        import google.auth.exceptions  # noqa: PLC0415 - slow to import, and not needed against the local cloud
        import google.auth.transport.requests as transport  # noqa: PLC0415 - likewise

        try:
            cast("Any", credentials).refresh(transport.Request(self._session))
        except google.auth.exceptions.TransportError as error:
            raise _not_reached("oauth2.googleapis.com", type(error).__name__) from error
        except google.auth.exceptions.GoogleAuthError as error:
            said = " ".join(str(error.args[0] if error.args else error).split())[:_LONGEST]
            raise self._no_token(said) from error


def reach(project: str, endpoint: str = "", account: str = "") -> Google:
    """Give Google as the person who is signed in, or as `account`. Raises StoppedError if nobody is."""
    if endpoint:
        return Google(project, endpoint, account=account)
    import google.auth  # noqa: PLC0415 - slow to import, and not needed against the local cloud
    from google.auth import exceptions, impersonated_credentials  # noqa: PLC0415 - likewise

    try:
        found, _project = cast("Any", google.auth).default(scopes=[SCOPE])
    except exceptions.DefaultCredentialsError as error:
        raise StoppedError(
            ["credentials: nobody is signed in; run `gcloud auth application-default login`"], COULD_NOT_LOOK
        ) from error
    if account:
        found = impersonated_credentials.Credentials(
            source_credentials=found, target_principal=account, target_scopes=[SCOPE]
        )
    return Google(project, credentials=found, account=account)


def understood(answer: requests.Response, host: str, project: str) -> Json | None:
    """Give the body of an answer, or None for 404. Raises RetryError, RefusedError, DisabledError."""
    if answer.is_redirect or answer.is_permanent_redirect:
        raise _not_reached(host, f"it sends elsewhere, which Google's APIs never do ({answer.status_code})")
    if answer.ok:
        return _object(answer, host)
    failure = explain(answer, project=project)
    message = " ".join(failure.message.split())
    failure = failure._replace(message=message, api=failure.api or host)
    said = answers.read(answer)
    reason = next(
        (info.reason for info in said.infos if info.reason), said.status or str(answer.reason or "")
    )
    if failure.kind in _DISABLED:
        raise DisabledError(answer.status_code, reason, failure)
    if failure.kind in _FOR_THE_MOMENT or answer.status_code >= requests.codes.server_error:
        what = f"{host} answers {answer.status_code} {reason}: {message}".rstrip(": ")
        raise RetryError(Answer(Status.INCONCLUSIVE, what, "run it again later"), _after(answer))
    if answer.status_code == requests.codes.not_found:
        return None
    raise RefusedError(answer.status_code, reason, failure)


def _object(answer: requests.Response, host: str) -> Json:
    if not answer.content:
        return {}
    try:
        body: object = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):  # a page of something in between
        raise _not_reached(host, f"what answers {answer.status_code} is none of Google's APIs")
    return cast("Json", body)


def _after(answer: requests.Response) -> float:
    """Give the seconds that Google asks to wait.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() else 0.0


def _not_reached(host: str, error: str) -> RetryError:
    return RetryError(Answer(Status.INCONCLUSIVE, f"{host} is not reached: {error}", "look at the network"))
