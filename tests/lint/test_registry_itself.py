"""The registry is judged on a day as well: its roles name what answers, and its rows were read lately."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from preflight import cli
from preflight.lint import registered, registry_itself
from preflight.models import registry

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 25)
TEXT = registered.OWN.read_text(encoding="utf-8")
ROLE = "    model: gemini-3.5-flash\n"


def written(folder: Path, before: str, after: str) -> Path:
    assert before in TEXT
    file = folder / "models.yaml"
    file.write_text(TEXT.replace(before, after, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("before", "after", "said", "level"),
    [
        (ROLE, "    model: gemini-1.5-flash\n", "role script_generation: gemini-1.5-flash", "error"),
        (ROLE, "    model: gemini-2.5-flash\n", "role script_generation: gemini-2.5-flash", "error"),
        ("{model: gemini-3.8-flash,", "{model: gemini-3.7-flash,", "gemini-3.7-flash", "warning"),
        (ROLE, "    model: gemini-3.7-flash\n", "role script_generation: gemini-3.7-flash", "warning"),
    ],
)
def test_a_role_that_names_what_ends_is_found_at_its_line(
    tmp_path: Path, before: str, after: str, said: str, level: str
) -> None:
    file = written(tmp_path, before, after)
    (found,) = registry_itself.roles(registry.read(file), TODAY, file)
    assert said in found.what
    assert found.level == level
    model = after.partition("gemini-")[2].strip(" ,\n")
    assert f"gemini-{model}" in file.read_text().splitlines()[found.line - 1]


def test_the_roles_of_this_project_answer() -> None:
    assert registry_itself.roles(registered.read(None), TODAY, registered.OWN) == []


@pytest.mark.parametrize(("named", "code"), [(True, 1), (False, 0)])
def test_roles_are_judged_where_the_registry_is_what_is_linted(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    named: bool,  # noqa: FBT001 - of a table
    code: int,
) -> None:
    file = written(tmp_path, ROLE, "    model: gemini-1.5-flash\n")
    (tmp_path / "app").mkdir()
    more = ["--registry", str(file)] if named else []
    assert cli.main(["models", "lint", str(tmp_path / "app"), "--format", "json", *more]) == code
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [one["code"] for one in findings] == ["MDL002"] * named
