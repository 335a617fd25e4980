"""The JSON document of `preflight models lint`: its findings alone, as in docs/models-lint.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from preflight.finding import Level  # noqa: TC001 - msgspec reads the annotation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preflight.finding import Finding

VERSION = 1


class Row(Struct, frozen=True):
    """A finding; `model` is empty where it is about no model, and holds `*` for what only run time tells."""

    file: str
    line: int
    code: str
    level: Level
    model: str
    message: str


class Linted(Struct, frozen=True):
    """What the lint found, in order of file, line and code."""

    version: int
    findings: tuple[Row, ...]


def document(found: Iterable[tuple[Finding, str]]) -> Linted:
    """Give the document of findings, each with its model."""
    return Linted(
        VERSION,
        tuple(
            Row(one.file, one.line, one.code, one.level, model, f"{one.what}; {one.fix}")
            for one, model in found
        ),
    )
