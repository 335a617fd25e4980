"""The JSON document of `preflight env`: docs/env.schema.json."""

from __future__ import annotations

from msgspec import Struct

from preflight.finding import Level  # noqa: TC001 - msgspec reads the types of fields
from preflight.scan.needs import Skipped  # noqa: TC001 - likewise

VERSION = 1


class ReadEntry(Struct):
    """A variable that a service reads at one place. `default`: what the code takes instead, if it is spelled.

    `unless`: other variables, any of which does as well.
    """

    name: str
    required: bool
    file: str
    line: int
    service: str
    default: str | None
    unless: list[str]


class Unresolvable(Struct):
    """A read whose name the code does not tell."""

    file: str
    line: int
    detail: str
    service: str


class Place(Struct):
    """A further place of a finding."""

    file: str
    line: int
    detail: str


class Judged(Struct):
    """A finding."""

    file: str
    line: int
    code: str
    what: str
    fix: str
    level: Level
    related: list[Place]


class Pair(Struct):
    """A service of the code and one of a stack that were compared; empty where one has no partner."""

    service: str
    stack: str
    declared: str
    variables: int


class EnvDocument(Struct):
    """What `preflight env --format json` prints. New fields may come without a new version."""

    version: int
    reads: list[ReadEntry]
    unresolvable: list[Unresolvable]
    findings: list[Judged]
    compared: list[Pair]
    skipped: list[Skipped]
    stood_in: list[str]
