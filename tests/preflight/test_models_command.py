"""`preflight models`: what is listed, shown and refreshed, and how each ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from preflight import cli, schemas
from preflight.commands import models
from preflight.models import lifecycle, registry, schema

if TYPE_CHECKING:
    from pathlib import Path

DAY = ("--today", "2026-11-25")
PAGE = """\
| Model ID | Release date | Retirement date | Replacement model |
|---|---|---|---|
| `gemini-3.5-flash` | May 19, 2026 | May 19, 2027 or later | |
| `gemini-2.5-flash` | June 17, 2025 | October 20, 2026 | gemini-3.5-flash |
"""


def ended(*words: str) -> int:
    try:
        return cli.main(("models", *words))
    except SystemExit as stopped:
        return int(str(stopped.code))


def document(capsys: pytest.CaptureFixture[str], question: str, *words: str, code: int = 0) -> Any:  # noqa: ANN401 - JSON
    assert ended(question, *words, "--format", "json", *DAY) == code
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, schemas.schema(f"models {question}"))
    return told


def test_the_words_of_the_command_line_are_the_registrys() -> None:
    assert set(models.CHANNELS) == set(registry.Channel)
    assert set(models.STATES) == set(lifecycle.State)
    assert {"list", "show", "refresh"} <= set(models.names())


@pytest.mark.parametrize("question", models.names())
def test_every_question_explains_itself(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(question, "--help") == 0
    assert f"usage: preflight models {question}" in capsys.readouterr().out


def test_help_lists_every_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--help") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "list List the models that may be called, and until when" in shown
    assert "show Tell everything that is known of a model" in shown


def test_the_schema_of_the_registry_is_up_to_date_and_the_registry_fits_it() -> None:
    assert schema.WRITTEN.read_text() == schema.text(), "run make schema"
    jsonschema.Draft202012Validator.check_schema(schema.schema())
    written: Any = registry.yaml_files.read(registry.REGISTRY, "models.yaml", dates=True)
    jsonschema.validate(written, schema.schema())


def test_a_list_leaves_out_what_is_retired(capsys: pytest.CaptureFixture[str]) -> None:
    told = document(capsys, "list")
    assert {model["state"] for model in told["models"]} == set(models.STATES) - {"retired", "unknown"}
    whole = document(capsys, "list", "--all")
    assert len(whole["models"]) == len(registry.load().models)


def test_a_list_is_cut_down_to_a_channel_and_to_states(capsys: pytest.CaptureFixture[str]) -> None:
    told = document(capsys, "list", "--channel", "gemini_api", "--state", "retired", "--state", "due")
    assert {model["channel"] for model in told["models"]} == {"gemini_api"}
    assert {model["state"] for model in told["models"]} == {"retired", "due"}


def test_a_list_is_of_its_day(capsys: pytest.CaptureFixture[str]) -> None:
    for day, state in (("2026-10-19", "closing"), ("2026-10-20", "closed_to_new"), ("2027-03-31", "retired")):
        assert ended("list", "--all", "--channel", "vertex", "--format", "json", "--today", day) == 0
        told = json.loads(capsys.readouterr().out)
        (found,) = [model for model in told["models"] if model["id"] == "gemini-2.5-flash"]
        assert (told["today"], found["state"]) == (day, state)


def test_a_list_for_a_person_is_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("list", *DAY) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["model", "channel", "state", "day", "stability", "instead", "used", "by"]
    (found,) = [row for row in rows if row.startswith("gemini-3.5-flash ") and " vertex " in row]
    assert "2027-05-19 or later" in found
    assert "script_generation in global" in found


@pytest.mark.parametrize("form", ["html", "junit", "sarif", "github"])
def test_every_reporter_shows_a_list(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("list", "--format", form, *DAY) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("asked", "state", "replacement", "rows"),
    [
        ("gemini-1.5-flash", "retired", "gemini-3.5-flash-lite", 2),
        ("publishers/google/models/gemini-1.5-flash-002", "retired", "gemini-3.5-flash-lite", 1),
        ("gemini-2.5-flash", "closed_to_new", "gemini-3.5-flash", 2),
        ("gemini-3.5-flash", "alive", None, 2),
        ("claude-opus-4-6@default", "alive", None, 1),
        ("gemini-1.5-pro-preview-0409", "retired", "gemini-3.5-flash", 1),
    ],
)
def test_what_is_known_is_shown(
    asked: str, state: str, replacement: str | None, rows: int, capsys: pytest.CaptureFixture[str]
) -> None:
    told = document(capsys, "show", asked)
    assert (told["asked"], told["state"], told["replacement"]) == (asked, state, replacement)
    assert len(told["models"]) == rows
    assert told["nearest"] == []


def test_what_nobody_knows_is_unknown_with_like_names_and_ends_with_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = document(capsys, "show", "gemini-3.5-flush", code=1)
    assert (told["state"], told["models"]) == ("unknown", [])
    assert told["nearest"][0] == "gemini-3.5-flash"
    assert ended("show", "gemini-3.5-flush", *DAY) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("gemini-3.5-flush  UNKNOWN\n")
    assert "nobody knows whether it answers" in shown


def test_a_person_is_told_who_uses_a_model_and_where_its_dates_stand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ended("show", "gemini-3.5-flash", "--channel", "vertex", *DAY) == 0
    shown = capsys.readouterr().out
    assert "script_generation in global" in shown
    assert "2027-05-19 or later" in shown
    assert "docs.cloud.google.com" in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "the following arguments are required: QUESTION"),
        (("lst",), "invalid choice: 'lst'"),
        (("show", ""), "a name is empty; name a model"),
        (("show",), "the following arguments are required: MODEL"),
        (("list", "--today", "tomorrow"), "'tomorrow' is no day; write one like 2026-11-25"),
        (("list", "--channel", "pigeon"), "invalid choice: 'pigeon'"),
        (("list", "--registry", "nowhere.yaml"), "nowhere.yaml: cannot be opened"),
    ],
)
def test_what_is_asked_wrongly_ends_with_2(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(*words) == 2
    assert told in capsys.readouterr().err


@pytest.fixture
def page(tmp_path: Path) -> str:
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    return str(tmp_path / "page.md")


@pytest.fixture
def own(tmp_path: Path) -> str:
    (tmp_path / "models.yaml").write_text(registry.REGISTRY.read_text(encoding="utf-8"), encoding="utf-8")
    return str(tmp_path / "models.yaml")


def test_a_page_that_says_the_same_changes_nothing_but_the_day(
    page: str, own: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("refresh", "--page", page, "--registry", own, "--today", "2026-11-30") == 0
    shown = capsys.readouterr().out
    assert "vertex: nothing changed: 2 models" in shown
    added = [line for line in shown.splitlines() if line.startswith("+") and line[:3] != "+++"]
    assert added == ["+    verified_on: 2026-11-30"] * 2


def test_what_a_page_says_differently_ends_with_1_until_it_is_written(
    tmp_path: Path, page: str, own: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.md").write_text(PAGE.replace("May 19, 2027 or later", "June 1, 2027"), encoding="utf-8")
    assert ended("refresh", "--page", page, "--registry", own, *DAY) == 1
    shown = capsys.readouterr().out
    assert "+    retires: 2027-06-01" in shown
    assert "gemini-3.5-flash: retires 2027-06-01, precision exact" in shown
    assert ended("refresh", "--page", page, "--registry", own, "--write", *DAY) == 0
    capsys.readouterr()
    assert ended("refresh", "--page", page, "--registry", own, *DAY) == 0
    assert "nothing changed" in capsys.readouterr().out


def test_a_page_that_is_not_read_is_inconclusive_and_never_unchanged(
    tmp_path: Path, own: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "moved.md").write_text("The page has moved.", encoding="utf-8")
    for place in ("nowhere.md", str(tmp_path / "moved.md"), "http://127.0.0.1:9/model-versions.md.txt"):
        assert ended("refresh", "--page", place, "--registry", own, "--write", *DAY) == 3
        shown = capsys.readouterr().out
        assert f"INCONCLUSIVE {place}: it " in shown
        assert "nothing changed" not in shown


def test_a_refresh_as_a_document(page: str, own: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = document(capsys, "refresh", "--page", page, "--page", "nowhere.md", "--registry", own, code=3)
    assert [(one["channel"], one["models"]) for one in told["pages"]] == [("vertex", 2)]
    assert told["inconclusive"] == ["nowhere.md: it cannot be read, No such file or directory"]
