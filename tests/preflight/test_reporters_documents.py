"""JSON, SARIF, JUnit, GitHub and HTML: each read back by what reads it."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hand_made_reports import ODD_NAMES, OUTCOMES, checked, full, odd, reported

from preflight import report, schemas
from preflight.codes import CODES
from preflight.outcome import Outcome, of_scan
from preflight.printable import printable
from preflight.report import Look, github

if TYPE_CHECKING:
    from collections.abc import Callable

every_outcome = pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
every_odd_name = pytest.mark.parametrize("odd_name", ODD_NAMES)


def rendered(name: str, outcome: Outcome) -> str:
    return report.reporter(name).render(outcome, Look())


def sarif(outcome: Outcome) -> dict[str, Any]:
    (run,) = json.loads(rendered("sarif", outcome))["runs"]
    return run


@pytest.mark.parametrize("command", schemas.DOCUMENTS)
def test_the_written_schema_is_up_to_date_and_is_a_schema(command: str) -> None:
    written = schemas.file(command).read_text()
    assert written == schemas.text(command), "run make schema"
    jsonschema.Draft202012Validator.check_schema(json.loads(written))


@pytest.mark.parametrize("outcome", [one for one in OUTCOMES.values() if one.sheet is None])
def test_json_is_what_the_schema_says_and_has_no_field_that_it_does_not_say(outcome: Outcome) -> None:
    document = json.loads(rendered("json", outcome))
    schema = schemas.schema(outcome.command)
    for part in (schema, *schema["$defs"].values()):
        if part.get("type") == "object":
            part["additionalProperties"] = False
    jsonschema.validate(document, schema)


@pytest.mark.parametrize("field", ["version", "apis", "unresolved", "skipped", "services", "hints", "counts"])
def test_json_without_a_field_is_not_what_the_schema_says(field: str) -> None:
    document = json.loads(rendered("json", of_scan(full())))
    del document[field]
    with pytest.raises(jsonschema.ValidationError, match=field):
        jsonschema.validate(document, schemas.schema("scan"))


def test_the_core_of_json_is_what_others_were_promised() -> None:
    document = json.loads(rendered("json", of_scan(full())))
    first = document["apis"][0]
    assert set(first) >= {"api", "phase", "confidence", "alternatives", "evidence"}
    assert (first["api"], first["phase"], first["confidence"]) == (
        "aiplatform.googleapis.com",
        "runtime",
        "certain",
    )
    assert first["alternatives"] == ["generativelanguage.googleapis.com"]
    assert first["evidence"][0].items() >= {"file": "services/api/genai.py", "line": 3}.items()
    assert document["unresolved"] == [
        {"file": "services/api/any.py", "line": 9, "detail": "build(name, version)"}
    ]
    assert [one["blind"] for one in document["skipped"]] == [True, False]
    assert document["counts"] == {"files": 120, "read": 17, "services": 2, "runtime": 2, "deploy": 1,
                                  "unresolved": 1, "skipped": 2, "blind": 1}  # fmt: skip


def test_json_of_a_check_holds_findings_and_both_sides_of_each_api() -> None:
    document = json.loads(rendered("json", checked()))
    assert [one["code"] for one in document["findings"]] == [one.code for one in checked().findings]
    assert document["findings"][0]["related"][0]["file"] == "services/push_worker/voices.py"
    told = [(one["api"].partition(".")[0], one["sound"], bool(one["declared"])) for one in document["apis"]]
    assert told == [
        ("dns", False, True), ("pubsub", True, True), ("texttospeech", False, False),
    ]  # fmt: skip


# What the SARIF schema of OASIS requires of the parts that are used here, and what GitHub requires beyond it.
_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "logicalLocations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["fullyQualifiedName", "kind"],
                "additionalProperties": {"type": "string", "minLength": 1},
            },
        },
        "id": {"type": "integer", "minimum": 1},
        "message": _TEXT,
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "additionalProperties": False,
                    "properties": {
                        "uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%:/-]+$"},
                        "uriBaseId": {"const": "%SRCROOT%"},
                    },
                },
                "region": {"type": "object", "properties": {"startLine": {"type": "integer", "minimum": 1}}},
            },
        },
    },
}
_RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"enum": [*CODES, "grants-are-not-public", "no-c"]},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": _TEXT,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": _LOCATION},
        "relatedLocations": {"type": "array", "items": _LOCATION},
        "partialFingerprints": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        },
    },
}
_RULE = {
    "type": "object",
    "required": ["id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
    "properties": {
        "shortDescription": _TEXT,
        "fullDescription": _TEXT,
        "help": _TEXT,
        "helpUri": {"type": "string", "pattern": "^https?://"},
        "properties": {
            "type": "object",
            "properties": {"security-severity": {"type": "string", "pattern": r"^(10|\d)\.\d$"}},
        },
    },
}
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "pattern": "^https://.+/sarif-schema-2.1.0.json$"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["tool", "results", "invocations"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {"type": "array", "uniqueItems": True, "items": _RULE}
                                },
                            }
                        },
                    },
                    "results": {"type": "array", "items": _RESULT},
                    "invocations": {"type": "array", "items": {"required": ["executionSuccessful"]}},
                },
            },
        },
    },
}


@every_outcome
def test_sarif_is_shaped_as_its_readers_require(outcome: Outcome) -> None:
    document = json.loads(rendered("sarif", outcome))
    jsonschema.validate(document, SARIF)
    (run,) = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        one["ruleId"] for one in run["results"]
    ]


@every_odd_name
def test_a_uri_of_sarif_decodes_to_the_bytes_of_the_name(odd_name: str) -> None:
    location = sarif(odd(odd_name))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote_to_bytes(location["uri"]) == os.fsencode(odd_name)
    assert location["uriBaseId"] == "%SRCROOT%"


def test_a_file_outside_of_the_folder_has_a_whole_uri() -> None:
    location = sarif(odd("/some where/x.py"))["results"][0]["locations"][0]["physicalLocation"][
        "artifactLocation"
    ]
    assert location == {"uri": "file:///some%20where/x.py"}


def test_a_finding_that_moved_keeps_its_fingerprint_and_another_one_has_another() -> None:
    def prints(line: int, what: str) -> list[str]:
        (finding, *others) = checked().findings
        moved = checked()._replace(findings=(finding._replace(line=line, what=what), *others))
        return [one["partialFingerprints"]["codeFileAndWords/v1"] for one in sarif(moved)["results"]]

    assert prints(4, "a") == prints(40, "a")
    assert prints(4, "a") != prints(4, "b")
    assert len(set(prints(4, "a"))) == 3


def test_equal_findings_of_a_file_have_different_fingerprints() -> None:
    twice = checked()._replace(findings=checked().findings[:1] * 2)
    prints = [one["partialFingerprints"]["codeFileAndWords/v1"] for one in sarif(twice)["results"]]
    assert len(set(prints)) == 2


def test_sarif_says_that_it_could_not_see_everything() -> None:
    told, fine = sarif(of_scan(full()))["invocations"][0], sarif(OUTCOMES["nothing"])["invocations"][0]
    assert (told["executionSuccessful"], told["exitCode"]) == (False, 1)
    assert len(told["toolExecutionNotifications"]) == 1
    assert (fine["executionSuccessful"], fine["toolExecutionNotifications"]) == (True, [])


def test_sarif_of_a_scan_tells_calls_as_notes_and_of_a_check_tells_none() -> None:
    levels = [one["level"] for one in sarif(of_scan(full()))["results"]]
    assert levels == ["error", "error", "note", "note", "note"]
    assert {one["ruleId"] for one in sarif(checked())["results"]} & {"called-api"} == set()


def test_every_code_has_words_that_end() -> None:
    assert all(words.why.endswith(".") and words.fix.endswith(".") for words in CODES.values())
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+|[A-Z]{3}\d{3}", code) for code in CODES)


@every_outcome
def test_junit_can_be_parsed_and_its_counts_are_true(outcome: Outcome) -> None:
    suites = ET.fromstring(rendered("junit", outcome))  # noqa: S314 - made a line above
    (suite,) = suites
    cases = suite.findall("testcase")
    assert suite.attrib["tests"] == suites.attrib["tests"] == str(len(cases))
    assert suite.attrib["failures"] == str(len([case for case in cases if case.find("failure") is not None]))
    assert suite.attrib["errors"] == str(len([case for case in cases if case.find("error") is not None]))
    assert suite.attrib["errors"] == str(len([one for one in outcome.report.skipped if one.blind]))


def test_junit_has_a_case_for_what_is_in_order_and_one_for_each_finding() -> None:
    suites = ET.fromstring(rendered("junit", checked()))  # noqa: S314 - made a line above
    told = [(case.attrib["name"].partition(" ")[0], [child.tag for child in case]) for case in suites[0]]
    assert told == [
        ("pubsub.googleapis.com", []),
        ("undeclared-api", ["failure"]),
        ("unused-declaration", ["failure"]),
        ("needless-for", ["system-out"]),
    ]


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as GitHub's runner does."""
    found: list[tuple[str, dict[str, str], str]] = []
    for line in text.split("\n"):
        match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
        if match:
            pairs = (pair.partition("=") for pair in match[2].split(","))
            found.append((match[1], {key: decoded(value) for key, _, value in pairs}, decoded(match[3])))
    return found


def decoded(text: str) -> str:
    for code, mark in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, mark)
    return text


@every_odd_name
def test_an_odd_name_neither_ends_a_workflow_command_nor_starts_one(odd_name: str) -> None:
    text = rendered("github", odd(odd_name))
    told = commands(text)
    assert len(told) == len(text.splitlines()) == 2
    kept = odd_name.replace("\x1b", r"\x1b").replace("\udcff\udc80", r"\xff\x80").replace("\u202e", r"\u202e")
    assert [properties["file"] for _, properties, _ in told] == [kept, kept]
    assert [properties["line"] for _, properties, _ in told] == ["9", "4"]


def test_a_message_cannot_start_a_command_of_its_own() -> None:
    (first, *others) = checked().findings
    evil = checked()._replace(
        findings=(first._replace(what="x\n::set-env name=A::b\r\n::stop-commands::c"), *others)
    )
    assert [kind for kind, _, _ in commands(rendered("github", evil))] == ["error", "error", "warning"]
    assert len(rendered("github", evil).splitlines()) == 3


@every_odd_name
@pytest.mark.parametrize("made", [odd, reported])
def test_an_odd_name_stays_in_its_cell_of_the_summary(made: Callable[[str], Outcome], odd_name: str) -> None:
    rows = [line for line in github.summary(made(odd_name)).splitlines() if line.startswith("|")]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [4] * len(rows)
    assert not re.search("<(?!br>)", "".join(rows))


def test_a_summary_stays_within_what_github_takes() -> None:
    many = checked()._replace(
        findings=tuple(checked().findings[0]._replace(line=line) for line in range(9000))
    )
    assert len(github.summary(many).encode()) < 1 << 20
    assert "And 8500 more; they are in the log." in github.summary(many)


def test_the_summary_of_a_clean_run_says_so() -> None:
    assert "Nothing needs attention." in github.summary(OUTCOMES["clean check"])
    assert "Nothing needs attention." not in github.summary(checked())


class Page(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.shown, self.links = set[str](), "", list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "srcset"}]

    def handle_data(self, data: str) -> None:
        self.shown += data


@every_outcome
def test_a_page_loads_nothing_and_runs_nothing(outcome: Outcome) -> None:
    page = Page(rendered("html", outcome))
    assert page.links == []
    assert page.tags & {"script", "img", "iframe", "link", "object", "form", "a"} == set()
    assert "url(" not in rendered("html", outcome)


@every_odd_name
def test_an_odd_name_in_a_violation_neither_ends_a_workflow_command_nor_starts_one(odd_name: str) -> None:
    text = rendered("github", reported(odd_name))
    assert [kind for kind, _, _ in commands(text)] == ["error", "error", "warning"]
    assert len(text.splitlines()) == 3


@every_odd_name
def test_an_odd_name_is_text_on_a_page(odd_name: str) -> None:
    assert printable(odd_name) in Page(rendered("html", odd(odd_name))).shown


def test_sarif_names_no_folder_of_this_machine() -> None:
    assert str(Path.cwd()) not in rendered("sarif", of_scan(full()))
