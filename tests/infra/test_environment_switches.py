"""What an environment may switch, and what is the same in each."""

from __future__ import annotations

import re
from typing import Any

import pytest
from expectations import (
    CONFIG,
    RUN,
    every_environment,
)
from program_under_mocks import Declared, Resource, config_of, run, run_environment


@pytest.mark.parametrize("asked", [True, False])
def test_deletion_protection_is_what_the_environment_asks(asked: bool) -> None:  # noqa: FBT001 - a table
    declared = run("test", {**CONFIG, "vividly:deletion_protection": asked})
    protected = [*declared.of(RUN), declared.named("result-link-key")]
    assert {resource.inputs["deletionProtection"] for resource in protected} == {asked}
    # Google refuses too late: by then the engine has deleted what depends on them.
    assert {resource.name for resource in declared.resources if resource.protected} == (
        {"api", "push-worker", "result-link-key", "generated-content"} if asked else set()
    )


@pytest.mark.parametrize(("setting", "resource", "path"), [
    ("immutable_tags", "vividly", ("dockerConfig", "immutableTags")),
    ("destroy_content", "generated-content", ("forceDestroy",)),
])  # fmt: skip
def test_switches_reach_the_resource(setting: str, resource: str, path: tuple[str, ...]) -> None:
    for asked in (True, False):
        value: Any = run("test", {**CONFIG, f"vividly:{setting}": asked}).named(resource).inputs
        for step in path:
            value = value[step]
        assert value is asked


def test_development_is_named_as_it_is_in_production_today() -> None:
    declared = run("dev", {**CONFIG, "vividly:project": "vividly-dev-rich"})
    assert declared.named("push-worker").inputs["name"] == "dev-vividly-push-worker"
    assert declared.outputs["repository"] == "us-central1-docker.pkg.dev/vividly-dev-rich/vividly"


@every_environment
def test_names_are_the_same_every_time(environment: str) -> None:
    again = run(environment, config_of(environment))
    assert [(resource.type, resource.name, resource.inputs) for resource in _sorted(again)] == [
        (resource.type, resource.name, resource.inputs) for resource in _sorted(run_environment(environment))
    ]


def _sorted(declared: Declared) -> list[Resource]:
    return sorted(declared.resources, key=lambda resource: (resource.type, resource.name))


@every_environment
def test_outputs_are_what_others_read(environment: str) -> None:
    outputs = run_environment(environment).outputs
    assert set(outputs) == {
        "services", "topic", "dead_letter_topic", "repository", "bucket", "push_audience", "identities",
    }  # fmt: skip
    assert set(outputs["services"]) == {"api", "push-worker"}
    assert re.fullmatch(r"[a-z0-9-]+-generated-content", outputs["bucket"])
