"""Reads what runs: the containers of every kind of Cloud Run resource, and how each is started.

A service, a job, a worker pool and a service of the first API keep their containers in four places. Every
container counts, not only the one that takes requests. Each reader says where it found something, so that a
sentence can name the place without printing a value.

https://cloud.google.com/run/docs/reference/rest/v2/Container
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.readings import blocks, hear_all, numbered, peek
from rules.resource import inside, is_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.resource import Properties, Resource

SERVICE = "gcp:cloudrunv2/service:Service"
JOB = "gcp:cloudrunv2/job:Job"
WORKER_POOL = "gcp:cloudrunv2/workerPool:WorkerPool"
SERVICE_V1 = "gcp:cloudrun/service:Service"
FUNCTION = "gcp:cloudfunctionsv2/function:Function"
FUNCTION_V1 = "gcp:cloudfunctions/function:Function"
APP_STANDARD = "gcp:appengine/standardAppVersion:StandardAppVersion"
APP_FLEXIBLE = "gcp:appengine/flexibleAppVersion:FlexibleAppVersion"

SERVICES = f"{SERVICE}|{SERVICE_V1}"
RUNTIMES = f"{SERVICE}|{JOB}|{WORKER_POOL}|{SERVICE_V1}"
FUNCTIONS = f"{FUNCTION}|{FUNCTION_V1}"
ENVIRONMENTS = f"{RUNTIMES}|{FUNCTIONS}|{APP_STANDARD}|{APP_FLEXIBLE}"

_SPEC = {SERVICE: "template", JOB: "template.template", WORKER_POOL: "template", SERVICE_V1: "template.spec"}


@dataclass(frozen=True)
class Container:
    """One container. `where`: its place and, if it has one, its name."""

    where: str
    block: Properties


@dataclass(frozen=True)
class CommandLine:
    """The words of a command line in their order, None for one that only the update will know."""

    where: str
    words: tuple[str | None, ...]


def spec_path(one: Resource) -> str:
    """Give the path of the block that holds a runtime's containers and volumes."""
    return _SPEC[one.type]


def containers_of(one: Resource) -> Iterator[Container]:
    """Yield every container of a Cloud Run resource, nothing for what has none."""
    if one.type in _SPEC:
        for place, block in blocks(one.props, f"{spec_path(one)}.containers"):
            name = peek(block, "name")
            yield Container(f'containers[{place}] "{name}"' if name else f"containers[{place}]", block)


def command_lines_of(one: Resource) -> Iterator[CommandLine]:
    """Yield both halves of what every container is started with."""
    lines = (
        _command_line(container, key) for container in containers_of(one) for key in ("commands", "args")
    )
    yield from hear_all(lines)


def _command_line(container: Container, key: str) -> Iterator[CommandLine]:
    found = inside(container.block, key)
    words = [peek(found, place) for place in range(len(found) if is_list(found) else 0)]
    yield CommandLine(
        f"{container.where} {key}", tuple(None if word is None else str(word) for word in words)
    )
    # Whatever is judged by an unknown word waits for it.
    list(numbered(container.block, key))
