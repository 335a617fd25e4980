"""Versions of secrets, in every place in which one can be named or left out."""

from __future__ import annotations

import pytest
from judging import UNJUDGED
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.containers import FUNCTION, FUNCTION_V1, JOB, SERVICE, SERVICE_V1, WORKER_POOL
from rules.secret_versions import secrets_are_pinned
from runtimes import running, told

SECOND = pytest.mark.parametrize("kind", [SERVICE, JOB, WORKER_POOL])


def variable(version: dict[str, object]) -> dict[str, object]:
    return {"name": "KEY", "valueSource": {"secretKeyRef": {"secret": "key", **version}}}


def first(version: dict[str, object]) -> dict[str, object]:
    return {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "key", **version}}}


@SECOND
@pytest.mark.parametrize("version", [{}, {"version": "latest"}, {"version": "Latest"}, {"version": ""}])
def test_a_variable_without_a_number_is_refused(kind: str, version: dict[str, object]) -> None:
    declared = running(kind, {"image": "a"}, {"name": "b", "envs": [variable(version)]})
    (what,) = told(secrets_are_pinned, declared)
    assert what.startswith('containers[1] "b" env KEY ')


@SECOND
@pytest.mark.parametrize("version", ["3", 3, "12"])
def test_a_variable_with_a_number_passes(kind: str, version: object) -> None:
    declared = running(kind, {"envs": [variable({"version": version}), {"name": "A", "value": "latest"}]})
    assert told(secrets_are_pinned, declared) == []


@pytest.mark.parametrize(("key", "refused"), [("latest", True), ("3", False), (4, False)])
def test_the_first_api_calls_a_version_key(key: object, *, refused: bool) -> None:
    declared = running(SERVICE_V1, {"envs": [first({"key": key})]})
    assert bool(told(secrets_are_pinned, declared)) is refused


@SECOND
@pytest.mark.parametrize(
    ("secret", "what"),
    [
        ({"secret": "key"}, "volumes[0] mounts a secret without items, which means its latest version"),
        (
            {"secret": "key", "items": []},
            "volumes[0] mounts a secret without items, which means its latest version",
        ),
        (
            {"secret": "key", "items": [{"path": "a", "version": "3"}, {"path": "b", "version": "latest"}]},
            "volumes[0] items[1] reads the latest version of its secret",
        ),
        (
            {"secret": "key", "items": [{"path": "a"}]},
            "volumes[0] items[0] names no version of its secret, which means the latest",
        ),
    ],
)
def test_a_volume_of_the_latest_version_is_refused(kind: str, secret: dict[str, object], what: str) -> None:
    declared = running(kind, {"image": "a"}, volumes=[{"name": "v", "secret": secret}])
    assert told(secrets_are_pinned, declared) == [what]


@SECOND
@pytest.mark.parametrize(
    "volume",
    [
        {"name": "v", "secret": {"secret": "key", "items": [{"path": "a", "version": "3"}]}},
        {"name": "v", "emptyDir": {"medium": "MEMORY"}},
        {"name": "v", "gcs": {"bucket": "latest"}},
    ],
)
def test_a_volume_that_stays_passes(kind: str, volume: dict[str, object]) -> None:
    assert told(secrets_are_pinned, running(kind, {"image": "a"}, volumes=[volume])) == []


@pytest.mark.parametrize(
    ("secret", "refused"),
    [
        ({"secretName": "key", "items": [{"key": "latest", "path": "a"}]}, True),
        ({"secretName": "key"}, True),
        ({"secretName": "key", "items": [{"key": "3", "path": "a"}]}, False),
    ],
)
def test_volumes_of_the_first_api_count(secret: dict[str, object], *, refused: bool) -> None:
    declared = running(SERVICE_V1, {"image": "a"}, volumes=[{"name": "v", "secret": secret}])
    assert bool(told(secrets_are_pinned, declared)) is refused


@pytest.mark.parametrize(("kind", "wrapped"), [(FUNCTION, True), (FUNCTION_V1, False)])
@pytest.mark.parametrize(
    ("config", "refused"),
    [
        ({"secretEnvironmentVariables": [{"key": "A", "secret": "a", "version": "latest"}]}, True),
        ({"secretEnvironmentVariables": [{"key": "A", "secret": "a", "version": "3"}]}, False),
        ({"secretVolumes": [{"mountPath": "/a", "secret": "a"}]}, True),
        ({"secretVolumes": [{"secret": "a", "versions": [{"path": "a", "version": "latest"}]}]}, True),
        ({"secretVolumes": [{"secret": "a", "versions": [{"path": "a", "version": "3"}]}]}, False),
        ({}, False),
    ],
)
def test_functions_count(kind: str, config: dict[str, object], *, wrapped: bool, refused: bool) -> None:
    declared = Declared(kind, {"serviceConfig": config} if wrapped else config)
    assert bool(told(secrets_are_pinned, declared)) is refused


PATH = "projects/a-project/secrets/key/versions"


@SECOND
@pytest.mark.parametrize(
    ("container", "where"),
    [
        ({"envs": [{"name": "KEY", "value": f"{PATH}/latest"}]}, "containers[0] env KEY"),
        ({"envs": [{"name": "KEY", "value": f"sm://{PATH}/latest"}]}, "containers[0] env KEY"),
        ({"args": ["serve", f"--key={PATH}/latest"]}, "containers[0] args[1]"),
        ({"args": [UNKNOWN_STRING_VALUE, f"{PATH}/latest"]}, "containers[0] args[1]"),
    ],
)
def test_a_path_of_the_latest_version_is_refused(kind: str, container: dict[str, object], where: str) -> None:
    said = told(secrets_are_pinned, running(kind, container))
    assert said == [f"{where} names the latest version of a secret"]


@SECOND
@pytest.mark.parametrize(
    "value",
    [
        f"{PATH}/3",
        "projects/a-project/secrets/key",
        "projects/p/secrets/latest/versions/1",
        f"{PATH}/latest2",
    ],
)
def test_a_path_of_a_number_passes(kind: str, value: str) -> None:
    container = {"envs": [{"name": "KEY", "value": value}], "args": [value]}
    assert told(secrets_are_pinned, running(kind, container)) == []


@pytest.mark.parametrize(("version", "refused"), [("latest", True), ("3", False)])
def test_paths_in_the_variables_of_functions_count(version: str, *, refused: bool) -> None:
    declared = Declared(FUNCTION, {"serviceConfig": {"environmentVariables": {"KEY": f"{PATH}/{version}"}}})
    assert bool(told(secrets_are_pinned, declared)) is refused


@pytest.mark.parametrize(
    "unknown",
    [
        {"envs": [variable({"version": UNKNOWN_STRING_VALUE})]},
        {"envs": [{"name": "KEY", "valueSource": UNKNOWN_OBJECT_VALUE}]},
        {"envs": UNKNOWN_ARRAY_VALUE},
        UNKNOWN_OBJECT_VALUE,
    ],
)
def test_an_unknown_version_hides_no_other_and_is_awaited(unknown: object) -> None:
    volumes = [{"name": "v", "secret": {"secret": "key"}}]
    declared = running(SERVICE, unknown, {"envs": [variable({"version": "latest"})]}, volumes=volumes)
    said = told(secrets_are_pinned, declared)
    assert said == [
        "containers[1] env KEY reads the latest version of its secret",
        "volumes[0] mounts a secret without items, which means its latest version",
        UNJUDGED,
    ]
