"""Rules about which version of a secret a runtime reads.

https://cloud.google.com/secret-manager/docs/best-practices
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from rules import Declared, inside, resource_rule
from rules.containers import (
    FUNCTION,
    FUNCTION_V1,
    FUNCTIONS,
    JOB,
    RUNTIMES,
    SERVICE,
    command_lines_of,
    containers_of,
    spec_path,
)
from rules.environments import variables_of
from rules.readings import blocks, hear_all, peek, so_far
from rules.resource import is_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource
    from rules.containers import Container

# Where a version stands: in a variable of the second and of the first API, then in a file of a volume.
_REFERENCES = {"valueSource.secretKeyRef": "version", "valueFrom.secretKeyRef": "key"}
_LATEST = re.compile(r"projects/[^/\s]{1,60}/secrets/[^/\s]{1,255}/versions/latest\b", re.IGNORECASE)
_FUNCTION_CONFIG = {FUNCTION: "serviceConfig.", FUNCTION_V1: ""}


def _variable(**version: str) -> dict[str, Any]:
    return {"name": "KEY", "valueSource": {"secretKeyRef": {"secret": "result-link-key", **version}}}


def _service(*envs: dict[str, Any], volumes: tuple[dict[str, Any], ...] = ()) -> Declared:
    template = {"containers": [{"image": "api", "envs": [*envs]}], "volumes": [*volumes]}
    return Declared(SERVICE, {"location": "us-central1", "template": template})


@resource_rule(
    judges=f"{RUNTIMES}|{FUNCTIONS}",
    fix='write the number of the version, like version="3"',
    good=(
        _service(_variable(version="3")),
        _service(volumes=({"secret": {"secret": "key", "items": [{"path": "key", "version": "3"}]}},)),
    ),
    bad=(
        _service(_variable(version="latest")),
        _service(_variable()),
        _service(volumes=({"secret": {"secret": "key"}},)),
        _service({"name": "KEY", "value": "projects/a-project/secrets/result-link-key/versions/latest"}),
        Declared(JOB, {"template": {"template": {"containers": [{"envs": [_variable(version="latest")]}]}}}),
    ),
    severity="medium",
)
def secrets_are_pinned(runtime: Resource) -> Iterator[str]:
    """A runtime that reads the latest version changes when a secret does, one instance before the other.

    Nobody deployed, nothing shows in a diff, and there is nothing to go back to. No version means the latest,
    and so does a volume that lists no files; so does a path, projects/.../versions/latest, that a variable or
    an argument gives to the program. Google lets volumes follow the latest version so that secrets
    can rotate without a deployment; who wants that exempts the resource and says so.
    https://cloud.google.com/run/docs/configuring/services/secrets
    """
    yield from hear_all((_referred(runtime), _by_path(runtime)))


def _referred(runtime: Resource) -> Iterator[str]:
    if runtime.type in _FUNCTION_CONFIG:
        yield from _of_function(runtime, _FUNCTION_CONFIG[runtime.type])
        return
    variables = hear_all(_of_variables(container) for container in containers_of(runtime))
    yield from hear_all((variables, _of_volumes(runtime)))


def _by_path(runtime: Resource) -> Iterator[str]:
    """Judge the paths that the program itself will ask Secret Manager for."""
    variables = (_latest(entry.where, entry.known) for entry in so_far(variables_of(runtime)))
    yield from chain.from_iterable(variables)
    for line in so_far(command_lines_of(runtime)):
        for place, word in enumerate(line.words):
            yield from _latest(f"{line.where}[{place}]", word or "")


def _latest(where: str, value: str) -> Iterator[str]:
    if _LATEST.search(value):
        yield f"{where} names the latest version of a secret"


def _of_variables(container: Container) -> Iterator[str]:
    yield from hear_all(
        _of_variable(f"{container.where} env {peek(block, 'name') or place}", block)
        for place, block in blocks(container.block, "envs")
    )


def _of_variable(where: str, block: Any) -> Iterator[str]:  # noqa: ANN401 - properties
    for path, key in _REFERENCES.items():
        if is_block(reference := inside(block, path)):
            yield from _unpinned(where, reference, key)


def _of_volumes(runtime: Resource) -> Iterator[str]:
    yield from hear_all(
        _of_volume(f"volumes[{place}]", inside(block, "secret"), "items")
        for place, block in blocks(runtime.props, f"{spec_path(runtime)}.volumes")
    )


def _of_volume(where: str, secret: Any, files: str) -> Iterator[str]:  # noqa: ANN401 - properties
    if not is_block(secret):
        return
    if not inside(secret, files):
        yield f"{where} mounts a secret without {files}, which means its latest version"
    key = "key" if "secretName" in set(secret) else "version"
    yield from hear_all(
        _unpinned(f"{where} {files}[{place}]", block, key) for place, block in blocks(secret, files)
    )


def _of_function(function: Resource, config: str) -> Iterator[str]:
    variables = (
        _unpinned(f"secretEnvironmentVariables {peek(block, 'key') or place}", block, "version")
        for place, block in blocks(function.props, f"{config}secretEnvironmentVariables")
    )
    volumes = (
        _of_volume(f"secretVolumes[{place}]", block, "versions")
        for place, block in blocks(function.props, f"{config}secretVolumes")
    )
    yield from hear_all((hear_all(variables), hear_all(volumes)))


def _unpinned(where: str, block: Any, key: str) -> Iterator[str]:  # noqa: ANN401 - properties
    version = str(inside(block, key) or "").strip()
    if not version:
        yield f"{where} names no version of its secret, which means the latest"
    elif version.casefold() == "latest":
        yield f"{where} reads the latest version of its secret"
