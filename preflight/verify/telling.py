"""From results to the answer of the command: findings, a document, and one table for people.

FAIL is an error, WARN a warning. INCONCLUSIVE is neither: what could not be asked is not known, and the
command then ends with 3. The place of a finding is where a person would change something: the entry of an
API, or else the stack's own file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.finding import Finding, Level
from preflight.outcome import NOT_SEEN, Outcome
from preflight.scan.needs import Report, Skipped
from preflight.sheet import Case, Row, Sheet, State
from preflight.verify import local
from preflight.verify.checks import Status
from preflight.verify.document import VERSION, Checked, Counts, VerifyDocument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preflight.verify.checks import Result

FAILED, WARNED = "verify-failed", "verify-warning"
_STATES = {
    Status.PASS: State.GOOD,
    Status.WARN: State.WARNING,
    Status.FAIL: State.BAD,
    Status.SKIP: State.UNSEEN,
    Status.INCONCLUSIVE: State.UNSEEN,
}
_HEAD = ("check", "status", "what", "took")


class About(NamedTuple):
    """What was asked about; `places`: where checks belong to, by their ids; `place`: where all others do."""

    stack: str
    project: str
    identity: str
    endpoint: str
    place: str
    places: Mapping[str, tuple[str, int]]


def outcome(results: Sequence[Result], seconds: float, about: About) -> Outcome:
    """Give the answer of the command."""
    unseen = [
        Skipped(f"{about.project}: {one.check.id}", one.answer.what)
        for one in results
        if one.answer.status is Status.INCONCLUSIVE
    ]
    where = about.endpoint or "Google"
    told = f"{len(results)} checks of {about.project} at {where}, {_counted(results)}, {seconds:.1f} s"
    found = [_finding(one, about) for one in results]
    cases = tuple(map(_case, results, found))
    sheet = Sheet(_document(results, seconds, about), told, _HEAD, tuple(map(_row, results)), cases)
    return Outcome("verify", Report(skipped=unseen), tuple(filter(None, found)), sheet=sheet)


def _finding(one: Result, about: About) -> Finding | None:
    status, what, remedy = one.answer
    if status in {Status.PASS, Status.SKIP}:
        return None
    file, line = about.places.get(one.check.id, (about.place, 0))
    code = {Status.FAIL: FAILED, Status.WARN: WARNED}.get(status, NOT_SEEN)
    level = Level.WARNING if status is Status.WARN else Level.ERROR
    fix = local.remedy(remedy, about.endpoint) or "run it again"
    return Finding(file, line, code, f"{one.check.id}: {what}", fix, level)


def _case(one: Result, finding: Finding | None) -> Case:
    skipped = one.answer.what if one.answer.status is Status.SKIP else ""
    return Case(one.check.id, one.seconds, finding, skipped)


def _row(result: Result) -> Row:
    status, what, _remedy = result.answer
    took = f"{result.seconds:.2f} s" if result.asked else ""
    return Row((result.check.id, str(status), what, took), _STATES[status])


def _counted(results: Sequence[Result]) -> str:
    counts = {status: sum(one.answer.status is status for one in results) for status in Status}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count) or "nothing to ask"


def _document(results: Sequence[Result], seconds: float, about: About) -> VerifyDocument:
    checks = [
        Checked(
            one.check.id,
            one.check.about,
            one.answer.status,
            one.answer.what,
            local.remedy(one.answer.remedy, about.endpoint),
            round(one.seconds, 3),
            one.asked,
            list(one.check.depends_on),
        )
        for one in results
    ]
    counts = Counts(*(sum(one.answer.status is status for one in results) for status in Status))
    return VerifyDocument(
        VERSION,
        about.stack,
        about.project,
        about.identity,
        about.endpoint,
        round(seconds, 3),
        counts,
        checks,
    )
