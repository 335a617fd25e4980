"""What `preflight report --format json` prints, in the shape of docs/report.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from preflight.finding import Level
from preflight.outcome import Judged
from preflight.scan.needs import VERSION, Skipped
from preflight.violation import Violation

if TYPE_CHECKING:
    from preflight.outcome import Outcome


class Resource(Struct):
    """What was judged. `urn` is empty where a pack names no resource."""

    urn: str
    name: str
    type: str
    stack: str


class Violated(Struct):
    """A violation. `severity`, `why`, `fix` and `page` are empty where the pack does not tell them apart."""

    rule: str
    enforcement: str
    level: Level
    severity: str
    resource: Resource
    what: str
    fix: str
    why: str
    page: str
    pack: str


class Pack(Struct):
    """A policy pack that ran."""

    name: str
    version: str


class Counts(Struct):
    """How much there is. `resources` and `rules` are 0 where the engine does not tell them."""

    mandatory: int
    advisory: int
    resources: int
    rules: int


class ReportDocument(Struct):
    """What `preflight report --format json` prints. New fields may come without a new version.

    `skipped`: why it cannot be said that nothing else was found; empty if it can.
    """

    version: int
    violations: list[Violated]
    packs: list[Pack]
    skipped: list[Skipped]
    counts: Counts


def document(outcome: Outcome) -> ReportDocument:
    """Give the document of a report."""
    found = [one for one in outcome.findings if isinstance(one, Violation)]
    mandatory = sum(one.level is Level.ERROR for one in found)
    packs, resources, rules, _ = outcome.judged or Judged((), 0, ())
    return ReportDocument(
        VERSION,
        [_violated(one) for one in found],
        [Pack(*pack) for pack in packs],
        outcome.report.skipped,
        Counts(mandatory, len(found) - mandatory, resources, len(rules)),
    )


def _violated(one: Violation) -> Violated:
    return Violated(
        rule=one.code,
        enforcement=one.enforcement,
        level=one.level,
        severity=one.severity,
        resource=Resource(one.urn, one.name, one.kind, one.stack),
        what=one.what,
        fix=one.fix,
        why=one.why,
        page=one.page,
        pack=one.pack,
    )
