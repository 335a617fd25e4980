"""IAM: what stands in policies, in providers of pools and in custom roles, and what Google refuses there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from localcloud import expressions

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
IAM = f"iam/v1/projects/{PROJECT}"
POOLS = f"{IAM}/locations/global/workloadIdentityPools"
PROVIDERS = f"{POOLS}/github/providers"
TOPIC = f"pubsub/v1/projects/{PROJECT}/topics/lessons"
ANN = "user:ann@example.com"
SOON: Json = {"title": "soon over", "expression": "request.time < timestamp('2030-01-01T00:00:00Z')"}
GITHUB: Json = {
    "attributeMapping": {"google.subject": "assertion.sub", "attribute.repository": "assertion.repository"},
    "attributeCondition": "assertion.repository == 'o/r' && assertion.ref_type in ['branch', \"tag\"]",
    "oidc": {"issuerUri": "https://token.actions.githubusercontent.com"},
}

FORMED = [
    "true",
    SOON["expression"],
    'resource.name.startsWith("projects/_/buckets/b") && !(a in [1, -2.5])',
    "has(a.b) ? a.b['c:d'] : {'k': r'\\d'}['k']",
    "x == !y || [] == [1,]",
]
MALFORMED = ["", " ", "a b", "a &&", "&& a", "(", "f(a", "[1}", "'open", "a ==", "a # b", "1 + * 2"]


@pytest.mark.parametrize("text", FORMED)
def test_an_expression_is_read(text: str) -> None:
    assert not expressions.problem(text)


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_no_expression_is_said(text: str) -> None:
    assert expressions.problem(text)


def _set(local: Local, role: str, member: str, **more: object) -> Json:
    local.send("PUT", TOPIC)
    binding: Json = {"role": role, "members": [member], **more}
    body = {"policy": {"version": 3, "bindings": [binding]}}
    return local.send("POST", f"{TOPIC}:setIamPolicy", body).json()


BINDINGS: list[tuple[str, str, str, Json, str]] = [
    ("no title", "roles/browser", ANN, {**SOON, "title": ""}, "title"),
    ("no expression", "roles/browser", ANN, {"title": "t"}, "expression"),
    ("no sense", "roles/browser", ANN, {**SOON, "expression": "this is ("}, "Failed to parse"),
    ("a long title", "roles/browser", ANN, {**SOON, "title": "t" * 101}, "is longer than"),
    ("a basic role", "roles/viewer", ANN, SOON, "basic role"),
    ("everybody", "roles/browser", "allUsers", SOON, "allUsers"),
]


@pytest.mark.parametrize(
    ("role", "member", "condition", "words"), [row[1:] for row in BINDINGS], ids=[row[0] for row in BINDINGS]
)
def test_a_condition_that_google_would_not_take_is_refused(
    local: Local, role: str, member: str, condition: Json, words: str
) -> None:
    error = _set(local, role, member, condition=condition)["error"]
    assert (error["code"], words in error["message"]) == (400, True), error


def test_a_condition_on_a_role_of_its_own_is_kept(local: Local) -> None:
    assert _set(local, "roles/browser", ANN, condition=SOON)["bindings"][0]["condition"] == SOON


def test_a_custom_role_is_given_only_while_it_exists(local: Local) -> None:
    role = f"projects/{PROJECT}/roles/reader"
    assert "is not supported" in _set(local, role, ANN)["error"]["message"]
    local.ok("POST", f"{IAM}/roles", {"roleId": "reader", "role": {"title": "Reader"}})
    assert _set(local, role, ANN)["bindings"][0]["role"] == role
    local.ok("DELETE", f"{IAM}/roles/reader")
    assert "is not supported" in _set(local, role, ANN)["error"]["message"]


def test_a_pool_is_named_by_number_and_exists_before_its_principals(local: Local) -> None:
    def member(project: str) -> str:
        place = f"projects/{project}/locations/global/workloadIdentityPools/github"
        return f"principalSet://iam.googleapis.com/{place}/attribute.repository/o/r"

    number = local.number()
    assert "Identity Pool does not exist" in _set(local, "roles/browser", member(number))["error"]["message"]
    local.ok("POST", f"{POOLS}?workloadIdentityPoolId=github", {})
    assert _set(local, "roles/browser", member(number))["bindings"][0]["members"] == [member(number)]
    assert "Identity Pool does not exist" in _set(local, "roles/browser", member(PROJECT))["error"]["message"]


@pytest.mark.parametrize(("version", "code"), [(0, 200), (1, 200), (2, 400), (3, 200), (4, 400)])
def test_a_policy_has_three_versions_that_can_be_asked_for(local: Local, version: int, code: int) -> None:
    local.ok("PUT", TOPIC)
    path = f"{TOPIC}:getIamPolicy?options.requestedPolicyVersion={version}"
    assert local.send("GET", path).status_code == code


@pytest.mark.parametrize(
    ("permission", "code"),
    [("pubsub.topics.get", 200), ("pubsub.topics.*", 400), ("nonsense", 400), ("", 400)],
)
def test_a_permission_has_the_shape_of_one(local: Local, permission: str, code: int) -> None:
    local.ok("PUT", TOPIC)
    body = {"permissions": [permission]}
    assert local.send("POST", f"{TOPIC}:testIamPermissions", body).status_code == code


def _provider(local: Local, changed: Json) -> Json:
    local.send("POST", f"{POOLS}?workloadIdentityPoolId=github", {})
    path = f"{PROVIDERS}?workloadIdentityPoolProviderId=github-oidc"
    return local.send("POST", path, {**GITHUB, **changed}).json()


ELSEWHERE = "https://example.com"
BAD_PROVIDERS: list[tuple[str, Json, str]] = [
    ("a key of nobody", {"attributeMapping": {"google.subject": "assertion.sub", "b": "'x'"}}, "'b'"),
    ("capitals", {"attributeMapping": {"google.subject": "assertion.sub", "attribute.A": "'x'"}}, "'attr"),
    ("no mapping's sense", {"attributeMapping": {"google.subject": "assertion.("}}, "Failed to parse"),
    ("an empty mapping", {"attributeMapping": {"google.subject": ""}}, "Failed to parse"),
    ("a long mapping", {"attributeMapping": {"google.subject": f"'{'x' * 2047}'"}}, "is longer than"),
    ("no condition's sense", {"attributeCondition": "assertion.a ="}, "Failed to parse"),
    ("a condition on nothing", {"attributeCondition": "true"}, "must reference"),
    ("a long audience", {"oidc": {"issuerUri": ELSEWHERE, "allowedAudiences": ["a" * 257]}}, "audiences"),
    ("11 audiences", {"oidc": {"issuerUri": ELSEWHERE, "allowedAudiences": ["a"] * 11}}, "audiences"),
    ("no keys", {"oidc": {"issuerUri": ELSEWHERE, "jwksJson": "keys"}}, "JSON Web Key Set"),
    ("a short account", {"oidc": None, "aws": {"accountId": "1"}}, "12 digits"),
]


@pytest.mark.parametrize(
    ("changed", "words"), [row[1:] for row in BAD_PROVIDERS], ids=[row[0] for row in BAD_PROVIDERS]
)
def test_a_provider_that_google_would_not_take_is_refused(local: Local, changed: Json, words: str) -> None:
    error = _provider(local, changed)["error"]
    assert (error["code"], words in error["message"]) == (400, True), error


GOOD_PROVIDERS: list[Json] = [
    {},
    {"attributeCondition": None, "oidc": {"issuerUri": "https://gitlab.example.com"}},
    {"oidc": {"issuerUri": ELSEWHERE, "allowedAudiences": ["a" * 256] * 10, "jwksJson": '{"keys": []}'}},
    {"oidc": None, "aws": {"accountId": "123456789012"}, "attributeMapping": None},
    {"attributeMapping": {"google.subject": f"'{'x' * 2046}'"}},
]


@pytest.mark.parametrize("changed", GOOD_PROVIDERS, ids=str)
def test_a_provider_at_the_limits_is_taken(local: Local, changed: Json) -> None:
    assert _provider(local, changed)["response"]["state"] == "ACTIVE"


def test_pools_are_global_keep_their_mode_and_rest_once_deleted(local: Local) -> None:
    elsewhere = POOLS.replace("global", "us-central1")
    assert local.refused("POST", f"{elsewhere}?workloadIdentityPoolId=github", {})["code"] == 400
    assert _provider(local, {})["done"]
    mode = local.refused("PATCH", f"{POOLS}/github?updateMask=mode", {"mode": "TRUST_DOMAIN"})
    assert "cannot be changed" in mode["message"]
    for path in (f"{PROVIDERS}/github-oidc", f"{POOLS}/github"):
        local.ok("DELETE", path)
        error = local.refused("PATCH", f"{path}?updateMask=displayName", {"displayName": "x"})
        assert (error["code"], error["status"]) == (400, "FAILED_PRECONDITION")


def test_keys_are_refused_for_accounts_and_keys_that_are_there(local: Local) -> None:
    local.ok("POST", f"{IAM}/serviceAccounts", {"accountId": "worker"})
    account = f"{IAM}/serviceAccounts/worker@{PROJECT}.iam.gserviceaccount.com"
    (key,) = local.ok("GET", f"{account}/keys")["keys"]
    for verb, path, code in (
        ("POST", f"{account}/keys", 400),
        ("POST", f"{account}.none/keys", 404),
        ("DELETE", f"iam/v1/{key['name']}", 400),
        ("DELETE", f"{account}/keys/none", 404),
        ("POST", f"iam/v1/{key['name']}:disable", 400),
        ("POST", f"{account}/keys/none:enable", 404),
    ):
        assert local.refused(verb, path)["code"] == code, path


def test_lists_of_iam_come_in_pages(local: Local) -> None:
    for number in range(22):
        local.ok("POST", f"{IAM}/serviceAccounts", {"accountId": f"worker-{number}"})
    accounts = local.ok("GET", f"{IAM}/serviceAccounts")
    assert (len(accounts["accounts"]), "nextPageToken" in accounts) == (20, True)
    first = local.ok("GET", "iam/v1/roles?pageSize=2")
    second = local.ok(
        "GET", "iam/v1/roles?" + urlencode({"pageSize": 2, "pageToken": first["nextPageToken"]})
    )
    assert len({role["name"] for role in first["roles"] + second["roles"]}) == 4
    assert local.refused("GET", "iam/v1/roles?pageToken=none")["code"] == 400


def test_permissions_and_roles_for_a_resource_are_listed(local: Local) -> None:
    name = {"fullResourceName": f"//cloudresourcemanager.googleapis.com/projects/{PROJECT}"}
    testable = "iam/v1/permissions:queryTestablePermissions"
    found = local.ok("POST", testable, {**name, "pageSize": 1000})["permissions"]
    assert {"name": "pubsub.topics.publish", "stage": "GA"} in found
    assert len(local.ok("POST", testable, {**name, "pageSize": 3})["permissions"]) == 3
    assert local.refused("POST", testable, {"fullResourceName": "projects/p"})["code"] == 400
    assert local.ok("POST", "iam/v1/roles:queryGrantableRoles", {**name, "pageSize": 1})["nextPageToken"]
