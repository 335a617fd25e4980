"""The Cloud Run services: identity, ingress, image, probes, models and secrets."""

from __future__ import annotations

from expectations import (
    CONFIG,
    RUN,
    container,
    every_environment,
    variables,
)
from program_under_mocks import run, run_environment

from infra import names
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
        assert container(service)["startupProbe"]["httpGet"]["path"] == "/ready"
        assert container(service)["livenessProbe"]["httpGet"]["path"] == "/health"


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
def test_secrets_exist_without_a_value(environment: str) -> None:
    declared = run_environment(environment)
    assert [secret.name for secret in declared.of("gcp:secretmanager/secret:Secret")] == list(names.SECRETS)
    assert declared.of("gcp:secretmanager/secretVersion:SecretVersion") == []
    assert all(
        variable not in variables(service)
        for service in declared.of(RUN)
        for variable in names.SECRETS.values()
    )


def test_a_secret_that_is_not_pinned_yet_is_told_with_the_commands_that_fix_it() -> None:
    declared = run("test", CONFIG)
    (told,) = declared.told
    assert told.startswith("Pulumi.test.yaml: vividly:secrets.result-link-key is not pinned")
    assert "gcloud secrets versions add result-link-key --project vividly-test-1234" in told
    assert "pulumi config set --stack test --path vividly:secrets.result-link-key" in told
    assert "RESULT_LINK_KEY" not in {env["name"] for env in container(declared.named("api"))["envs"]}


def test_a_pinned_secret_is_read_by_version_after_it_may_be_read() -> None:
    declared = run("test", {**CONFIG, "vividly:secrets": {"result-link-key": 7}})
    api = declared.named("api")
    (variable,) = [env for env in container(api)["envs"] if env["name"] == "RESULT_LINK_KEY"]
    assert variable["valueSource"]["secretKeyRef"] == {"secret": "result-link-key", "version": "7"}
    assert "vividly-api-reads-result-link-key" in api.depends_on
    assert declared.told == []
