"""The JSON document: docs/scan.schema.json for a scan, and a schema of its own for each other command.

The order is that of the report, so equal code gives an equal document, byte for byte. Deliberately absent:
times and versions of tools, which would differ between two machines. Other characters than ASCII are escaped,
so that no terminal obeys them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, to_builtins

from preflight.finding import Level  # noqa: TC001 - msgspec reads the types of fields
from preflight.policies.document import document as of_report
from preflight.printable import whole
from preflight.scan.needs import VERSION, Need, Phase, Report, ServiceNeeds, Skipped, Unresolved
from preflight.violation import Violation

if TYPE_CHECKING:
    from preflight.outcome import Outcome
    from preflight.report import Look


class Counts(Struct):
    """How much there is. `read`: files of `files` that could matter and were read in full."""

    files: int
    read: int
    services: int
    runtime: int
    deploy: int
    unresolved: int
    skipped: int
    blind: int


class ScanDocument(Struct):
    """What `preflight scan --format json` prints. New fields may come without a new version."""

    version: int
    apis: list[Need]
    unresolved: list[Unresolved]
    skipped: list[Skipped]
    services: list[ServiceNeeds]
    hints: list[Need]
    counts: Counts


class Place(Struct):
    """A place and what is there: what needs an API, or an entry's reason. `line` is 0 for a whole file."""

    file: str
    line: int
    detail: str


class Compared(Struct):
    """An API that is needed or declared; `declared` is its entry, or null; `sound`: nothing is wrong."""

    api: str
    declared: Place | None
    sound: bool
    needed: list[Place]


class Judged(Struct):
    """A finding of a check."""

    file: str
    line: int
    code: str
    what: str
    fix: str
    level: Level
    related: list[Place]


class CheckDocument(Struct):
    """What `preflight check --format json` prints. New fields may come without a new version."""

    version: int
    findings: list[Judged]
    apis: list[Compared]
    skipped: list[Skipped]


def render(outcome: Outcome, look: Look) -> str:  # noqa: ARG001 - one look for all
    """Give the document."""
    if outcome.sheet:
        document = outcome.sheet.document
    elif outcome.judged:
        document = of_report(outcome)
    else:
        document = _check(outcome) if outcome.command == "check" else scanned(outcome.report)
    builtins: Any = whole(to_builtins(document))
    return json.dumps(builtins, indent=2) + "\n"


def scanned(report: Report) -> ScanDocument:
    """Give the document of a scan."""
    return ScanDocument(
        report.version,
        report.apis,
        report.unresolved,
        report.skipped,
        report.services,
        report.hints,
        Counts(
            files=report.files,
            read=report.read,
            services=len(report.services),
            runtime=sum(need.phase is Phase.RUNTIME for need in report.apis),
            deploy=sum(need.phase is Phase.DEPLOY for need in report.apis),
            unresolved=len(report.unresolved),
            skipped=len(report.skipped),
            blind=sum(skipped.blind for skipped in report.skipped),
        ),
    )


def _check(outcome: Outcome) -> CheckDocument:
    return CheckDocument(
        VERSION,
        [
            Judged(*finding[:6], related=[Place(*place) for place in finding.related])
            for finding in outcome.findings
            if not isinstance(finding, Violation)
        ],
        [
            Compared(
                one.api,
                Place(*one.declared, one.reason) if one.declared else None,
                one.sound,
                [Place(*place) for place in one.needed],
            )
            for one in outcome.compared
        ],
        outcome.report.skipped,
    )
