"""Both services believe tokens of their own issuer, for themselves, that are signed and still valid."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from issuers import Issuer, published
from running import TOPIC, message, worker_service

from services.vividly_service import certificates
from services.vividly_service.tokens import CertificatesError, TokenError, Trust, Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cloud_process import Project
    from running import Api, Worker

AUDIENCE = "https://service.example.com"
REQUEST = "0123456789abcdef0123456789abcdef01234567"
HOUR = 3600


@pytest.fixture(scope="module")
def stranger() -> Iterator[Issuer]:
    """An issuer that claims to be the right one, with another key."""
    with published(Issuer("https://issuer.example.com")) as made:
        yield made


def removed(token: str) -> str:
    """A token as Cloud Run passes its own on."""
    return token.rpartition(".")[0] + ".SIGNATURE_REMOVED_BY_GOOGLE"


def unsigned(token: str) -> str:
    """A token that says of itself that it needs no signature."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


def nested() -> str:
    """A token whose claims no reader of JSON follows to their end."""
    return f"e30.{base64.urlsafe_b64encode(b'[' * 5700).decode()}.e30"


NOW = int(time.time())
WRONG: dict[str, Callable[[Issuer, Issuer, str], str]] = {
    "no token": lambda _right, _other, _for: "",
    "no bearer token": lambda right, _other, of: f"Basic {right.token(of)}",
    "no JWT": lambda _right, _other, _for: "Bearer nonsense",
    "half a JWT": lambda right, _other, of: f"Bearer {right.token(of).rpartition('.')[0]}",
    "another audience": lambda right, _other, of: f"Bearer {right.token(of + 'x')}",
    "no audience": lambda right, _other, _for: f"Bearer {right.token('')}",
    "expired": lambda right, _other, of: f"Bearer {right.token(of, iat=NOW - 2 * HOUR, exp=NOW - HOUR)}",
    "not valid yet": lambda right, _other, of: (
        f"Bearer {right.token(of, iat=NOW + HOUR, exp=NOW + 2 * HOUR)}"
    ),
    "another issuer": lambda right, _other, of: f"Bearer {right.token(of, iss='https://other.example.com')}",
    "another key": lambda _right, other, of: f"Bearer {other.token(of)}",
    "another's claims": lambda right, other, of: _mixed(right.token(of), other.token(of, "somebody")),
    "no signature wanted": lambda right, _other, of: f"Bearer {unsigned(right.token(of))}",
    "signature cut off": lambda right, _other, of: f"Bearer {removed(right.token(of))}",
    "nested too deep": lambda _right, _other, _for: f"Bearer {nested()}",
    "an age that is no number": lambda right, _other, of: f"Bearer {right.token(of, iat='now')}",
    "no end": lambda right, _other, of: f"Bearer {right.token(of, exp=None)}",
    "a list of audiences": lambda right, _other, of: f"Bearer {right.token(of, aud=[of])}",
    "nobody": lambda right, _other, of: f"Bearer {right.token(of, '')}",
    "far too long": lambda right, _other, of: f"Bearer {right.token(of, more='x' * 9000)}",
}


def _mixed(token: str, other: str) -> str:
    head, _, signature = token.split(".")
    return f"Bearer {head}.{other.split('.')[1]}.{signature}"


@pytest.mark.parametrize("case", WRONG)
def test_the_api_service_believes_no_other_token(
    project: Project, api: Api, issuer: Issuer, stranger: Issuer, case: str
) -> None:
    token = WRONG[case](issuer, stranger, project.id)
    headers = {"Authorization": token, "Idempotency-Key": "a key that is long"}
    answer = api.http.post("/requests", json={"topic": TOPIC}, headers=headers)
    assert answer.status_code == 401, answer.text
    assert answer.headers["www-authenticate"].startswith("Bearer")
    (problem,) = answer.json()["problems"]
    assert problem["place"] == "Authorization"
    assert problem["what"]
    assert problem["fix"]
    assert api.http.get(f"/requests/{REQUEST}", headers=headers).status_code == 401
    assert project.objects() == {}


@pytest.mark.parametrize("case", WRONG)
def test_the_worker_believes_no_other_token(
    project: Project, worker: Worker, issuer: Issuer, stranger: Issuer, case: str
) -> None:
    audience = worker.token().split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(audience + "=="))
    token = WRONG[case](issuer, stranger, str(claims["aud"]))
    answer = worker.http.post("/", json={"message": message(REQUEST)}, headers={"Authorization": token})
    assert answer.status_code == 401, answer.text
    assert project.objects() == {}


NOT_PUBSUB: dict[str, dict[str, Any]] = {
    "another identity": {"email": "somebody@example.iam.gserviceaccount.com"},
    "no identity": {"email": None},
    "an address that is not verified": {"email_verified": False},
    "an address that is verified by a word": {"email_verified": "true"},
    "an address of which nothing is said": {"email_verified": None},
}


@pytest.mark.parametrize("claims", NOT_PUBSUB.values(), ids=NOT_PUBSUB)
def test_the_worker_lets_only_the_pushing_identity_in(
    project: Project, worker: Worker, claims: dict[str, Any]
) -> None:
    assert worker.push(message(REQUEST), worker.token(**claims)).status_code == 403
    assert project.objects() == {}
    assert worker.push(message(REQUEST), worker.token()).status_code == 204


def test_the_students_token_counts_whatever_cloud_run_was_shown(project: Project, api: Api) -> None:
    headers = api.headers() | {"Idempotency-Key": "a-key-that-is-long"}
    shown = {"X-Serverless-Authorization": "Bearer what.cloud-run.SIGNATURE_REMOVED_BY_GOOGLE"}
    assert api.http.post("/requests", json={"topic": TOPIC}, headers=headers | shown).status_code == 202
    only = {"X-Serverless-Authorization": headers.pop("Authorization")} | headers
    assert api.http.post("/requests", json={"topic": TOPIC}, headers=only).status_code == 401
    assert len(project.published()) == 1


def test_a_token_that_cloud_run_took_is_explained(project: Project, api: Api, issuer: Issuer) -> None:
    headers = {"Authorization": f"Bearer {removed(issuer.token(project.id))}"}
    answer = api.http.get(f"/requests/{REQUEST}", headers=headers)
    assert "X-Serverless-Authorization" in answer.json()["problems"][0]["fix"]


def test_behind_cloud_run_the_claims_are_what_is_left_to_check(project: Project, issuer: Issuer) -> None:
    with worker_service(project, issuer, PUSH_SIGNATURE="cloud_run") as worker:
        assert worker.push(message(REQUEST), removed(worker.token())).status_code == 204
        assert worker.push(message(REQUEST), worker.token()).status_code == 204
        wrong = {
            "another audience": worker.token("https://other.example.com"),
            "expired": worker.token(exp=NOW - HOUR),
            "nested too deep": nested(),
            "without an end": worker.token(exp=None),
            "another issuer": worker.token(iss="https://other.example.com"),
        }
        for case, token in wrong.items():
            assert worker.push(message(REQUEST), removed(token)).status_code == 401, case
        other = worker.token(email="somebody@example.com")
        assert worker.push(message(REQUEST), removed(other)).status_code == 403


def test_a_token_that_cloud_run_did_not_look_at_needs_its_signature(project: Project, issuer: Issuer) -> None:
    looked_at = {"X-Serverless-Authorization": "Bearer what.cloud-run.SIGNATURE_REMOVED_BY_GOOGLE"}
    body = {"message": message(REQUEST)}
    with worker_service(project, issuer, PUSH_SIGNATURE="cloud_run") as worker:
        for token, status in ((removed(worker.token()), 401), (worker.token(), 204)):
            headers = {"Authorization": f"Bearer {token}"} | looked_at
            assert worker.http.post("/", json=body, headers=headers).status_code == status


def test_a_refused_token_is_logged_and_not_repeated(
    worker: Worker, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    expired = worker.token(exp=NOW - HOUR)
    assert worker.push(message(REQUEST), expired).status_code == 401
    (line,) = lines()
    assert (line["severity"], "not valid here" in line["message"]) == ("WARNING", True)
    other = worker.token(email="kim@example.com")
    assert worker.push(message(REQUEST), other).status_code == 403
    written = json.dumps(lines())
    assert "PUSH_IDENTITY" in written
    for private in ("kim@example.com", *expired.split("."), *other.split(".")):
        assert private not in written


def test_certificates_that_cannot_be_read_are_logged_and_the_push_comes_again(
    project: Project, issuer: Issuer, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    with worker_service(project, issuer, PUSH_CERTIFICATES="http://127.0.0.1:1/certs") as worker:
        answer = worker.push(message(REQUEST))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    (line,) = lines()
    assert (line["error_kind"], line["error_type"]) == ("other", "CertificatesError")
    assert project.objects() == {}


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    held = Clock()
    monkeypatch.setattr(certificates, "monotonic", held)
    return held


def test_certificates_are_fetched_once_for_as_long_as_they_hold(stranger: Issuer, clock: Clock) -> None:
    verifier = Verifier(Trust(stranger.name, AUDIENCE, stranger.address))
    header = f"Bearer {stranger.token(AUDIENCE)}"
    before = stranger.fetched
    for _ in range(3):
        assert verifier.claims(header)["sub"] == "student-1"
    assert stranger.fetched == before + 1
    clock.at += 3601
    verifier.claims(header)
    assert stranger.fetched == before + 2


def test_an_outage_of_the_certificates_is_survived_with_the_old_ones(stranger: Issuer, clock: Clock) -> None:
    verifier = Verifier(Trust(stranger.name, AUDIENCE, stranger.address))
    header = f"Bearer {stranger.token(AUDIENCE)}"
    verifier.claims(header)
    clock.at += 3601
    stranger.failing = True
    try:
        assert verifier.claims(header)["sub"] == "student-1"
        with pytest.raises(TokenError):
            verifier.claims(f"Bearer {stranger.token('another')}")
    finally:
        stranger.failing = False


def test_without_certificates_nobody_is_believed_and_nobody_blamed(stranger: Issuer) -> None:
    stranger.failing = True
    try:
        verifier = Verifier(Trust(stranger.name, AUDIENCE, stranger.address))
        with pytest.raises(CertificatesError):
            verifier.claims(f"Bearer {stranger.token(AUDIENCE)}")
    finally:
        stranger.failing = False
    assert verifier.claims(f"Bearer {stranger.token(AUDIENCE)}")
    nowhere = Verifier(Trust(stranger.name, AUDIENCE, "http://127.0.0.1:1/certs"))
    with pytest.raises(CertificatesError):
        nowhere.claims(f"Bearer {stranger.token(AUDIENCE)}")


NO_CERTIFICATES = {
    "a page": b"<html>",
    "nothing": b"{}",
    "a list": b"[]",
    "keys as JWK": b'{"keys": [{"kid": "key-of-the-tests", "kty": "oct", "k": "AAAA"}]}',
}


@pytest.mark.parametrize("body", NO_CERTIFICATES.values(), ids=NO_CERTIFICATES)
def test_what_is_no_certificate_blames_nobody_and_replaces_no_good_one(
    stranger: Issuer, clock: Clock, body: bytes
) -> None:
    trust = Trust(stranger.name, AUDIENCE, stranger.address)
    verifier, new = Verifier(trust), Verifier(trust)
    header = f"Bearer {stranger.token(AUDIENCE)}"
    verifier.claims(header)
    clock.at += 3601
    stranger.instead = body
    try:
        assert verifier.claims(header)["sub"] == "student-1"
        with pytest.raises(CertificatesError):
            new.claims(header)
    finally:
        stranger.instead = b""
    assert new.claims(header)["sub"] == "student-1"
