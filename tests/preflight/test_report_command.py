"""`preflight report`: what is typed, what is read, what the exit code is, and what a person sees."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from engine_logs import LOADING, MEMBER, TOPIC, end, judged, log, said
from hand_made_reports import reported

from preflight import cli, report
from preflight.outcome import Judged
from preflight.policies import sarif
from preflight.report import Look, github
from preflight.violation import Violation

CLEAN = log((LOADING, judged(TOPIC, "a"), *end()))
WHAT = "member is allUsers; name the callers (docs/rules/grants-are-not-public.md)"
BAD = log((LOADING, said(), judged(MEMBER, failed=("grants-are-not-public",)), *end("failed")))


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "TERM", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", report.formats())
@pytest.mark.parametrize(("data", "code"), [(CLEAN, 0), (BAD, 1), (CLEAN[:40], 2), (CLEAN[:200], 3)])
def test_the_exit_code_is_the_same_in_every_format(name: str, data: bytes, code: int) -> None:
    Path("log").write_bytes(data)
    assert cli.main(["report", "log", "--format", name]) == code


def test_a_person_sees_resource_rule_level_reason_fix_and_page(capsys: pytest.CaptureFixture[str]) -> None:
    Path("log").write_bytes(BAD)
    cli.main(["report", "log"])
    assert capsys.readouterr().out.splitlines() == [
        f"public (gcp:cloudrunv2:ServiceIamMember): grants-are-not-public {WHAT}",
        "    mandatory, critical  Whatever is granted to allUsers is granted to anybody.",
        f"    {MEMBER}",
        "",
        "1 mandatory (1 critical); judged 1 resource by 1 rule of vividly 0.1.0",
    ]


def test_a_log_that_is_cut_short_is_never_summed_up_as_clean(capsys: pytest.CaptureFixture[str]) -> None:
    Path("log").write_bytes(CLEAN[:200])
    cli.main(["report", "log"])
    *_, last = capsys.readouterr().out.splitlines()
    assert last.endswith("; not everything was judged")


def test_standard_input_is_read_for_a_dash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"nonsense\n")))
    assert cli.main(["report", "-"]) == 2
    assert capsys.readouterr().err.startswith("preflight: standard input:1: this is no event of the engine, ")


@pytest.mark.parametrize(("name", "why"), [("nowhere", "No such file"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_told(name: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", name]) == 2
    assert capsys.readouterr().err.startswith(f"preflight: {name}: this cannot be read, {why}")


@pytest.mark.parametrize(("there", "shown"), [(True, "Pulumi.dev.yaml"), (False, "Pulumi.yaml")])
def test_a_violation_is_shown_at_the_settings_of_its_environment(
    there: bool,  # noqa: FBT001
    shown: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if there:
        Path("Pulumi.dev.yaml").touch()
    Path("log").write_bytes(BAD)
    cli.main(["report", "log", "--format", "github"])
    assert capsys.readouterr().out.startswith(f"::error file={shown},line=1,title=grants-are-not-public%3A ")


def results() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    (run,) = json.loads(report.reporter("sarif").render(reported(), Look()))["runs"]
    return run["tool"]["driver"]["rules"], run["results"]


def test_code_scanning_learns_how_severe_a_rule_is_and_where_its_page_is() -> None:
    rules = {rule["id"]: rule for rule in results()[0]}
    ours, theirs = rules["grants-are-not-public"], rules["no-c"]
    assert ours["properties"]["security-severity"] == "9.5"
    assert ours["help"]["text"].endswith("\nname the callers\nMore: docs/rules/grants-are-not-public.md")
    assert "helpUri" not in ours  # an address must be whole
    assert theirs["helpUri"] == "https://example.com/no-c"
    assert "security-severity" not in theirs["properties"]
    levels = [rules[name]["defaultConfiguration"]["level"] for name in ("grants-are-not-public", "no-c")]
    assert levels == ["error", "warning"]


def test_code_scanning_learns_which_resource_it_is() -> None:
    found = [one for one in results()[1] if one["ruleId"] == "grants-are-not-public"]
    assert found[0]["locations"][0]["logicalLocations"] == [
        {"name": "public", "fullyQualifiedName": MEMBER, "kind": "resource"}
    ]


@pytest.mark.parametrize(
    ("stack", "kept"),
    [("dev", "preflight/report/dev/"), ("prod", "preflight/report/prod/"), ("", "preflight/report/")],
)
def test_code_scanning_keeps_the_reports_of_two_environments_apart(stack: str, kept: str) -> None:
    judged = (reported().judged or Judged((), 0, ()))._replace(stack=stack)
    (run,) = json.loads(report.reporter("sarif").render(reported()._replace(judged=judged), Look()))["runs"]
    assert run["automationDetails"] == {"id": kept}


def test_a_fingerprint_outlives_a_change_of_words_and_no_change_of_resource() -> None:
    (one,) = [found for found in reported().findings if isinstance(found, Violation)][:1]
    assert sarif.identity(one._replace(what="other", fix="", why="", file="x")) == sarif.identity(one)
    assert sarif.identity(one._replace(urn=TOPIC)) != sarif.identity(one)
    assert sarif.identity(one._replace(code="other")) != sarif.identity(one)


def test_the_summary_of_a_run_counts_and_says_who_judged() -> None:
    page = github.summary(reported())
    assert page.startswith("### preflight report: dev\n")
    assert "1 mandatory (1 critical), 1 advisory; judged 3 resources by 2 rules of vividly 0.1.0." in page
    assert "**grants-are-not-public** mandatory, critical<br>member is allUsers<br>" in page


def test_junit_has_a_passed_case_for_each_rule_that_found_nothing() -> None:
    text = report.reporter("junit").render(reported(), Look())
    assert '<testcase classname="preflight report" name="topics-are-kept" time="0" />' in text
    assert 'tests="4" failures="1" errors="1"' in text
