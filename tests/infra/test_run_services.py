"""The Cloud Run services: identity, ingress, image, probes and models."""

from __future__ import annotations

from expectations import (
    CONFIG,
    RUN,
    container,
    every_environment,
    variables,
)
from program_under_mocks import run, run_environment

from preflight.models import registry


@every_environment
def test_each_service_runs_as_an_identity_of_its_own(environment: str) -> None:
    identities = [
        service.inputs["template"]["serviceAccount"] for service in run_environment(environment).of(RUN)
    ]
    assert [email.split("@")[0] for email in sorted(identities)] == ["vividly-api", "vividly-push-worker"]


@every_environment
def test_the_worker_is_reachable_from_inside_only(environment: str) -> None:
    declared = run_environment(environment)
    assert declared.named("push-worker").inputs["ingress"] == "INGRESS_TRAFFIC_INTERNAL_ONLY"
    # Pub/Sub counts as inside only when it pushes to the run.app address.
    assert "defaultUriDisabled" not in declared.named("push-worker").inputs
    assert all("invokerIamDisabled" not in service.inputs for service in declared.of(RUN))


@every_environment
def test_images_come_from_the_environments_own_registry(environment: str) -> None:
    declared = run_environment(environment)
    for service in declared.of(RUN):
        image = container(service)["image"]
        assert image.startswith(f"{declared.outputs['repository']}/{service.name}")
        assert not image.endswith(":latest")
        assert "vividly" in service.depends_on, "it would start before its registry exists"


def test_an_image_may_be_a_tag_or_a_digest() -> None:
    declared = run("test", CONFIG)
    images = {service.name: container(service)["image"] for service in declared.of(RUN)}
    assert images == {
        "api": "us-central1-docker.pkg.dev/vividly-test-1234/vividly/api:v1",
        "push-worker": f"us-central1-docker.pkg.dev/vividly-test-1234/vividly/push-worker@sha256:{'a' * 64}",
    }


@every_environment
def test_probes_ask_where_the_front_end_does_not_answer_itself(environment: str) -> None:
    for service in run_environment(environment).of(RUN):
        assert container(service)["startupProbe"]["httpGet"] == {"path": "/ready", "port": 8080}
        assert container(service)["livenessProbe"]["httpGet"] == {"path": "/health", "port": 8080}
        assert container(service)["ports"] == {"name": "http1", "containerPort": 8080}


@every_environment
def test_an_instance_has_two_minutes_to_start_and_is_not_replaced_for_one_missed_answer(
    environment: str,
) -> None:
    for service in run_environment(environment).of(RUN):
        start, live = container(service)["startupProbe"], container(service)["livenessProbe"]
        assert start["periodSeconds"] * start["failureThreshold"] == 120
        assert start["timeoutSeconds"] <= start["periodSeconds"]
        assert live["failureThreshold"] == 3
        assert live["timeoutSeconds"] <= live["periodSeconds"]


@every_environment
def test_models_reach_the_services_from_the_registry(environment: str) -> None:
    told = {
        name: value
        for service in run_environment(environment).of(RUN)
        for name, value in variables(service).items()
        if name.endswith("_MODEL")
    }
    roles = registry.load().roles
    assert told == {f"{role.upper()}_MODEL": use.model for role, use in roles.items()}


@every_environment
def test_only_students_of_the_environments_own_project_are_believed(environment: str) -> None:
    declared = run_environment(environment)
    api = variables(declared.named("api"))
    project = declared.named("api").inputs["project"]
    assert api["STUDENT_AUDIENCE"] == project
    assert api["STUDENT_ISSUER"] == f"https://securetoken.google.com/{project}"
    assert api["STUDENT_CERTIFICATES"].startswith("https://www.googleapis.com/")
