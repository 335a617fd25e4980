"""A service starts when what it needs is there: its image, the APIs it calls, the grants of its identity."""

from __future__ import annotations

import pytest
from expectations import CONFIG, RUN, every_environment, variables
from program_under_mocks import run, run_environment

from infra import apis, names, needs
from infra import variables as told
from preflight.models.registry import Channel, Role, load

CHANNELS = {
    Channel.VERTEX: "aiplatform.googleapis.com",
    Channel.TEXT_TO_SPEECH: "texttospeech.googleapis.com",
    Channel.GEMINI_API: "generativelanguage.googleapis.com",
}


@every_environment
def test_a_service_starts_after_every_grant_of_its_identity(environment: str) -> None:
    declared = run_environment(environment)
    for service in declared.of(RUN):
        member = f"serviceAccount:{service.inputs['template']['serviceAccount']}"
        own = {
            resource.name
            for resource in declared.resources
            if "iam" in resource.type.lower() and resource.inputs["member"] == member
        }
        assert len(own) >= 3, f"{service.name} has no grants, so this test would prove nothing"
        assert own - service.depends_on == set(), service.name


@every_environment
def test_a_service_starts_after_the_apis_that_it_calls(environment: str) -> None:
    for service in run_environment(environment).of(RUN):
        assert set(needs.APIS[service.name]) <= service.depends_on, service.name


def test_the_services_call_exactly_these() -> None:
    assert {service: {api.split(".")[0] for api in called} for service, called in needs.APIS.items()} == {
        names.API: {"serviceusage", "aiplatform", "pubsub", "storage"},
        names.PUSH_WORKER: {"serviceusage", "aiplatform", "texttospeech", "storage"},
    }


def test_what_a_service_calls_is_declared() -> None:
    called = {api for service in needs.APIS.values() for api in service}
    assert called - {entry.api for entry in apis.load()} == set()


@pytest.mark.parametrize(("service", "roles"), [
    (names.API, told.API_ROLES),
    (names.PUSH_WORKER, told.PUSH_WORKER_ROLES),
])  # fmt: skip
def test_the_apis_of_its_models_are_among_them(service: str, roles: tuple[Role, ...]) -> None:
    models = load().roles
    assert {CHANNELS[models[role].channel] for role in roles} <= set(needs.APIS[service])


@pytest.mark.parametrize(
    ("variable", "api"), [("TOPIC", "pubsub.googleapis.com"), ("BUCKET", "storage.googleapis.com")]
)
def test_the_api_of_what_it_is_told_to_use_is_among_them(variable: str, api: str) -> None:
    for service in run("test", CONFIG).of(RUN):
        assert (variable in variables(service)) == (api in needs.APIS[service.name]), service.name
