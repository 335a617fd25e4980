"""Secrets in plain sight, and what only looks like one. No value is ever repeated."""

from __future__ import annotations

import pytest
from judging import UNJUDGED
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, secret_names
from rules.cloud_run_secrets import arguments_hold_no_secrets, environments_hold_no_secrets
from rules.containers import APP_STANDARD, FUNCTION, FUNCTION_V1, SERVICE
from rules.secret_names import names_a_secret
from rules.secret_shapes import secret_in
from runtimes import KINDS, running, told
from secret_samples import BODY, HARMLESS, HEAD, OTHER_NAMES, SECRET_NAMES, SHAPED, ZEROS

every_kind = pytest.mark.parametrize("kind", KINDS)
KEY = "projects/a-project/locations/us-central1/keyRings/ring/cryptoKeys/key"
FROM_SECRET = {"secretKeyRef": {"secret": "a", "version": "3"}}


def env(name: object, value: object) -> dict[str, object]:
    return {"name": name, "value": value}


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_name_of_a_secret_is_known(name: str) -> None:
    assert names_a_secret(name)


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_a_name_that_only_speaks_of_secrets_is_none(name: str) -> None:
    assert not names_a_secret(name)


@pytest.mark.parametrize("value", SHAPED)
def test_a_secret_is_seen_whatever_its_name_and_never_repeated(value: str) -> None:
    (what,) = told(environments_hold_no_secrets, running(SERVICE, {"envs": [env("GREETING", value)]}))
    assert what.startswith("containers[0] env GREETING holds a")
    assert value not in what
    assert "hunter2" not in what
    assert ZEROS[:10] not in what


@pytest.mark.parametrize("value", HARMLESS)
def test_a_value_that_is_no_secret_passes(value: str) -> None:
    assert secret_in(value) is None
    assert told(environments_hold_no_secrets, running(SERVICE, {"envs": [env("GREETING", value)]})) == []


@every_kind
@pytest.mark.parametrize("value", ["hunter2", UNKNOWN_STRING_VALUE, "/K7MDENG/bPxRfiCY", "$ecret", 12345.0])
def test_the_name_decides(kind: str, value: object) -> None:
    declared = running(kind, {"image": "a"}, {"name": "sidecar", "envs": [env("DB_PASSWORD", value)]})
    said = told(environments_hold_no_secrets, declared)
    assert said == ['containers[1] "sidecar" env DB_PASSWORD is named like a secret and holds its value']


@pytest.mark.parametrize(
    "value",
    [
        *(
            "$(cat /run/secrets/db)",
            "`cat /run/secrets/db`",
            "${DB_PASSWORD}",
            "${PW:?not set}",
            "${PW:-}",
            "$1",
        ),
        *(
            "${PW:-$OTHER}",
            "gcp-kms://projects/p/x",
            "gcp-secret://a",
            "sm://p/a",
            "${sm://p/a}",
            "berglas://b/a",
        ),
        *("vault:secret/data/db#password", "env:DB_PASSWORD", "file:///run/secrets/db", "@/run/secrets/db"),
        *(
            "//secretmanager.googleapis.com/projects/p/secrets/a",
            "1",
            "12",
            "disabled",
            "enabled",
            "required",
        ),
        *(
            "include",
            "same-origin",
            "adc",
            "XSRF-TOKEN",
            "x-api-key",
            "<password>",
            "https://example.com/token",
        ),
        *("https://example.com/jwks.json", "keys/jwks.json"),
    ],
)
def test_what_only_refers_to_a_secret_or_switches_one_passes(value: str) -> None:
    assert told(environments_hold_no_secrets, running(SERVICE, {"envs": [env("DB_PASSWORD", value)]})) == []
    assert told(arguments_hold_no_secrets, running(SERVICE, {"args": [f"--password={value}"]})) == []


@pytest.mark.parametrize(
    "value",
    [
        "${PW:-hunter2}",
        "${PW:-HUNTER}",
        "env:hunter2",
        "hunter2://x",
        "1234",
        "correct-horse",
        "<hunter2",
        "secret:hunter2",
    ],
)
def test_what_is_only_dressed_as_a_reference_is_refused(value: str) -> None:
    assert (
        len(told(environments_hold_no_secrets, running(SERVICE, {"envs": [env("DB_PASSWORD", value)]}))) == 1
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DB_PASSWORD_SECRET", "shop-db-password", []),
        ("DB_PASSWORD_SECRET", UNKNOWN_STRING_VALUE, [UNJUDGED]),
        (
            "ACCESS_TOKEN_SECRET",
            "Qx7Rz0aK3",
            ["containers[0] env ACCESS_TOKEN_SECRET is named like a secret"],
        ),
        ("JWT_SECRET", UNKNOWN_STRING_VALUE, ["containers[0] env JWT_SECRET is named like a secret"]),
        ("NEXT_PUBLIC_FIREBASE_API_KEY", SHAPED[3], []),
        ("NEXT_PUBLIC_STRIPE", "s" + "k-" + ZEROS, ["containers[0] env NEXT_PUBLIC_STRIPE holds an API key"]),
        ("AUTHORIZATION", "Bearer " + ZEROS, ["containers[0] env AUTHORIZATION holds an authorization"]),
    ],
)
def test_a_name_and_a_value_are_judged_together(name: str, value: str, said: list[str]) -> None:
    heard = told(environments_hold_no_secrets, running(SERVICE, {"envs": [env(name, value)]}))
    assert [what.removesuffix(" and holds its value") for what in heard] == said


def marked(value: object) -> dict[str, object]:
    return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}


SMTP, LEVEL = env("SMTP", "an-example"), env("LEVEL", "debug")


@pytest.mark.parametrize(
    ("containers", "said"),
    [
        (
            [{"envs": [env("SMTP", marked("an-example")), LEVEL]}],
            ["containers[0] env SMTP holds what Pulumi keeps"],
        ),
        (marked([{"image": "a", "envs": [SMTP]}]), ["containers[0] env SMTP holds what Pulumi keeps"]),
        (marked([{"envs": [SMTP, LEVEL], "args": ["serve"]}]), ["containers[0] envs hold what Pulumi keeps"]),
        (
            marked([{"envs": [env("DB_PASSWORD", "x-1-y"), LEVEL]}]),
            ["containers[0] env DB_PASSWORD is named like"],
        ),
        (marked([{"image": "image", "envs": [env("A", "1")]}]), []),
        ([{"envs": [LEVEL]}], []),
    ],
)
def test_what_pulumi_keeps_secret_is_none_of_a_variables(containers: object, said: list[str]) -> None:
    declared = Declared(SERVICE, {"template": {"containers": containers}})
    heard = told(environments_hold_no_secrets, declared)
    assert [what.startswith(start) for what, start in zip(heard, said, strict=True)] == [True] * len(said)
    assert "an-example" not in str(heard)
    assert told(arguments_hold_no_secrets, declared) == []


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (
            {"template": {"containers": [{"args": ["serve", marked("an-example")]}]}},
            "containers[0] args[1] holds ",
        ),
        (
            {"template": {"containers": marked([{"args": ["serve", "an-example"]}])}},
            "containers[0] args hold what ",
        ),
        ({"annotations": {"a": marked("an-example"), "b": "plain"}}, "annotations a holds what Pulumi"),
        ({"description": marked("an-example")}, "description holds what Pulumi"),
    ],
)
def test_what_pulumi_keeps_secret_is_none_of_an_arguments(inputs: dict[str, object], said: str) -> None:
    (what,) = told(arguments_hold_no_secrets, Declared(SERVICE, inputs))
    assert what.startswith(said)
    assert "an-example" not in what


@every_kind
@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"path": "/health?token=" + "hunter2"}, "path"),
        ({"httpHeaders": [{"name": "X-Api-Key", "value": "hunter2"}]}, "header X-Api-Key"),
        (
            {"httpHeaders": [{"name": "Authorization", "value": "Bearer " + "hunter2"}]},
            "header Authorization",
        ),
    ],
)
def test_a_secret_in_a_probe_is_refused(kind: str, asked: dict[str, object], where: str) -> None:
    declared = running(kind, {"image": "a", "livenessProbe": {"httpGet": asked}})
    (what,) = told(arguments_hold_no_secrets, declared)
    assert what.startswith(f"containers[0] livenessProbe {where} ")
    assert "hunter2" not in what


@every_kind
def test_an_ordinary_probe_passes(kind: str) -> None:
    asked = {"path": "/health", "httpHeaders": [{"name": "Host", "value": "shop"}, {"name": "X-Token"}]}
    assert told(arguments_hold_no_secrets, running(kind, {"startupProbe": {"httpGet": asked}})) == []


@every_kind
@pytest.mark.parametrize(
    "entry",
    [
        {"name": "DB_PASSWORD", "valueSource": FROM_SECRET},
        {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "a", "key": "3"}}},
        {"name": "DB_PASSWORD", "value": "", "valueSource": UNKNOWN_OBJECT_VALUE},
        {"name": "DB_PASSWORD"},
        env("DB_PASSWORD", ""),
        env("REQUIRE_PASSWORD", "true"),
        env("DB_SECRET", "projects/a-project/secrets/db/versions/3"),
        env("DB_SECRET", "projects/a-project/secrets/db"),
        env("API_TOKEN", "/run/secrets/token"),
        env("API_TOKEN", "$(OTHER_TOKEN)"),
        env("API_TOKEN", "${OTHER_TOKEN}"),
        env("MAX_TOKENS", "8192"),
        env("TOKEN_URL", "https://oauth2.googleapis.com/token"),
        env("GOOGLE_APPLICATION_CREDENTIALS", UNKNOWN_STRING_VALUE) | {"value": "/run/key.json"},
    ],
)
def test_a_variable_without_a_secret_in_it_passes(kind: str, entry: dict[str, object]) -> None:
    assert told(environments_hold_no_secrets, running(kind, {"envs": [entry]})) == []


@pytest.mark.parametrize(
    ("kind", "inputs", "where"),
    [
        (
            FUNCTION,
            {"serviceConfig": {"environmentVariables": {"API_KEY": "x"}}},
            "serviceConfig.environmentVariables",
        ),
        (
            FUNCTION,
            {"buildConfig": {"environmentVariables": {"API_KEY": "x"}}},
            "buildConfig.environmentVariables",
        ),
        (FUNCTION_V1, {"environmentVariables": {"API_KEY": "x"}}, "environmentVariables"),
        (FUNCTION_V1, {"buildEnvironmentVariables": {"API_KEY": "x"}}, "buildEnvironmentVariables"),
        (APP_STANDARD, {"envVariables": {"API_KEY": UNKNOWN_STRING_VALUE}}, "envVariables"),
        (
            SERVICE,
            {"buildConfig": {"environmentVariables": {"API_KEY": "x"}}},
            "buildConfig.environmentVariables",
        ),
    ],
)
def test_variables_without_containers_count(kind: str, inputs: dict[str, object], where: str) -> None:
    said = told(environments_hold_no_secrets, Declared(kind, inputs))
    assert said == [f"{where} API_KEY is named like a secret and holds its value"]


@pytest.mark.parametrize(
    "unknown",
    [
        {"envs": [env("GREETING", UNKNOWN_STRING_VALUE)]},
        {"envs": [env(UNKNOWN_STRING_VALUE, "hello")]},
        {"envs": [UNKNOWN_OBJECT_VALUE]},
        {"envs": UNKNOWN_ARRAY_VALUE},
        UNKNOWN_OBJECT_VALUE,
    ],
)
def test_an_unknown_variable_hides_no_other_and_is_awaited(unknown: object) -> None:
    declared = running(SERVICE, unknown, {"envs": [env("TOKEN", "x"), env("KEY", SHAPED[0])]})
    said = told(environments_hold_no_secrets, declared)
    assert said == [
        "containers[1] env TOKEN is named like a secret and holds its value",
        "containers[1] env KEY holds a private key",
        UNJUDGED,
    ]


@pytest.mark.parametrize("shaped", SHAPED)
def test_a_secret_is_seen_at_the_end_of_a_long_text(shaped: str) -> None:
    assert secret_in("a-" * 2000 + " eyJ-" * 2000 + " " + shaped)


def test_what_may_begin_at_every_word_of_a_text_is_looked_for_in_bounded_pieces() -> None:
    assert secret_in("a" * 41 + "://shop:" + "hunter2@10.0.0.3")
    assert not secret_in("a" * 42 + "://shop:" + "hunter2@10.0.0.3")
    assert secret_in(f"{HEAD}{'0' * 3900}.{BODY}.{ZEROS}")
    assert not secret_in(f"{HEAD}{'0' * 4000}.{BODY}.{ZEROS}")


def test_only_the_end_of_a_long_name_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert names_a_secret("A_" * 2500 + "PASSWORD")
    pieces: list[str] = []

    class Counting:
        def fullmatch(self, piece: str) -> None:
            pieces.append(piece)

    monkeypatch.setattr(secret_names, "_SECRET_NAME", Counting())
    names_a_secret("A_" * 2500)
    assert [len(piece) <= 200 for piece in pieces] == [True]


def test_a_secret_under_an_unknown_name_is_seen() -> None:
    declared = running(SERVICE, {"envs": [env(UNKNOWN_STRING_VALUE, SHAPED[0])]})
    said = told(environments_hold_no_secrets, declared)
    assert said == ["containers[0] envs[0] holds a private key", UNJUDGED]
