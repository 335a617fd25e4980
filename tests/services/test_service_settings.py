"""Settings: what the stack sets is enough, and what is wrong is said at once, with the fix and no value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from cloud_process import Project
from google.auth.exceptions import DefaultCredentialsError
from issuers import Issuer
from running import api_variables, worker_variables
from starlette.testclient import TestClient

from preflight.models import soundness
from preflight.models.kinds import Channel
from services.api import app as api
from services.api import settings as api_settings
from services.push_worker import app as push_worker
from services.push_worker import settings as worker_settings
from services.vividly_service import cloud
from services.vividly_service.environment import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette

_ISSUER = Issuer("https://issuer.example.com")
_ISSUER.address = "https://issuer.example.com/certs"
_PROJECT = Project("http://127.0.0.1:1", "vividly-settings", cast("Any", None))
LOCAL = ("CLOUD_ENDPOINT", "CLOUD_TRANSPORT", "CLOUD_CREDENTIALS")
API = {"RESULT_LINK_KEY": "", **api_variables(_PROJECT, _ISSUER)}
WORKER = worker_variables(_PROJECT, _ISSUER)
SERVICES: dict[str, tuple[Callable[[dict[str, str]], object], dict[str, str]]] = {
    "api": (api_settings.read, API),
    "push worker": (worker_settings.read, WORKER),
}


@pytest.mark.parametrize(("read", "variables"), SERVICES.values(), ids=SERVICES)
def test_without_the_local_variables_google_itself_is_called(
    read: Callable[[dict[str, str]], Any], variables: dict[str, str]
) -> None:
    settings = read({name: value for name, value in variables.items() if name not in LOCAL})
    found = cast("cloud.Cloud", settings.cloud)
    assert (found.endpoint, found.transport, found.anonymous) == ("", "grpc", False)
    assert found.address("pubsub.googleapis.com") is None
    assert found.options("pubsub.googleapis.com").api_endpoint is None


NEEDED = {
    (name, variable)
    for name, (_, variables) in SERVICES.items()
    for variable in variables
    if variable not in (*LOCAL, "RESULT_LINK_KEY", "PUSH_SIGNATURE") and "PARAMETERS" not in variable
}


@pytest.mark.parametrize(("service", "variable"), sorted(NEEDED))
def test_each_variable_of_the_stack_is_asked_for(service: str, variable: str) -> None:
    read, variables = SERVICES[service]
    with pytest.raises(SettingsError) as wrong:
        read({name: value for name, value in variables.items() if name != variable})
    assert any(
        problem.startswith(f"environment: {variable} is missing; ") for problem in wrong.value.problems
    )


@pytest.mark.parametrize(("read", "variables"), SERVICES.values(), ids=SERVICES)
def test_everything_that_is_missing_is_said_at_once(
    read: Callable[[dict[str, str]], object], variables: dict[str, str]
) -> None:
    with pytest.raises(SettingsError) as wrong:
        read({})
    missing = {problem.split()[1] for problem in wrong.value.problems}
    assert {"GOOGLE_CLOUD_PROJECT", "BUCKET"} <= missing < set(variables)
    assert len(wrong.value.problems) == len(missing)


WRONG: dict[str, tuple[str, str, str, str]] = {
    "an endpoint that is no address": ("api", "CLOUD_ENDPOINT", "secret:8765", "CLOUD_ENDPOINT"),
    "anonymous to Google": ("api", "CLOUD_ENDPOINT", "", "CLOUD_CREDENTIALS"),
    "anonymous elsewhere": ("api", "CLOUD_ENDPOINT", "https://secret.example.com", "CLOUD_CREDENTIALS"),
    "gRPC to a path": ("push worker", "CLOUD_TRANSPORT", "grpc", "CLOUD_TRANSPORT"),
    "an unknown transport": ("api", "CLOUD_TRANSPORT", "secret pigeon", "CLOUD_TRANSPORT"),
    "unknown credentials": ("api", "CLOUD_CREDENTIALS", "secret", "CLOUD_CREDENTIALS"),
    "certificates that are no address": ("api", "STUDENT_CERTIFICATES", "secret.pem", "STUDENT_CERTIFICATES"),
    "parameters that are no JSON": ("api", "CLARIFICATION_PARAMETERS", "{secret", "CLARIFICATION_PARAMETERS"),
    "parameters that are no object": ("api", "CLARIFICATION_PARAMETERS", "[]", "CLARIFICATION_PARAMETERS"),
    "fallbacks that are no JSON": ("api", "CLARIFICATION_FALLBACKS", "[secret", "CLARIFICATION_FALLBACKS"),
    "fallbacks that are no list": ("api", "CLARIFICATION_FALLBACKS", "{}", "CLARIFICATION_FALLBACKS"),
    "a fallback that is only a name": (
        "push worker",
        "SCRIPT_GENERATION_FALLBACKS",
        '["secret"]',
        "SCRIPT_GENERATION_FALLBACKS",
    ),
    "a fallback without a location": (
        "push worker",
        "SPEECH_FALLBACKS",
        '[{"model": "secret"}]',
        "SPEECH_FALLBACKS",
    ),
    "an unknown parameter": (
        "push worker",
        "SCRIPT_GENERATION_PARAMETERS",
        '{"top_p": "secret"}',
        "SCRIPT_GENERATION_PARAMETERS",
    ),
    "a parameter of another kind": (
        "push worker",
        "INTEREST_MATCHING_PARAMETERS",
        '{"temperature": true}',
        "INTEREST_MATCHING_PARAMETERS",
    ),
    "audio that cannot be joined": (
        "push worker",
        "SPEECH_PARAMETERS",
        '{"audio_encoding": "OGG_OPUS", "language_code": "en-US"}',
        "SPEECH_PARAMETERS",
    ),
    "no language": ("push worker", "SPEECH_PARAMETERS", '{"audio_encoding": "MP3"}', "SPEECH_PARAMETERS"),
    "an unknown wish of the voice": (
        "push worker",
        "SPEECH_PARAMETERS",
        '{"language_code": "en-US", "pitch": "secret"}',
        "SPEECH_PARAMETERS",
    ),
    "a rate that is no number": (
        "push worker",
        "SPEECH_PARAMETERS",
        '{"language_code": "en-US", "speaking_rate": "secret"}',
        "SPEECH_PARAMETERS",
    ),
    "an unknown signature": ("push worker", "PUSH_SIGNATURE", "secret", "PUSH_SIGNATURE"),
    "a short key": ("api", "RESULT_LINK_KEY", "secret", "RESULT_LINK_KEY"),
    "a link for no time": ("api", "RESULT_LINK_SECONDS", "0", "RESULT_LINK_SECONDS"),
}


@pytest.mark.parametrize(
    ("service", "role", "channel"),
    [
        ("api", "CLARIFICATION", Channel.VERTEX),
        ("push worker", "SCRIPT_GENERATION", Channel.VERTEX),
        ("push worker", "SPEECH", Channel.TEXT_TO_SPEECH),
    ],
)
def test_every_parameter_that_a_stack_may_set_is_taken(service: str, role: str, channel: Channel) -> None:
    read, variables = SERVICES[service]
    values = {"language_code": "en-US", "audio_encoding": "MP3"}
    given = {name: values.get(name, 1) for name in soundness.PARAMETERS[channel]}
    assert read(variables | {f"{role}_PARAMETERS": json.dumps(given)})


@pytest.mark.parametrize(("service", "variable", "value", "named"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_refused_without_being_shown(
    service: str, variable: str, value: str, named: str
) -> None:
    read, variables = SERVICES[service]
    with pytest.raises(SettingsError) as wrong:
        read(variables | {variable: value})
    assert any(problem.startswith(f"environment: {named} ") for problem in wrong.value.problems)
    assert all(problem.partition("; ")[2] for problem in wrong.value.problems)
    assert "secret" not in str(wrong.value)


APPS: dict[str, tuple[Callable[[dict[str, str]], Starlette], dict[str, str]]] = {
    "api": (api.create, API),
    "push worker": (push_worker.create, WORKER),
}


@pytest.mark.parametrize(("create", "variables"), APPS.values(), ids=APPS)
def test_a_service_that_is_told_too_little_lives_is_not_ready_and_serves_nothing(
    create: Callable[[dict[str, str]], Starlette],
    variables: dict[str, str],
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    assert lines() == []
    with TestClient(create({**variables, "BUCKET": ""})) as http:
        assert http.get("/health").status_code == 204
        ready = http.get("/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert ready.json()["problems"][0].startswith("environment: BUCKET is missing; ")
        assert http.post("/", content=b"{}").status_code == 503
        assert http.post("/requests", content=b"{}").status_code == 503


@pytest.mark.parametrize(("create", "variables"), APPS.values(), ids=APPS)
def test_a_service_that_is_told_enough_is_ready_without_calling_anybody(
    create: Callable[[dict[str, str]], Starlette],
    variables: dict[str, str],
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    assert lines() == []
    with TestClient(create(variables)) as http:
        assert http.get("/health").status_code == 204
        assert http.get("/ready").json() == {"ready": True, "problems": []}
        assert http.get("/healthz").status_code == 404


@pytest.mark.parametrize(("create", "variables"), APPS.values(), ids=APPS)
def test_a_service_without_an_identity_is_not_ready(
    create: Callable[[dict[str, str]], Starlette],
    variables: dict[str, str],
    lines: Callable[[], list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert lines() == []

    def nobody(**_options: object) -> None:
        raise DefaultCredentialsError("no identity")  # pyright: ignore[reportUnknownMemberType]

    monkeypatch.setattr(cloud.google.auth, "default", nobody)
    with TestClient(create({name: v for name, v in variables.items() if name not in LOCAL})) as http:
        assert http.get("/ready").json()["problems"][0].startswith("identity: none was found")
