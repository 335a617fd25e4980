"""What holds of everything that the program declares, for every environment that has a file."""

from __future__ import annotations

from expectations import (
    API,
    CONFIG,
    every_environment,
    grants,
    members_of,
    settings_of,
    takes,
)
from program_under_mocks import run, run_environment

from infra import apis
from preflight.catalogue.resource_types import apis_of


@every_environment
def test_every_environment_comes_up(environment: str) -> None:
    declared = run_environment(environment)
    assert declared.exit_code == 0
    assert len(declared.resources) > len(apis.load())


@every_environment
def test_exactly_the_declared_apis_are_enabled(environment: str) -> None:
    enabled = [resource.inputs["service"] for resource in run_environment(environment).of(API)]
    assert sorted(enabled) == sorted(entry.api for entry in apis.load())


@every_environment
def test_services_are_never_disabled_on_destroy(environment: str) -> None:
    assert {resource.inputs["disableOnDestroy"] for resource in run_environment(environment).of(API)} == {
        False
    }


@every_environment
def test_every_resource_depends_on_the_api_it_needs(environment: str) -> None:
    bootstrap = {entry.api for entry in apis.load() if entry.bootstrap}
    for resource in run_environment(environment).resources:
        if resource.name in bootstrap:
            assert not resource.depends_on, f"{resource.name} must be on already, so it waits for nothing"
        else:
            assert set(apis_of(resource.type)) <= resource.depends_on, resource.name


@every_environment
def test_a_service_agent_waits_for_its_own_api(environment: str) -> None:
    agents = run_environment(environment).of("gcp:projects/serviceIdentity:ServiceIdentity")
    assert agents
    assert all(agent.inputs["service"] in agent.depends_on for agent in agents)


@every_environment
def test_every_resource_names_its_project(environment: str) -> None:
    declared = run_environment(environment)
    project = settings_of(environment).project
    unnamed = [
        f"{resource.type} {resource.name}"
        for resource in declared.resources
        if takes(resource, "project") and resource.inputs.get("project") != project
    ]
    assert unnamed == []


@every_environment
def test_everything_that_takes_labels_carries_them(environment: str) -> None:
    expected = {"app": "vividly", "environment": environment, "managed-by": "pulumi"}
    labelled = [resource for resource in run_environment(environment).resources if takes(resource, "labels")]
    assert {resource.type.split(":")[-1] for resource in labelled} >= {"Topic", "Bucket", "Secret", "Service"}
    assert all(expected.items() <= resource.inputs["labels"].items() for resource in labelled)


@every_environment
def test_every_resource_is_retried_while_what_it_needs_is_not_usable_yet(environment: str) -> None:
    assert {resource.hooks for resource in run_environment(environment).resources} == {
        frozenset({"not-usable-yet"})
    }


@every_environment
def test_nothing_that_changes_behind_the_stack_is_ignored(environment: str) -> None:
    assert {resource.ignored_changes for resource in run_environment(environment).resources} == {()}


@every_environment
def test_access_is_only_ever_added_and_never_by_a_key(environment: str) -> None:
    types = {resource.type for resource in run_environment(environment).resources}
    assert {
        name for name in types if "iam" in name.lower() and not name.lower().endswith("iammember")
    } == set()
    assert {name for name in types if name.endswith(":Key")} == set()


@every_environment
def test_grants_are_exactly_these(environment: str) -> None:
    declared = run_environment(environment)
    project = settings_of(environment).project
    api, worker, pusher = (
        f"serviceAccount:{name}@{project}.iam.gserviceaccount.com"
        for name in ("vividly-api", "vividly-push-worker", "vividly-pubsub-push")
    )
    agent = "<pubsub-agent.member>"
    assert grants(declared) == {
        (project, "roles/serviceusage.serviceUsageViewer", api),
        (project, "roles/serviceusage.serviceUsageViewer", worker),
        (project, "roles/aiplatform.user", api),
        (project, "roles/aiplatform.user", worker),
        ("content-requests", "roles/pubsub.publisher", api),
        ("content-requests-dead-letter", "roles/pubsub.publisher", agent),
        ("content-requests-push", "roles/pubsub.subscriber", agent),
        (f"{project}-generated-content", "roles/storage.objectViewer", api),
        (f"{project}-generated-content", "roles/storage.objectCreator", api),
        (f"{project}-generated-content", "roles/storage.objectViewer", worker),
        (f"{project}-generated-content", "roles/storage.objectCreator", worker),
        ("result-link-key", "roles/secretmanager.secretAccessor", api),
        (f"{environment}-vividly-push-worker", "roles/run.invoker", pusher),
        *((f"{environment}-vividly-api", "roles/run.invoker", member) for member in members_of(environment)),
    }


def test_a_caller_without_a_project_is_an_account_that_the_stack_makes() -> None:
    declared = run("test", CONFIG)
    members = {member for on, _, member in grants(declared) if on == "test-vividly-api"}
    assert declared.named("vividly-web").type == "gcp:serviceaccount/account:Account"
    assert members == {
        "serviceAccount:vividly-web@vividly-test-1234.iam.gserviceaccount.com",
        "group:staff@example.com",
    }
