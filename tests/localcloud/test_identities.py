"""Tokens for service accounts, and what calls that carry them may do: as little as the policies say."""

from __future__ import annotations

import pytest
from in_process import PROJECT, Json, Local

from localcloud import clock, identities

EMAIL = f"worker@{PROJECT}.iam.gserviceaccount.com"
OTHER = f"caller@{PROJECT}.iam.gserviceaccount.com"
TOKENS = f"iamcredentials/v1/projects/-/serviceAccounts/{EMAIL}"
SCOPE = ["https://www.googleapis.com/auth/cloud-platform"]
PLACE = f"projects/{PROJECT}/locations/us-central1"
SECRETS = f"secretmanager/v1/projects/{PROJECT}/secrets"
PREDICT = f"projects/{PROJECT}/locations/global/publishers/google/models/gemini-3.5-flash:generateContent"


@pytest.fixture
def accounts(local: Local) -> Local:
    """A local cloud with two accounts that may nothing."""
    local.enable("iamcredentials")
    for email in (EMAIL, OTHER):
        name = email.partition("@")[0]
        local.ok("POST", f"iam/v1/projects/{PROJECT}/serviceAccounts", {"accountId": name})
    return local


def token(local: Local, email: str = EMAIL) -> str:
    """A token with which calls are made as an account."""
    path = f"iamcredentials/v1/projects/-/serviceAccounts/{email}:generateAccessToken"
    return str(local.ok("POST", path, {"scope": SCOPE})["accessToken"])


def id_token(local: Local, audience: str, email: str = EMAIL) -> str:
    """A token that says to an audience who an account is."""
    path = f"iamcredentials/v1/projects/-/serviceAccounts/{email}:generateIdToken"
    return str(local.ok("POST", path, {"audience": audience})["token"])


def as_(held: str) -> Json:
    """The headers of a call with a token."""
    return {"headers": {"Authorization": f"Bearer {held}"}}


def give(
    local: Local, role: str, email: str = EMAIL, path: str = f"cloudresourcemanager/v1/projects/{PROJECT}"
) -> None:
    binding = {"role": role, "members": [f"serviceAccount:{email}"]}
    local.ok("POST", f"{path}:setIamPolicy", {"policy": {"bindings": [binding]}})


def test_a_token_says_whose_it_is_until_it_expires(accounts: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    held = token(accounts)
    told = identities.claims(held)
    assert told is not None
    assert told["email"] == EMAIL
    later = clock.seconds() + 3601
    monkeypatch.setattr(clock, "seconds", lambda: later)
    assert identities.claims(held) is None


@pytest.mark.parametrize("held", ["", "anonymous", "a.b.c", "ya29.anything"])
def test_what_was_not_issued_here_says_nothing(held: str) -> None:
    assert identities.claims(held) is None


def test_a_token_that_was_changed_says_nothing(accounts: Local) -> None:
    head, body, signature = token(accounts).split(".")
    assert identities.claims(f"{head}.{body}A.{signature}") is None


REFUSED: dict[str, tuple[str, Json, int]] = {
    "nobody": (TOKENS.replace("worker@", "nobody@") + ":generateAccessToken", {"scope": SCOPE}, 404),
    "without a scope": (f"{TOKENS}:generateAccessToken", {}, 400),
    "for too long": (f"{TOKENS}:generateAccessToken", {"scope": SCOPE, "lifetime": "50000s"}, 400),
    "without an audience": (f"{TOKENS}:generateIdToken", {}, 400),
    "with a project": (TOKENS.replace("/-/", f"/{PROJECT}/") + ":generateIdToken", {"audience": "x"}, 400),
}


@pytest.mark.parametrize(("path", "body", "code"), REFUSED.values(), ids=REFUSED)
def test_no_token(accounts: Local, path: str, body: Json, code: int) -> None:
    assert accounts.refused("POST", path, body)["code"] == code


def test_an_account_that_is_disabled_gets_none(accounts: Local) -> None:
    accounts.ok("POST", f"iam/v1/projects/{PROJECT}/serviceAccounts/{EMAIL}:disable", {})
    assert accounts.refused("POST", f"{TOKENS}:generateAccessToken", {"scope": SCOPE})["code"] == 403


def test_another_account_needs_a_role_for_it(accounts: Local) -> None:
    caller, asked = as_(token(accounts, OTHER)), {"scope": SCOPE}
    assert accounts.send("POST", f"{TOKENS}:generateAccessToken", asked, **caller).status_code == 403
    give(
        accounts,
        "roles/iam.serviceAccountTokenCreator",
        OTHER,
        f"iam/v1/projects/{PROJECT}/serviceAccounts/{EMAIL}",
    )
    assert accounts.send("POST", f"{TOKENS}:generateAccessToken", asked, **caller).status_code == 200


def test_an_account_has_the_permissions_that_its_roles_hold(accounts: Local) -> None:
    accounts.ok("POST", f"{SECRETS}?secretId=key", {"replication": {"automatic": {}}})
    asked = {"permissions": ["secretmanager.versions.access"]}
    path, held = f"{SECRETS}/key:testIamPermissions", as_(token(accounts))
    assert accounts.ok("POST", path, asked) == asked
    assert accounts.send("POST", path, asked, **held).json() == {}
    give(accounts, "roles/secretmanager.secretAccessor", path=f"{SECRETS}/key")
    assert accounts.send("POST", path, asked, **held).json() == asked


def test_what_is_not_known_of_a_permission_is_said(accounts: Local) -> None:
    path = f"pubsub/v1/projects/{PROJECT}/topics/one"
    accounts.ok("PUT", path, {})
    asked = {"permissions": ["pubsub.topics.attachSubscription"]}
    answer = accounts.send("POST", f"{path}:testIamPermissions", asked, **as_(token(accounts)))
    assert answer.json()["error"]["status"] == "UNIMPLEMENTED"


def test_an_account_calls_models_only_with_the_role(accounts: Local) -> None:
    body = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}
    held = as_(token(accounts))
    refused = accounts.send("POST", f"aiplatform/v1/{PREDICT}", body, **held)
    assert refused.status_code == 403
    assert "aiplatform.endpoints.predict" in refused.text
    give(accounts, "roles/aiplatform.user")
    assert accounts.send("POST", f"aiplatform/v1/{PREDICT}", body, **held).status_code == 200


def service(local: Local, ingress: str = "INGRESS_TRAFFIC_ALL") -> str:
    """A service, and its address as the local cloud serves it."""
    body = {
        "ingress": ingress,
        "customAudiences": ["https://mine"],
        "template": {"containers": [{"image": "a/b"}]},
    }
    local.ok("POST", f"run/v2/{PLACE}/services?serviceId=us-api", body)
    uri = local.ok("GET", f"run/v2/{PLACE}/services/us-api")["uri"]
    return str(uri).removeprefix("https://")


def called(local: Local, host: str, held: str = "", header: str = "Authorization") -> tuple[int, str]:
    """What a service answers: HTTP code and the status in the body."""
    headers = {header: f"Bearer {held}"} if held else {}
    answer = local.http.get(f"/{host}/ready", headers=headers)
    return answer.status_code, answer.json()["error"]["status"]


def test_a_service_lets_in_who_may_call_it_and_nobody_else(accounts: Local) -> None:
    host = service(accounts)
    run = f"run/v2/{PLACE}/services/us-api"
    good = id_token(accounts, f"https://{host}")
    assert called(accounts, host) == (403, "PERMISSION_DENIED")
    assert called(accounts, host, "something") == (401, "UNAUTHENTICATED")
    assert called(accounts, host, id_token(accounts, "https://elsewhere")) == (401, "UNAUTHENTICATED")
    assert called(accounts, host, good) == (403, "PERMISSION_DENIED")
    give(accounts, "roles/run.invoker", path=run)
    for held in (good, id_token(accounts, f"https://{host}/path"), id_token(accounts, "https://mine")):
        assert called(accounts, host, held) == (400, "UNIMPLEMENTED")
    assert called(accounts, host, good, "X-Serverless-Authorization") == (400, "UNIMPLEMENTED")
    public = {"bindings": [{"role": "roles/run.invoker", "members": ["allUsers"]}]}
    accounts.ok("POST", f"{run}:setIamPolicy", {"policy": public})
    assert called(accounts, host) == (400, "UNIMPLEMENTED")


@pytest.mark.parametrize(
    "ingress", ["INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"]
)
def test_a_service_for_internal_traffic_is_not_there_for_outsiders(accounts: Local, ingress: str) -> None:
    host = service(accounts, ingress)
    assert called(accounts, host, id_token(accounts, f"https://{host}")) == (404, "NOT_FOUND")


def test_an_address_that_is_no_services_is_not_there(accounts: Local) -> None:
    assert called(accounts, "nobody-1.us-central1.run.app") == (404, "NOT_FOUND")
