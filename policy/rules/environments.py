"""Reads the variables, notes and probes of a runtime: named values, in whatever block they stand.

Functions and App Engine have variables without containers. A variable that comes from a secret has no value
to read. The last thing that each reader does is to raise for what a preview does not know.

https://cloud.google.com/run/docs/configuring/services/environment-variables
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.containers import (
    APP_FLEXIBLE,
    APP_STANDARD,
    FUNCTION,
    FUNCTION_V1,
    SERVICE,
    SERVICE_V1,
    containers_of,
)
from rules.readings import block_at, blocks, hear_all, peek

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.containers import Container
    from rules.resource import Properties, Resource

_MAPS = {
    SERVICE: ("buildConfig.environmentVariables",),
    FUNCTION: ("serviceConfig.environmentVariables", "buildConfig.environmentVariables"),
    FUNCTION_V1: ("environmentVariables", "buildEnvironmentVariables"),
    APP_STANDARD: ("envVariables",),
    APP_FLEXIBLE: ("envVariables",),
}
_PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
_NOTES = ("annotations", "labels", "template.annotations", "template.labels")
_NOTES_V1 = tuple(f"{of}.{kind}" for of in ("metadata", "template.metadata") for kind in _NOTES[:2])


@dataclass(frozen=True)
class Entry:
    """A named value in a block, such as a variable: `key` is what its value stands under in the block.

    `group`: what it stands among, such as the variables of a container. `name` is empty where only the update
    will know it, or where it has none.
    """

    group: str
    where: str
    name: str
    block: Properties
    key: str

    @property
    def known(self) -> str:
        """The value as text without the space around it, empty if there is none or nobody knows it yet."""
        return self.text.strip()

    @property
    def text(self) -> str:
        """The value as text, empty if there is none or nobody knows it yet."""
        value = peek(self.block, self.key)
        return "" if value is None else str(value)

    @property
    def is_unknown(self) -> bool:
        """Say whether a value stands there that only the update will know."""
        return self.key in set(self.block) and peek(self.block, self.key) is None

    def wait(self) -> None:
        """Raise if the value is unknown."""
        if self.is_unknown:
            str(self.block[self.key])


def variables_of(one: Resource) -> Iterator[Entry]:
    """Yield every plain variable that a program sets; one that comes from a secret is none."""
    containers = (variables_in(container) for container in containers_of(one))
    yield from hear_all((hear_all(containers), *(entries_in(one, path) for path in _MAPS.get(one.type, ()))))


def variables_in(container: Container) -> Iterator[Entry]:
    """Yield the plain variables of one container."""
    yield from hear_all(
        _variable(container, place, block) for place, block in blocks(container.block, "envs")
    )


def notes_of(one: Resource) -> Iterator[Entry]:
    """Yield every annotation and label of a resource and of its template."""
    paths = _NOTES_V1 if one.type == SERVICE_V1 else _NOTES
    yield from hear_all(entries_in(one, path) for path in paths)


def entries_in(one: Resource, path: str) -> Iterator[Entry]:
    """Yield the entries of a map of texts."""
    block = block_at(one.props, path)
    for name in block:
        yield Entry(path, f"{path} {name}", name, block, name)


def probes_of(one: Resource) -> Iterator[Entry]:
    """Yield the path and the headers of every probe."""
    yield from hear_all(
        _probe(f"{container.where} {probe}", container, probe)
        for container in containers_of(one)
        for probe in _PROBES
    )


def _probe(where: str, container: Container, probe: str) -> Iterator[Entry]:
    asked = block_at(container.block, f"{probe}.httpGet")
    yield Entry(where, f"{where} path", "", asked, "path")
    for place, header in blocks(asked, "httpHeaders"):
        name = str(peek(header, "name") or "")
        yield Entry(where, f"{where} header {name or place}", name, header, "value")


def _variable(container: Container, place: int, block: Properties) -> Iterator[Entry]:
    if {"valueSource", "valueFrom"} & set(block) and not peek(block, "value"):
        return
    name = str(peek(block, "name") or "")
    where = f"{container.where} env {name}" if name else f"{container.where} envs[{place}]"
    yield Entry(f"{container.where} envs", where, name, block, "value")
    if not name and "name" in set(block):
        # Whatever is judged by its name waits for it.
        str(block["name"])
