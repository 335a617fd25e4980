"""SARIF 2.1.0, which GitHub code scanning and editors read.

Files are named relative to `%SRCROOT%`, the folder that the command ran in, so that a report made on one
machine fits another. A fingerprint holds neither line nor column: a finding that moved is the same finding.
Deliberately absent: the fingerprint `primaryLocationLineHash`, which GitHub's upload action computes itself.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from preflight.codes import CODES
from preflight.finding import Finding, Level
from preflight.outcome import NOT_SEEN
from preflight.policies import sarif as policies
from preflight.printable import printable, whole
from preflight.violation import Violation, place, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preflight.outcome import Outcome
    from preflight.report import Look
    from preflight.violation import Found

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_CALLED = "called-api"


def render(outcome: Outcome, look: Look) -> str:  # noqa: ARG001 - one look for all
    """Give the document."""
    findings = [*outcome.findings, *_calls(outcome)]
    rules = _rules(findings)
    used = list(rules)
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "preflight", "rules": list(rules.values())}},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that the command ran in."}}},
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": _id(outcome)},
        "invocations": [_invocation(outcome)],
        "results": [_result(finding, used, seen) for finding in findings],
    }
    return json.dumps(whole({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}), indent=2) + "\n"


def _id(outcome: Outcome) -> str:
    """Give what code scanning tells reports apart by: each environment is reported by itself."""
    stack = outcome.judged.stack if outcome.judged else ""
    return "".join(f"{part}/" for part in ("preflight", outcome.command, printable(stack)) if part)


def _calls(outcome: Outcome) -> Iterator[Finding]:
    """Give what a scan found as notes: a viewer of results shows nothing else."""
    for need in outcome.report.apis if outcome.command == "scan" else ():
        places = [(one.file, one.line, one.detail) for one in need.evidence]
        when = {"runtime": "at run time", "deploy": "to deploy"}[need.phase]
        names = " or ".join((need.api, *need.alternatives))
        what = f"{names} is called {when} ({need.confidence}): {places[0][2]}"
        yield Finding(*places[0][:2], _CALLED, what, "nothing to do", Level.NOTE, tuple(places[1:]))


def _rules(findings: Sequence[Found]) -> dict[str, dict[str, Any]]:
    """Describe each rule that found something: ours as their table orders them, then those of packs."""
    ours = {finding.code for finding in findings if isinstance(finding, Finding)}
    rules = {code: _rule(code) for code in CODES if code in ours}
    for finding in findings:
        if isinstance(finding, Violation) and finding.code not in rules:
            rules[finding.code] = policies.rule(finding)
    return rules


def _rule(code: str) -> dict[str, Any]:
    words = CODES[code]
    return {
        "id": code,
        "name": "".join(map(str.capitalize, code.split("-"))),
        "shortDescription": {"text": words.holds},
        "fullDescription": {"text": words.why},
        "help": {
            "text": f"{words.why}\n{words.fix}",
            "markdown": f"**{words.holds}.** {words.why}\n\n{words.fix}",
        },
        "defaultConfiguration": {"level": "note" if code == _CALLED else "error"},
        "properties": {"tags": ["google-cloud", "reliability"], "precision": "high"},
    }


def _result(finding: Found, used: list[str], seen: Counter[str]) -> dict[str, Any]:
    identity = policies.identity(finding) if isinstance(finding, Violation) else _identity(finding)
    seen[identity] += 1
    kind = "ruleAndResource" if isinstance(finding, Violation) else "codeFileAndWords"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": used.index(finding.code),
        "level": str(finding.level),
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _location(finding.file, finding.line)}],
        "partialFingerprints": {f"{kind}/v1": f"{identity}:{seen[identity]}"},
    }
    if isinstance(finding, Violation) and (resource := policies.resource(finding)):
        result["locations"][0]["logicalLocations"] = resource
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(file, line),
                "message": {"text": printable(detail or file)},
            }
            for number, (file, line, detail) in enumerate(finding.related, 1)
        ]
    return result


def _identity(finding: Finding) -> str:
    same = "\n".join((finding.code, finding.file, finding.what)).encode("utf-8", "surrogateescape")
    return hashlib.sha256(same).hexdigest()[:32]


def _message(finding: Found) -> str:
    if not isinstance(finding, Violation):
        return printable(sentence(finding))
    return "\n".join(map(printable, f"{place(finding)}: {sentence(finding)}".split("\n")))


def _invocation(outcome: Outcome) -> dict[str, Any]:
    blind = [finding for finding in outcome.findings if finding.code == NOT_SEEN]
    return {
        "executionSuccessful": not blind,
        "exitCode": outcome.code,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "descriptor": {"id": NOT_SEEN},
                "message": {"text": printable(finding.what)},
                "locations": [{"physicalLocation": _location(finding.file, finding.line)}],
            }
            for finding in blind
        ],
    }


def _location(file: str, line: int) -> dict[str, Any]:
    # GitHub shows no result that has no line, so a whole file is shown at its first.
    region = {"startLine": max(line, 1)}
    uri = quote(os.fsencode(file), safe="/~")
    if file.startswith("/"):
        return {"artifactLocation": {"uri": f"file://{uri}"}, "region": region}
    return {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}
