"""The JSON document of `preflight iam`: docs/iam.schema.json."""

from __future__ import annotations

from msgspec import Struct

from preflight.finding import Level  # noqa: TC001 - msgspec reads the types of fields
from preflight.scan.needs import Skipped  # noqa: TC001 - likewise

VERSION = 1


class NeededEntry(Struct):
    """A permission that the code needs at one place, with the narrowest role and what to grant it on.

    `certain`: false where it is needed in some cases only.
    """

    permission: str
    role: str
    resource: str
    file: str
    line: int
    detail: str
    certain: bool


class GrantedEntry(Struct):
    """A role that the identity is granted, on a type and name of the stack."""

    role: str
    on: str
    resource: str
    declared_by: str
    conditional: bool


class UnknownEntry(Struct):
    """Something that could not be told; `api`, `file` and `line` are empty where none is meant."""

    api: str
    file: str
    line: int
    detail: str


class ServiceEntry(Struct):
    """A service, in a stack where one was compared; `code` is the folder of its code, if it was found."""

    service: str
    identity: str
    needed: list[NeededEntry]
    granted: list[GrantedEntry]
    unknown: list[UnknownEntry]
    stack: str
    code: str


class PlaceEntry(Struct):
    """A further place of a finding."""

    file: str
    line: int
    detail: str


class FindingEntry(Struct):
    """A finding."""

    file: str
    line: int
    code: str
    what: str
    fix: str
    level: Level
    related: list[PlaceEntry]


class IamDocument(Struct):
    """What `preflight iam --format json` prints. New fields may come without a new version."""

    version: int
    services: list[ServiceEntry]
    findings: list[FindingEntry]
    skipped: list[Skipped]
