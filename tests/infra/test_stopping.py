"""What is wrong is told before anything is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations import (
    CONFIG,
)
from program_under_mocks import run

from infra import apis, environments, inputs
from preflight.catalogue.resource_types import CatalogueError
from preflight.models import registry

if TYPE_CHECKING:
    import pytest


def test_broken_settings_stop_the_program_before_anything_is_registered() -> None:
    declared = run("test", {**CONFIG, "vividly:regoin": "us-east1", "vividly:project": "X"})
    assert (declared.exit_code, declared.resources) == (32, [])
    assert [sentence.split(";")[0] for sentence in declared.told] == [
        'Pulumi.test.yaml: vividly:project is "X"',
        "Pulumi.test.yaml: vividly:regoin is no setting",
    ]


def test_apis_that_are_not_declared_are_told_all_at_once_before_anything_is_registered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = {"run.googleapis.com", "texttospeech.googleapis.com"}
    declared = tuple(entry for entry in apis.load() if entry.api not in missing)
    monkeypatch.setattr(apis, "load", lambda: declared)
    stopped = run("test", CONFIG)
    assert (stopped.exit_code, stopped.resources) == (32, [])
    run_, speech = sorted(stopped.told)
    assert run_.startswith(
        "infra/apis.yaml: run.googleapis.com is needed by gcp:cloudrunv2/service:Service, "
    )
    assert speech.startswith(
        "infra/apis.yaml: texttospeech.googleapis.com is needed by the service push-worker and not declared; "
    )


def test_a_type_that_the_catalogue_does_not_know_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_catalogue() -> dict[str, list[str]]:
        raise CatalogueError(["resource_types.csv: gcp:x/y:Y has no row; add it"])

    monkeypatch.setattr(inputs, "needed_apis", broken_catalogue)
    stopped = run("test", CONFIG)
    assert (stopped.exit_code, stopped.resources) == (32, [])
    assert stopped.told == ["preflight/catalogue/resource_types.csv: gcp:x/y:Y has no row; add it"]


def test_a_second_environment_in_one_project_stops_before_anything_is_registered() -> None:
    project = environments.config_of(environments.found()["dev"])["vividly:project"]
    stopped = run("test", {**CONFIG, "vividly:project": project})
    assert (stopped.exit_code, stopped.resources) == (32, [])
    assert "which is the project of dev too (Pulumi.dev.yaml)" in stopped.told[0]


def test_every_file_is_read_before_the_first_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_apis() -> tuple[apis.Declared, ...]:
        return apis.parse("- api: nonsense\n  reason: none")

    def broken_models() -> registry.Registry:
        return registry.parse("models: []\nroles: {}")

    monkeypatch.setattr(apis, "load", broken_apis)
    monkeypatch.setattr(registry, "load", broken_models)
    told = run("test", {**CONFIG, "vividly:project": "X"}).told
    assert [sentence.split(":")[0] for sentence in told] == [
        "Pulumi.test.yaml", "infra/apis.yaml", *["preflight/models/models.yaml"] * 4,
    ]  # fmt: skip
