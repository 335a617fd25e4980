"""The command line: exit codes, what goes to which stream, colour, files, a start without slow imports."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hand_made_reports import full

from preflight import cli
from preflight.commands import scan
from preflight.scan.needs import Report, Skipped, Unresolved

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

BLIND, HARMLESS = Skipped("a.py", "is broken"), Skipped("b.js", "is minified", blind=False)
NOT_TOLD = Unresolved("a.py", 1, "build(x)")


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "TERM", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def scanning(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Give the paths of every scan, which answers with a report made by hand."""
    asked: list[list[str]] = []

    def scanned(paths: Sequence[Path], given: argparse.Namespace) -> Report:
        assert given.jobs is None
        asked.append([str(path) for path in paths])
        return full()

    monkeypatch.setattr(scan, "scanned", scanned)
    return asked


def answering(report: Report) -> object:
    """Give what answers every scan with a report."""

    def scanned(*_: object) -> Report:
        return report

    return scanned


def ended(*words: str) -> int:
    try:
        return cli.main(words)
    except SystemExit as stopped:
        return int(str(stopped.code))


def test_help_lists_every_command_with_its_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--help") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert {"check", "scan"} <= set(cli.names())
    assert "scan List every Google API that the code below PATH calls, with the places" in shown
    assert "exit codes: 0 clean, 1 findings, 2 usage, 3 could not look" in shown


@pytest.mark.parametrize("command", cli.names())
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(command, "--help") == 0
    assert f"usage: preflight {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("scna",), "invalid choice: 'scna' (choose from "),
        (("scan", "--format", "xml"), "invalid choice: 'xml' (choose from 'text', 'github', 'html', 'json'"),
        (("scan", "--phase", "later"), "invalid choice: 'later'"),
        (("scan", "--jobs", "0"), "'0' is no number of processes; give 1 or more"),
        (("scan", "--jobs", "²"), "'²' is no number of processes"),
        (("scan", "--nothing"), "unrecognized arguments: --nothing"),
        (("scan", "nowhere"), "preflight: nowhere: there is no such file or folder; name one that is there"),
        (("scan", ""), "a path is empty; name a file or folder, or . for this one"),
        (("check", ""), "a path is empty; name a file or folder"),
        (
            ("check",),
            "preflight: infra/apis.yaml: there is no such file; write it, or name another with --declared",
        ),
        (
            ("check", "--root", "nowhere"),
            "preflight: nowhere: there is no such folder; name the project's root",
        ),
    ],
)
def test_what_is_asked_wrongly_ends_with_2_and_a_sentence_on_standard_error(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(*words) == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert shown.out == ""


def test_a_name_of_others_obeys_nobody_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("scan", "a\n\x1b[31mb") == 2
    assert capsys.readouterr().err.startswith(r"preflight: a\n\x1b[31mb: there is no such file")


def test_a_link_that_leads_nowhere_is_told_like_a_path_that_is_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("lost.py").symlink_to("nowhere.py")
    Path("loop.py").symlink_to("loop.py")
    assert ended("scan", "lost.py", "loop.py") == 2
    lost, loop = capsys.readouterr().err.splitlines()
    assert lost == "preflight: lost.py: this is a link to nothing; name one that is there"
    assert loop.startswith("preflight: loop.py: this cannot be looked at, ")


def test_every_path_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("scan", "a", "b") == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (Report(), 0),
        (Report(skipped=[HARMLESS]), 0),
        (Report(unresolved=[NOT_TOLD]), 1),
        (Report(skipped=[BLIND, HARMLESS]), 3),
        (Report(skipped=[BLIND], unresolved=[NOT_TOLD]), 1),
    ],
)
@pytest.mark.parametrize("name", ["text", "json", "sarif", "junit", "github", "html"])
def test_the_exit_code_is_the_same_in_every_format(
    name: str, report: Report, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "scanned", answering(report))
    assert ended("scan", "--format", name, ".") == code


def test_services_are_scanned_if_there_are_any_and_else_the_current_folder(scanning: list[list[str]]) -> None:
    ended("scan")
    Path("services").mkdir()
    ended("scan")
    ended("scan", "infra", "a.py")
    assert scanning == [["."], ["services"], ["infra", "a.py"]]


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize(("phase", "count"), [("runtime", 2), ("deploy", 1), ("all", 3)])
def test_a_phase_is_kept(phase: str, count: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("scan", "--phase", phase, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert len(document["apis"]) == document["counts"]["runtime"] + document["counts"]["deploy"] == count


@pytest.mark.usefixtures("scanning")
@pytest.mark.parametrize(
    ("terminal", "words", "environment", "coloured"),
    [
        (True, (), {}, True),
        (False, (), {}, False),
        (True, ("--no-color",), {}, False),
        (True, (), {"NO_COLOR": "1"}, False),
        (True, (), {"NO_COLOR": ""}, True),
        (True, (), {"TERM": "dumb"}, False),
        (True, ("--format", "json"), {}, False),
        (True, ("--output", "report.txt"), {}, False),
    ],
)
def test_only_a_person_at_a_terminal_sees_colours(  # noqa: PLR0917
    terminal: bool,  # noqa: FBT001
    words: tuple[str, ...],
    environment: dict[str, str],
    coloured: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    ended("scan", *words)
    written = Path("report.txt").read_text() if "--output" in words else capsys.readouterr().out
    assert ("\x1b[" in written) is coloured
    assert "pubsub.googleapis.com" in written


@pytest.mark.usefixtures("scanning")
def test_a_report_goes_to_a_file_whole_and_nothing_to_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ended("scan", "--format", "json", "--output", "r.json") == 1
    assert json.loads(Path("r.json").read_text())["version"] == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("scanning")
def test_a_report_that_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("scan", "--output", "no/such/folder/r.txt") == 2
    assert (
        "no/such/folder/r.txt: the report cannot be written, No such file or directory"
        in capsys.readouterr().err
    )


@pytest.mark.usefixtures("scanning")
def test_the_summary_is_added_behind_what_other_steps_wrote(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "summary.md"
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    ended("scan", "--format", "json")
    assert page.read_text() == "before\n"
    ended("scan", "--format", "github")
    assert page.read_text().startswith("before\n### preflight scan\n")


def test_an_interruption_is_130_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr(scan, "scanned", interrupted)
    assert ended("scan") == 130
    assert capsys.readouterr() == ("", "preflight: interrupted\n")


@pytest.mark.usefixtures("scanning")
def test_a_reader_that_has_gone_changes_neither_the_exit_code_nor_says_anything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert ended("scan", "--format", "html") == 1
    monkeypatch.undo()
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("scanning")
def test_a_standard_output_that_is_full_is_told_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full_disk:
        monkeypatch.setattr(sys, "stdout", full_disk)
        assert ended("scan") == 2
    monkeypatch.undo()
    told = "preflight: standard output: the report cannot be written, No space left on device; "
    assert capsys.readouterr().err.startswith(told)


@pytest.mark.usefixtures("scanning")
def test_where_standard_output_is_closed_the_exit_code_is_the_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert ended("scan") == 1
    monkeypatch.undo()
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("scanning")
def test_a_pipe_gets_utf_8_whatever_the_locale_is(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report(skipped=[Skipped("naïve.js", "is minified", blind=False)])
    monkeypatch.setattr(scan, "scanned", answering(report))
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    assert ended("scan") == 0
    assert "passed over: naïve.js" in written.getvalue().decode("utf-8")


SLOW = (
    "yaml",
    "pydantic",
    "msgspec",
    "rich",
    "tree_sitter",
    "pulumi",
    "csv",
    "asyncio",
    "multiprocessing",
    "json",
)


@pytest.mark.parametrize("words", [[], ["scan"], ["check"], ["report"], ["nonsense"]])
def test_nothing_slow_is_imported_before_there_is_work(words: list[str]) -> None:
    code = (
        "import sys; root, slow, *words = sys.argv[1:]; sys.path.insert(0, root);"
        "from preflight import cli; cli.parser(words);"
        "print([name for name in slow.split() if name in sys.modules])"
    )
    # Without the packages that hook into every start of an environment.
    command = [sys.executable, "-S", "-c", code, str(cli.COMMANDS.parents[1]), " ".join(SLOW), *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
