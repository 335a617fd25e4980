"""JUnit's XML: one test case an API or a rule that is in order, one for each finding.

A command that tries things gives one for each, under a name that it keeps: so a server sees it fail and mend.

A finding that fails the command is a failure, a place that could not be looked at an error; a warning or a
note passes and tells on its output. There is no official schema; this is what CI servers read in common.

https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from preflight.finding import Level
from preflight.outcome import NOT_SEEN
from preflight.printable import printable
from preflight.sheet import State
from preflight.violation import Violation, place

if TYPE_CHECKING:
    from preflight.outcome import Outcome
    from preflight.report import Look
    from preflight.sheet import Case
    from preflight.violation import Found


def render(outcome: Outcome, look: Look) -> str:  # noqa: ARG001 - one look for all
    """Give the document."""
    name = f"preflight {outcome.command}"
    suite = ET.Element("testsuite", name=name)
    cases = outcome.sheet.cases if outcome.sheet else ()
    if cases:
        for one in cases:
            _tried(suite, name, one)
    else:
        for case, file in _in_order(outcome):
            told = {"classname": name, "name": case, "file": file, "time": "0"}
            ET.SubElement(suite, "testcase", {key: printable(value) for key, value in told.items() if value})
        for finding in outcome.findings:
            _case(suite, name, f"{finding.code} {place(finding)}", finding)
    counts = {
        "tests": len(suite),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
        "time": f"{sum(one.seconds for one in cases):.3f}" if cases else 0,
    }
    suite.attrib.update({key: str(count) for key, count in counts.items()})
    suites = ET.Element("testsuites", suite.attrib)
    suites.append(suite)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _in_order(outcome: Outcome) -> list[tuple[str, str]]:
    if outcome.sheet:
        return [(row.cells[0], "") for row in outcome.sheet.rows if row.state is State.GOOD]
    if outcome.judged:
        broken = {finding.code for finding in outcome.findings}
        return [(rule, "") for rule in outcome.judged.rules if rule not in broken]
    if outcome.command == "check":
        return [(one.api, one.declared[0]) for one in outcome.compared if one.declared and one.sound]
    return [(f"{need.api} {need.phase}", need.evidence[0].file) for need in outcome.report.apis]


def _tried(suite: ET.Element, name: str, one: Case) -> None:
    seconds = f"{one.seconds:.3f}"
    if one.finding is not None:
        _case(suite, name, one.name, one.finding, seconds)
        return
    case = ET.SubElement(suite, "testcase", classname=name, name=printable(one.name), time=seconds)
    if one.skipped:
        ET.SubElement(case, "skipped", message=printable(one.skipped))


def _case(suite: ET.Element, name: str, called: str, finding: Found, seconds: str = "0") -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=name,
        name=printable(called),
        file=printable(finding.file),
        line=str(finding.line),
        time=seconds,
    )
    if finding.code == NOT_SEEN:
        told = ET.SubElement(case, "error", type=finding.code, message=printable(finding.what))
    elif finding.level is Level.ERROR:
        told = ET.SubElement(case, "failure", type=finding.code, message=printable(finding.what))
    else:
        told = ET.SubElement(case, "system-out")
    places = (f"{file}:{line} {detail}" for file, line, detail in finding.related)
    if isinstance(finding, Violation):
        told.text = "\n".join(map(printable, filter(None, (*str(finding).split("\n"), *finding.about))))
    else:
        told.text = "\n".join(map(printable, (str(finding), *places)))
