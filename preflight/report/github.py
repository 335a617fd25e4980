"""Workflow commands, which GitHub shows beside the lines of a pull request, and a summary of the run.

A message or a file name that is not escaped ends the command early, or starts another one. GitHub shows ten
errors, ten warnings and ten notices a step; the summary has them all.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.finding import Level
from preflight.printable import printable
from preflight.violation import Violation, counted, place, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.outcome import Outcome
    from preflight.report import Look
    from preflight.sheet import Sheet
    from preflight.violation import Found

# GitHub refuses a summary above 1 MiB.
_ROWS = 500
_KINDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
# What Markdown, the HTML in it, or a table would take for its own.
_MARKS = str.maketrans(
    {mark: f"\\{mark}" for mark in "\\`*_[]#|~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


def render(outcome: Outcome, look: Look) -> str:  # noqa: ARG001 - one look for all
    """Give one command for each finding."""
    return "".join(f"{_command(finding)}\n" for finding in outcome.findings)


def _command(finding: Found) -> str:
    title, told = finding.code, sentence(finding)
    if isinstance(finding, Violation):
        title, told = f"{title}: {place(finding)}", "\n".join(filter(None, (told, finding.why)))
    properties = {"file": finding.file, "line": str(finding.line or ""), "title": title}
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{_KINDS[finding.level]} {shown}::{_data(told)}"


def _data(text: str) -> str:
    # Line breaks are kept, escaped: GitHub decodes them. Everything else that is no text is written out.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "%0A".join(printable(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    written = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(written.replace(":", "%3A").replace(",", "%2C"))


def summary(outcome: Outcome) -> str:
    """Give the page's Markdown."""
    counts = f"{counted(outcome.findings)}; {outcome.judged}."
    judged = [_cell(counts), ""] if outcome.judged else []
    about = [*judged, *_findings(outcome), *(_table(outcome.sheet) if outcome.sheet else _apis(outcome))]
    stack = f": {_cell(outcome.judged.stack)}" if outcome.judged and outcome.judged.stack else ""
    return "\n".join([f"### preflight {outcome.command}{stack}", "", *about, ""])


def _findings(outcome: Outcome) -> Iterator[str]:
    if not outcome.findings:
        yield "Nothing needs attention."
    else:
        yield "| where | what | fix |"
        yield "|---|---|---|"
    for finding in outcome.findings[:_ROWS]:
        what, fix = _cell(finding.what), finding.fix
        if isinstance(finding, Violation):
            what = "<br>".join(
                filter(None, map(_cell, (finding.grade, *finding.what.split("\n"), finding.why)))
            )
            fix = " ".join(filter(None, (fix, finding.page and f"({finding.page})")))
        yield f"| {_cell(place(finding))} | **{_cell(finding.code)}** {what} | {_cell(fix)} |"
    yield ""
    if len(outcome.findings) > _ROWS:
        yield f"And {len(outcome.findings) - _ROWS} more; they are in the log."
        yield ""


def _table(sheet: Sheet) -> Iterator[str]:
    yield f"{_cell(sheet.told)}."
    if sheet.rows:
        yield ""
        yield f"| {' | '.join(map(_cell, sheet.head))} |"
        yield f"|{'---|' * len(sheet.head)}"
    for row in sheet.rows[:_ROWS]:
        yield f"| {' | '.join(map(_cell, row.cells))} |"
    if len(sheet.rows) > _ROWS:
        yield ""
        yield f"And {len(sheet.rows) - _ROWS} more; they are in the log."


def _apis(outcome: Outcome) -> Iterator[str]:
    if outcome.compared:
        yield "| API | declared | needed by |"
        yield "|---|---|---|"
    for one in outcome.compared:
        declared = _where(*one.declared) if one.declared else "no"
        needed = _where(*one.needed[0][:2]) if one.needed else "nothing"
        yield f"| {_cell(one.api)} | {_cell(declared)} | {_cell(needed)} |"
    if outcome.compared or not outcome.report.apis:
        return
    yield "| API | phase | called at |"
    yield "|---|---|---|"
    for need in outcome.report.apis:
        first = need.evidence[0]
        names = " or ".join((need.api, *need.alternatives))
        yield f"| {_cell(names)} | {need.phase} | {_cell(_where(first.file, first.line))} |"


def _where(file: str, line: int) -> str:
    return f"{file}:{line}" if line else file


def _cell(text: str) -> str:
    return printable(text).translate(_MARKS)
