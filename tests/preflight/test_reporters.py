"""Every reporter: always a whole document, the same for the same report, and nothing in it that is obeyed."""

from __future__ import annotations

import re

import pytest
from hand_made_reports import OUTCOMES, checked, full

from preflight import report
from preflight.finding import Finding, Level
from preflight.outcome import Outcome, in_phase, of_scan
from preflight.printable import printable, whole
from preflight.report import Look
from preflight.scan.needs import Phase, Report, Skipped, Unresolved

every_format = pytest.mark.parametrize("name", report.formats())
every_outcome = pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)


def rendered(name: str, outcome: Outcome, *, colour: bool = False, quiet: bool = False) -> str:
    return report.reporter(name).render(outcome, Look(colour=colour, quiet=quiet))


def test_text_comes_first_and_every_format_is_found_by_being_there() -> None:
    assert report.formats() == ["text", "github", "html", "json", "junit", "sarif"]


@every_format
@every_outcome
def test_a_report_can_be_written_as_utf_8_and_is_the_same_again(name: str, outcome: Outcome) -> None:
    assert rendered(name, outcome).encode("utf-8") == rendered(name, outcome).encode("utf-8")


@every_format
@every_outcome
def test_no_control_character_and_no_turn_of_direction_reaches_a_report(name: str, outcome: Outcome) -> None:
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202e]", rendered(name, outcome))


@pytest.mark.parametrize("name", [name for name in report.formats() if name != "json"])
def test_every_finding_is_shown_with_its_place_and_its_fix(name: str) -> None:
    text = rendered(name, checked())
    for finding in checked().findings:
        assert finding.code in text
        assert finding.file in text
        assert finding.fix.split("`")[0] in text


def test_text_names_services_phases_places_alternatives_and_what_was_not_seen() -> None:
    text = rendered("text", of_scan(full()))
    lines = text.splitlines()
    assert lines[0] == "services/api  python, shell, found by Dockerfile"
    assert "    aiplatform.googleapis.com or generativelanguage.googleapis.com  certain" in lines
    assert "      services/api/m1.py:1  a client of pubsub is made" in lines
    assert "      and 2 more places" in lines
    assert lines.index("  at run time") < lines.index("  to deploy")
    assert "  calls no Google API" in lines
    assert any(line.startswith("services/api/broken.py:4: could-not-look ") for line in lines)
    assert any(line.startswith("services/api/any.py:9: unresolved-call ") for line in lines)
    assert "passed over: services/api/x.min.js, is minified" in lines
    hint = "named and not called: storage.googleapis.com, services/api/requirements.txt:1 "
    assert any(line.startswith(hint) for line in lines)
    assert lines[-1] == (
        "2 APIs at run time; 1 API to deploy; 120 files, 17 read; "
        "1 call of unknown APIs; 1 place not looked at"
    )


def test_text_of_a_check_says_for_each_api_what_needs_it_and_where_it_is_declared() -> None:
    lines = rendered("text", checked()).splitlines()
    assert lines[:2] == ["dns.googleapis.com  declared at infra/apis.yaml:30",
                         "pubsub.googleapis.com  declared at infra/apis.yaml:23"]  # fmt: skip
    assert "texttospeech.googleapis.com  not declared" in lines
    assert lines[-1] == "3 APIs compared; 3 findings"


def test_needs_of_no_service_are_shown_as_well() -> None:
    lost = full()
    lost.services = []
    assert "in no service" in rendered("text", of_scan(lost)).splitlines()
    assert "In no service" in rendered("html", of_scan(lost))


def test_what_needs_attention_is_the_last_thing_before_the_sum() -> None:
    lines = rendered("text", of_scan(full())).splitlines()
    assert [line.partition(":")[0] for line in lines[-6:]] == [
        "passed over", "", "services/api/broken.py", "services/api/any.py", "", lines[-1],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "words", "summed"),
    [
        ("all", "calls no Google API", "2 APIs at run time; 1 API to deploy; "),
        ("runtime", "calls no Google API at run time", "2 APIs at run time; 120 "),
        ("deploy", "calls no Google API to deploy", "1 API to deploy; 120 "),
    ],
)
def test_what_was_not_asked_for_is_not_said_to_be_absent(phase: str, words: str, summed: str) -> None:
    lines = rendered("text", of_scan(full(), phase)).splitlines()
    assert f"  {words}" in lines
    assert lines[-1].startswith(summed)
    assert f">{words.capitalize().replace('google api', 'Google API')}.<" in rendered(
        "html", of_scan(full(), phase)
    )


def test_a_page_holds_what_is_named_and_not_called() -> None:
    assert "1 named and not called" in rendered("html", of_scan(full()))
    assert "storage.googleapis.com" in rendered("html", of_scan(full()))
    assert "named and not called" not in rendered("html", of_scan(Report()))


@every_outcome
def test_colour_changes_nothing_but_the_colour(outcome: Outcome) -> None:
    coloured = rendered("text", outcome, colour=True)
    assert re.sub(r"\x1b\[[0-9;]+m", "", coloured) == rendered("text", outcome)
    assert "\x1b[" in coloured


@pytest.mark.parametrize(
    ("name", "lines"),
    [("nothing", 0), ("clean check", 0), ("everything", 2), ("check", 4), ("report", 6), ("clean report", 0)],
)
def test_quiet_text_holds_findings_and_nothing_else(name: str, lines: int) -> None:
    assert len(rendered("text", OUTCOMES[name], quiet=True).splitlines()) == lines


BLIND, HARMLESS = Skipped("a.py", "is broken"), Skipped("b.js", "is minified", blind=False)
ERROR = Finding("a.py", 1, "undeclared-api", "x", "y")
WARNING = ERROR._replace(level=Level.WARNING)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (of_scan(Report()), 0),
        (of_scan(Report(skipped=[HARMLESS])), 0),
        (of_scan(Report(unresolved=[Unresolved("a.py", 1, "build(x)")])), 1),
        (of_scan(Report(skipped=[BLIND])), 3),
        (of_scan(Report(skipped=[BLIND], unresolved=[Unresolved("a.py", 1, "build(x)")])), 1),
        (Outcome("check", Report(), (WARNING,)), 0),
        (Outcome("check", Report(), (WARNING, ERROR)), 1),
        (Outcome("check", Report(skipped=[BLIND]), (WARNING,)), 3),
        (Outcome("check", Report(skipped=[BLIND]), (ERROR,)), 1),
        (Outcome("check", Report(skipped=[HARMLESS]), ()), 0),
    ],
)
def test_findings_outrank_blindness_and_both_outrank_nothing(outcome: Outcome, code: int) -> None:
    assert outcome.code == code


@pytest.mark.parametrize(
    ("phase", "apis"),
    [("all", ["aiplatform", "pubsub", "run"]), ("runtime", ["aiplatform", "pubsub"]), ("deploy", ["run"])],
)
def test_a_phase_is_kept_in_services_as_well(phase: str, apis: list[str]) -> None:
    kept = in_phase(full(), phase)
    assert [need.api.partition(".")[0] for need in kept.apis] == apis
    assert [need.api.partition(".")[0] for need in kept.services[0].apis] == apis
    assert len(kept.skipped) == 2
    assert {need.phase for need in kept.hints} <= {Phase.RUNTIME}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain / text-1.py", "plain / text-1.py"),
        ("naïve 日本 🎉", "naïve 日本 🎉"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\x1b[31m\x00\x7f\x9b", r"\x1b[31m\x00\x7f\x9b"),
        ("\udcff", r"\xff"),
        ("\ud800", r"\ud800"),
        ("\u202e", r"\u202e"),
        ("\ufffe", r"\ufffe"),
    ],
)
def test_what_would_be_obeyed_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_json_keeps_what_json_can_hold_and_writes_half_characters_out() -> None:
    assert whole({"a": ["x\ny", ("\udcff", 3, None, True)]}) == {"a": ["x\ny", [r"\xff", 3, None, True]]}
