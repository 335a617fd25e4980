"""The report for a person: what needs attention comes last, where the eye is when the command ends.

Plain escape codes, because a library for terminals costs more time to import than a scan takes. Deliberately
absent: more than a few places an API (`--format json` and `html` have them all).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.finding import Level
from preflight.outcome import NOT_SEEN, NOT_TOLD
from preflight.printable import printable
from preflight.scan.needs import Need, Phase
from preflight.sheet import State
from preflight.violation import Violation, counted, place, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preflight.outcome import Comparison, Outcome
    from preflight.report import Look
    from preflight.sheet import Sheet
    from preflight.violation import Found

PLACES, HARMLESS = 3, 5
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_PHASES = {Phase.RUNTIME: "at run time", Phase.DEPLOY: "to deploy"}
_STATES = {State.GOOD: "green", State.WARNING: "yellow", State.BAD: "red", State.UNSEEN: "dim"}
_LEVELS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}


class _Ink:
    """Colours a text, or leaves it plain; either way it is fit for a terminal."""

    def __init__(self, look: Look) -> None:
        self._on = look.colour

    def __call__(self, text: str, *styles: str) -> str:
        fit = printable(text)
        return (
            f"\033[{';'.join(_CODES[style] for style in styles)}m{fit}\033[0m" if self._on and styles else fit
        )


def render(outcome: Outcome, look: Look) -> str:
    """Give the text; empty if `look.quiet` and nothing needs attention."""
    ink = _Ink(look)
    lines = list(_findings(outcome.findings, ink))
    if not look.quiet:
        bodies = {"check": _comparison(outcome.compared, ink), "scan": _scan(outcome, ink)}
        if outcome.sheet:
            bodies[outcome.command] = _table(outcome.sheet, ink)
        parts = (list(bodies.get(outcome.command, ())), list(_harmless(outcome, ink)), lines)
        lines = [line for part in parts if part for line in (*part, "")]
        lines.append(_summary(outcome, ink))
    return "".join(f"{line}\n" for line in lines)


def _scan(outcome: Outcome, ink: _Ink) -> Iterator[str]:
    nothing = {"all": "calls no Google API"} | {
        phase: f"calls no Google API {words}" for phase, words in _PHASES.items()
    }
    for number, service in enumerate(outcome.report.services):
        if number:
            yield ""
        about = ", ".join(
            filter(None, [*service.languages, service.found_by and f"found by {service.found_by}"])
        )
        yield f"{ink(service.path, 'bold')}  {ink(about, 'dim')}"
        yield from _needs(service.apis, ink) if service.apis else [f"  {ink(nothing[outcome.phase], 'dim')}"]
    within = {(need.api, need.phase) for service in outcome.report.services for need in service.apis}
    rest = [need for need in outcome.report.apis if (need.api, need.phase) not in within]
    if rest:
        yield from ["", ink("in no service", "bold")]
        yield from _needs(rest, ink)


def _needs(needs: Sequence[Need], ink: _Ink) -> Iterator[str]:
    for phase, words in _PHASES.items():
        of_phase = [need for need in needs if need.phase is phase]
        if of_phase:
            yield f"  {ink(words, 'dim')}"
        for need in of_phase:
            yield from _need(need, ink)


def _need(need: Need, ink: _Ink) -> Iterator[str]:
    names = " or ".join(ink(api, "green") for api in (need.api, *need.alternatives))
    yield f"    {names}  {ink(need.confidence, 'dim')}"
    for evidence in need.evidence[:PLACES]:
        yield f"      {_place(evidence.file, evidence.line, ink)}  {ink(evidence.detail)}"
    if len(need.evidence) > PLACES:
        yield f"      {_left_out(need.evidence, ink)}"


def _comparison(compared: Sequence[Comparison], ink: _Ink) -> Iterator[str]:
    for one in compared:
        where = "declared at {}:{}".format(*one.declared) if one.declared else "not declared"
        yield f"{ink(one.api, 'green' if one.sound else 'red')}  {ink(where, 'dim')}"
        for file, line, detail in one.needed[:PLACES]:
            yield f"  {_place(file, line, ink)}  {ink(detail)}"
        if len(one.needed) > PLACES:
            yield f"  {_left_out(one.needed, ink)}"


def _table(sheet: Sheet, ink: _Ink) -> Iterator[str]:
    if not sheet.head:
        return
    shown = [
        [printable(cell) for cell in cells] for cells in (sheet.head, *(row.cells for row in sheet.rows))
    ]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    styles = ["dim", *(_STATES[row.state] for row in sheet.rows)]
    for cells, style in zip(shown, styles, strict=True):
        first, *rest = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield "  ".join((ink(first, style), *rest)).rstrip()


def _findings(findings: Sequence[Found], ink: _Ink) -> Iterator[str]:
    # What could not be seen first: it explains why something may be missing further down. Violations come
    # worst first; here the worst ends up where the eye is.
    ordered = reversed(findings) if any(isinstance(one, Violation) for one in findings) else findings
    for finding in sorted(ordered, key=lambda one: one.code != NOT_SEEN):
        first, *more = sentence(finding).split("\n")
        yield f"{ink(place(finding), 'cyan')}: {ink(finding.code, _LEVELS[finding.level])} {ink(first)}"
        yield from (f"    {ink(line)}" for line in more)
        if isinstance(finding, Violation):
            yield from _about(finding, ink)
        for file, line, detail in finding.related[:PLACES]:
            yield f"    {_place(file, line, ink)}  {ink(detail)}"
        if len(finding.related) > PLACES:
            yield f"    {_left_out(finding.related, ink)}"


def _about(violation: Violation, ink: _Ink) -> Iterator[str]:
    grade = ink(violation.grade, _LEVELS[violation.level]) if violation.grade else ""
    if words := "  ".join(filter(None, (grade, ink(violation.why)))):
        yield f"    {words}"
    if violation.urn:
        yield f"    {ink(violation.urn, 'dim')}"


def _harmless(outcome: Outcome, ink: _Ink) -> Iterator[str]:
    hints = outcome.report.hints if outcome.command == "scan" else ()
    for hint in hints[:HARMLESS]:
        first = hint.evidence[0]
        yield ink(f"named and not called: {hint.api}, {_where(first.file, first.line)} {first.detail}", "dim")
    if len(hints) > HARMLESS:
        yield ink(f"named and not called: {_count(len(hints) - HARMLESS, 'more API')}", "dim")
    harmless = [skipped for skipped in outcome.report.skipped if not skipped.blind]
    for skipped in harmless[:HARMLESS]:
        yield ink(f"passed over: {skipped.file}, {skipped.reason}", "dim")
    if len(harmless) > HARMLESS:
        yield ink(f"passed over: {_count(len(harmless) - HARMLESS, 'more file')}", "dim")


def _summary(outcome: Outcome, ink: _Ink) -> str:
    report = outcome.report
    wrong = len([one for one in outcome.findings if one.code not in {NOT_TOLD, NOT_SEEN}])
    told = sum(one.code == NOT_TOLD for one in outcome.findings)
    seen = sum(one.code == NOT_SEEN for one in outcome.findings)
    if outcome.sheet:
        parts = [outcome.sheet.told, _count(wrong, "finding")]
    elif outcome.judged:
        parts = [counted(outcome.findings), str(outcome.judged)]
        parts += ["not everything was judged"] if seen else []
        seen = 0  # it is no place
    elif outcome.command == "check":
        parts = [_count(len(outcome.compared), "API") + " compared", _count(wrong, "finding")]
    else:
        phases = [need.phase for need in report.apis]
        parts = [
            f"{_count(phases.count(phase), 'API')} {words}"
            for phase, words in _PHASES.items()
            if outcome.phase in {phase, "all"}
        ]
        parts.append(f"{_count(report.files, 'file')}, {report.read} read")
    parts += [f"{_count(told, 'call')} of unknown APIs"] if told else []
    parts += [f"{_count(seen, 'place')} not looked at"] if seen else []
    return ink("; ".join(parts), "bold", ("green", "red", "", "yellow")[outcome.code] or "bold")


def _place(file: str, line: int, ink: _Ink) -> str:
    """Give `file:line`, as editors and terminals make it clickable."""
    return ink(_where(file, line), "cyan")


def _where(file: str, line: int) -> str:
    return f"{file}:{line}" if line else file


def _left_out(places: Sequence[object], ink: _Ink) -> str:
    return ink(f"and {_count(len(places) - PLACES, 'more place')}", "dim")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
