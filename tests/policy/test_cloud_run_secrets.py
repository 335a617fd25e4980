"""Secrets in plain sight, and what only looks like one. No value is ever repeated."""

from __future__ import annotations

import base64

import pytest
from judging import UNJUDGED
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.cloud_run_secrets import arguments_hold_no_secrets, environments_hold_no_secrets
from rules.containers import APP_STANDARD, FUNCTION, FUNCTION_V1, SERVICE, SERVICE_V1
from rules.secret_shapes import names_a_secret, secret_in
from runtimes import KINDS, running, told

# Put together here, so that no scanner takes this file for a leak.
ZEROS = "0" * 40
HEAD, BODY = (
    base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"none"}', b'{"sub":"nobody"}')
)
SHAPED = [
    "-----BEGIN " + "PRIVATE KEY-----\nMII",
    "-----BEGIN " + "RSA PRIVATE KEY-----",
    '{"private_key": "-----BEGIN ' + 'PRIVATE KEY-----"}',
    "AI" + "za" + ZEROS[:35],
    "ya" + "29." + ZEROS,
    "GOC" + "SPX-" + ZEROS[:28],
    "AK" + "IA" + ZEROS[:16],
    "gh" + "p_" + ZEROS[:36],
    "github" + "_pat_" + ZEROS,
    "xo" + "xb-" + ZEROS,
    "s" + "k-" + ZEROS,
    "s" + "k-proj-" + ZEROS,
    f"Bearer {HEAD}.{BODY}.{ZEROS}",
    "postgres://shop:" + "hunter2@10.0.0.3:5432/shop",
    "redis://:" + "hunter2@cache:6379",
    "Server=db;User=shop;Password=" + "hunter2;",
    "jdbc:postgresql://db/shop?user=shop&password=" + "hunter2",
]
HARMLESS = [
    "",
    "us-central1",
    "https://accounts.google.com",
    "https://example.com:8080/path@home",
    "postgres://shop@10.0.0.3/shop",
    "postgres://shop:$(DB_PASSWORD)@10.0.0.3/shop",
    "postgres://shop:%s@10.0.0.3/shop",
    "https://example.com/?api_key=$(API_KEY)",
    "sh -c 'PWD=/app serve'",
    "https://example.com/?q=a:b@c",
    "risk-management-of-tasks-000000000000",
    "sha256:" + "0" * 64,
    "-----BEGIN CERTIFICATE-----",
    "student@example.com",
    "task-00000000000000000000000000",
]
SECRET_NAMES = [
    *("PASSWORD", "DB_PASSWORD", "dbPassword", "PGPASSWORD", "DB_PASS", "SMTP_PASSWD", "KEY_PASSPHRASE"),
    *("SECRET", "CLIENT_SECRET", "clientSecret", "TOKEN", "SLACK_BOT_TOKEN", "accessToken", "AUTH_TOKEN_2"),
    *("API_KEY", "OPENAI_APIKEY", "openaiApiKey", "PRIVATE_KEY", "SECRET_KEY", "AWS_SECRET_ACCESS_KEY"),
    *("SIGNING_KEY", "ENCRYPTION_KEY", "SERVICE_CREDENTIALS", "GITHUB_PAT", "SECRET_KEY_BASE"),
    *("PRIVATE_KEY_PEM", "JWT_KEY", "db.password", "API-KEY", "PASSWORD_1"),
]
OTHER_NAMES = [
    *("MAX_TOKENS", "TOKEN_URL", "SECRET_NAME", "SECRET_ID", "KEY_FILE", "PASSWORD_FILE", "TOKENIZER"),
    *("PASSWORD_MIN_LENGTH", "STUDENT_CERTIFICATES", "PUSH_SIGNATURE", "API_KEY_NAME", "PUBLIC_KEY"),
    *("GOOGLE_APPLICATION_CREDENTIALS", "KMS_ENCRYPTION_KEY", "PWD", "TOKEN_LIMIT", "SECRETS", "PAD_TOKEN"),
    *("COMPASS", "PARTITION_KEY", "SORT_KEY", "PRICE_PER_TOKEN", "PATH", "PATTERN", "KEYBOARD", "SECRETARY"),
]
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


def test_a_secret_under_an_unknown_name_is_seen() -> None:
    declared = running(SERVICE, {"envs": [env(UNKNOWN_STRING_VALUE, SHAPED[0])]})
    said = told(environments_hold_no_secrets, declared)
    assert said == ["containers[0] envs[0] holds a private key", UNJUDGED]


@every_kind
@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["--password=hunter2"], 0),
        (["-password=hunter2"], 0),
        (["--db-password", "hunter2"], 0),
        (["serve", "--apiKey", "hunter2"], 1),
        (["sh", "-c", "export DB_PASSWORD=hunter2; serve"], 2),
        (["sh", "-c", "serve --token hunter2"], 2),
        (["sh", "-c", "DB_PASSWORD='hunter2' serve"], 2),
        (["DB_PASSWORD=hunter2"], 0),
        (["--header", SHAPED[3]], 1),
        (["--database=postgres://shop:" + "hunter2@db/shop"], 0),
        ([UNKNOWN_STRING_VALUE, "--token", "hunter2"], 1),
    ],
)
@pytest.mark.parametrize("key", ["args", "commands"])
def test_a_secret_on_the_command_line_is_refused(kind: str, key: str, words: list[str], place: int) -> None:
    said = told(arguments_hold_no_secrets, running(kind, {"image": "a"}, {"image": "b", key: words}))
    assert said[0].startswith(f"containers[1] {key}[{place}] ")
    assert "hunter2" not in said[0]
    assert said[1:] == [UNJUDGED] * (UNKNOWN_STRING_VALUE in words)


@every_kind
@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--port", "8080"],
        ["--password-file=/run/secrets/db"],
        ["--password-file", "/run/secrets/db"],
        ["--password=/run/secrets/db"],
        ["--password=$(DB_PASSWORD)"],
        ["--token", "$(TOKEN)"],
        ["--use-token", "--verbose"],
        ["--token"],
        ["--max-tokens=8192"],
        ["sh", "-c", "serve --password=$DB_PASSWORD --port 80"],
        ["--check-password=true"],
    ],
)
@pytest.mark.parametrize("key", ["args", "commands"])
def test_a_command_line_without_secrets_passes(kind: str, key: str, words: list[str]) -> None:
    assert told(arguments_hold_no_secrets, running(kind, {key: words})) == []


@pytest.mark.parametrize(
    "words", [["--token", UNKNOWN_STRING_VALUE], [UNKNOWN_STRING_VALUE], UNKNOWN_ARRAY_VALUE]
)
def test_an_unknown_word_is_awaited(words: object) -> None:
    assert told(arguments_hold_no_secrets, running(SERVICE, {"args": words})) == [UNJUDGED]


@pytest.mark.parametrize(
    ("kind", "inputs", "where"),
    [
        (SERVICE, {"annotations": {"example.com/api-key": "x"}}, "annotations example.com/api-key"),
        (SERVICE, {"labels": {"owner": SHAPED[7]}}, "labels owner"),
        (SERVICE, {"template": {"annotations": {"token": "x"}}}, "template.annotations token"),
        (
            SERVICE,
            {"template": {"labels": {"a": UNKNOWN_STRING_VALUE, "token": "x"}}},
            "template.labels token",
        ),
        (SERVICE_V1, {"metadata": {"labels": {"token": "x"}}}, "metadata.labels token"),
        (
            SERVICE_V1,
            {"template": {"metadata": {"annotations": {"token": "x"}}}},
            "template.metadata.annotations token",
        ),
    ],
)
def test_a_secret_in_a_note_is_refused(kind: str, inputs: dict[str, object], where: str) -> None:
    assert told(arguments_hold_no_secrets, Declared(kind, inputs))[0].startswith(f"{where} ")


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (
            SERVICE,
            {"annotations": {"run.googleapis.com/client-name": "gcloud"}, "labels": {"app": "vividly"}},
        ),
        (SERVICE_V1, {"metadata": {"annotations": {"run.googleapis.com/secrets": "a:projects/1/secrets/a"}}}),
        (SERVICE_V1, {"template": {"metadata": {"annotations": {"run.googleapis.com/encryption-key": KEY}}}}),
    ],
)
def test_ordinary_notes_pass(kind: str, inputs: dict[str, object]) -> None:
    assert told(arguments_hold_no_secrets, Declared(kind, inputs)) == []


def test_an_unknown_note_is_awaited_whatever_its_name() -> None:
    notes = {"run.googleapis.com/encryption-key": UNKNOWN_STRING_VALUE}
    declared = Declared(SERVICE_V1, {"template": {"metadata": {"annotations": notes}}})
    assert told(arguments_hold_no_secrets, declared) == [UNJUDGED]
