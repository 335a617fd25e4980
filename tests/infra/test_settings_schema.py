"""The schema that editors use is up to date, and takes and refuses what the program takes and refuses."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import yaml
from program_under_mocks import STAND_INS

from infra import environments, schema

VALIDATOR: Any = jsonschema.Draft202012Validator(schema.schema())
SOUND = {
    "config": {
        "vividly:project": "vividly-test-1234",
        "vividly:services": {"api": {"image": "v1"}, "push-worker": {"image": "v1"}},
    }
}
every_environment = pytest.mark.parametrize("environment", sorted(environments.found()))


def complaints(document: object) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(document)]


def test_the_written_schema_is_fresh() -> None:
    assert schema.WRITTEN.read_text(encoding="utf-8") == schema.text(), "run `make schema`"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schema())


@every_environment
def test_every_environment_fits_the_schema(environment: str) -> None:
    path = environments.found()[environment]
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["config"] = {**STAND_INS, **document["config"]}
    assert complaints(document) == []


@every_environment
def test_every_environment_names_the_schema_for_the_editor(environment: str) -> None:
    first, *_ = environments.found()[environment].read_text(encoding="utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=infra/settings.schema.json"


def test_what_other_programs_write_into_the_file_is_let_through() -> None:
    config = {**SOUND["config"], "gcp:accessToken": "x", "policy:regions": ["us-central1"]}
    document = {"config": config, "encryptionsalt": "v1:x", "secretsprovider": "gcpkms://x"}
    assert complaints(document) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vividly:regoin", "us-east1"),
        ("vividly:project", "My Project"),
        ("vividly:environment", "dev"),
        ("vividly:secrets", {"result-link-key": "latest"}),
        ("vividly:secrets", {"other": 1}),
        ("vividly:api_callers", ["allUsers"]),
        ("vividly:labels", {"Team": "x"}),
        ("vividly:services", {"api": {"image": "latest"}, "push-worker": {"image": "v1"}}),
        ("vividly:services", {"api": {"image": "v1"}}),
    ],
)
def test_the_editor_marks_what_the_program_would_refuse(key: str, value: object) -> None:
    assert complaints({"config": {**SOUND["config"], key: value}}) != []


def test_every_setting_is_described() -> None:
    written = json.loads(schema.text())
    described = [*written["properties"]["config"]["properties"].values()]
    described += [field for model in written["$defs"].values() for field in model["properties"].values()]
    assert all(field.get("description") for field in described)
