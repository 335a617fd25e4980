"""What a command found, in the shape that every reporter takes.

A scan judges nothing, but two things in it are findings all the same: a call whose API the code does not
tell, and a file that could not be looked at. Both leave the answer incomplete, so neither passes in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from preflight.ending import CLEAN, COULD_NOT_LOOK, FINDINGS
from preflight.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preflight.scan.needs import Report
    from preflight.sheet import Sheet
    from preflight.violation import Found

NOT_TOLD = "unresolved-call"
NOT_SEEN = "could-not-look"


class Comparison(NamedTuple):
    """An API that is needed or declared, with what it may be met by instead.

    `needed`: where and by what; `declared`: the file and line of its entry, or nothing; `sound`: no finding.
    """

    api: str
    needed: tuple[tuple[str, int, str], ...]
    declared: tuple[str, int] | None = None
    reason: str = ""
    sound: bool = True


class Judged(NamedTuple):
    """What policy packs judged: their names and versions, how many resources, and by which rules.

    `resources` is 0 and `rules` empty where the engine does not tell (`pulumi policy analyze`), and so is
    `stack` where no resource is named.
    """

    packs: tuple[tuple[str, str], ...]
    resources: int
    rules: tuple[str, ...]
    stack: str = ""

    def __str__(self) -> str:
        packs = " and ".join(" ".join(filter(None, pack)) for pack in self.packs) or "no policy pack"
        counts = f"{_count(self.resources, 'resource')} by {_count(len(self.rules), 'rule')} of "
        return f"judged {counts if self.rules else 'by '}{packs}"


class Outcome(NamedTuple):
    """The answer of `command`. `report` is what was scanned for it; `compared` is empty but for a check.

    `phase`: which needs the report was cut down to, or `all`. `judged`: what the policy packs judged whose
    violations are reported. `sheet`: what any other command has to tell; it then has no `compared`.
    """

    command: str
    report: Report
    findings: tuple[Found, ...] = ()
    compared: tuple[Comparison, ...] = ()
    phase: str = "all"
    judged: Judged | None = None
    sheet: Sheet | None = None

    @property
    def code(self) -> int:
        """Give the exit code."""
        if any(finding.level is Level.ERROR for finding in self.findings if finding.code != NOT_SEEN):
            return FINDINGS
        return COULD_NOT_LOOK if any(skipped.blind for skipped in self.report.skipped) else CLEAN


def of_scan(report: Report, phase: str = "all") -> Outcome:
    """Give the outcome of a scan, with the needs of one phase only or with all."""
    return Outcome("scan", in_phase(report, phase), tuple(blind_spots(report)), phase=phase)


def in_phase(report: Report, phase: str) -> Report:
    """Give the report with the needs of one phase only; `all` keeps everything."""
    if phase == "all":
        return report
    return replace(
        report,
        apis=[need for need in report.apis if need.phase == phase],
        hints=[need for need in report.hints if need.phase == phase],
        services=[
            replace(service, apis=tuple(need for need in service.apis if need.phase == phase))
            for service in report.services
        ],
    )


def blind_spots(report: Report) -> Iterable[Finding]:
    """Give a finding for each call that could not be named and each file that could not be read."""
    for call in report.unresolved:
        yield Finding(
            call.file,
            call.line,
            NOT_TOLD,
            f"which Google API is called here cannot be told: {call.detail}",
            "write its name as text or as a constant; if it stands there, the catalogue lacks it",
        )
    for skipped in report.skipped:
        if skipped.blind:
            yield Finding(
                skipped.file,
                skipped.line,
                NOT_SEEN,
                f"calls in it are unknown: {skipped.reason}",
                "correct it, or leave it out of what is scanned",
            )


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
