"""What is wrong is told before anything is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations import (
    CONFIG,
)
from program_under_mocks import run

from infra import apis
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


def test_a_resource_whose_api_is_not_declared_stops_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = tuple(entry for entry in apis.load() if entry.api != "run.googleapis.com")
    monkeypatch.setattr(apis, "load", lambda: declared)
    stopped = run("test", CONFIG)
    assert stopped.exit_code == 32
    assert (
        "infra/apis.yaml: run.googleapis.com is needed by gcp:cloudrunv2/service:Service api"
        in stopped.told[-1]
    )


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
