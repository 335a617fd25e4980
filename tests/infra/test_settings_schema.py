"""The schema that editors use is up to date, and takes and refuses what the program takes and refuses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

import jsonschema
import pytest
from jsonschema import validators
from program_under_mocks import STAND_INS
from setting_values import ACCEPTED, BEYOND_A_SCHEMA, REFUSED, SOUND, with_

from infra import environments, schema
from preflight import yaml_files

if TYPE_CHECKING:
    from collections.abc import Iterator


def _pattern(_: object, pattern: str, instance: object, __: object) -> Iterator[jsonschema.ValidationError]:
    # Patterns are ECMA's, where $ is the end; Python's also matches before a last line break.
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


VALIDATOR: Any = cast("Any", validators).extend(jsonschema.Draft202012Validator, {"pattern": _pattern})(
    schema.schema()
)
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
    document: Any = yaml_files.read(path, path.name)
    document["config"] = {**STAND_INS, **document["config"]}
    assert complaints(document) == []


@every_environment
def test_every_environment_names_the_schema_for_the_editor(environment: str) -> None:
    first, *_ = environments.found()[environment].read_text(encoding="utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=infra/settings.schema.json"


def test_what_other_programs_write_into_the_file_is_let_through() -> None:
    config = {**SOUND, "gcp:accessToken": "x", "policy:regions": ["us-central1"]}
    document = {"config": config, "encryptionsalt": "v1:x", "secretsprovider": "gcpkms://x"}
    assert complaints(document) == []


@pytest.mark.parametrize(("key", "value"), ACCEPTED)
def test_the_editor_takes_what_the_program_takes(key: str, value: object) -> None:
    assert complaints({"config": with_(key, value)}) == []


@pytest.mark.parametrize(("key", "value"), REFUSED)
def test_the_editor_marks_what_the_program_would_refuse(key: str, value: object) -> None:
    assert complaints({"config": with_(key, value)}) != []


@pytest.mark.parametrize(("key", "value", "why"), BEYOND_A_SCHEMA)
def test_what_only_the_program_can_know_is_let_through(key: str, value: object, why: str) -> None:
    assert complaints({"config": with_(key, value)}) == [], why


def test_every_setting_is_described() -> None:
    written = json.loads(schema.text())
    described = [*written["properties"]["config"]["properties"].values()]
    described += [field for model in written["$defs"].values() for field in model["properties"].values()]
    assert all(field.get("description") for field in described)
