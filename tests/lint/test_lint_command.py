"""`preflight models lint`: which codes a name breaks where, what takes them back, and what --fix writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from preflight import cli

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-11-25"
# Put together, so that this file spells none of them where production would read it.
OLD, CLOSED, NEW = "gemini-1.5-flash", "gemini-2.5-flash", "gemini-3.5-flash"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    code = cli.main(["models", "lint", "--today", DAY, "--format", "json", *words])
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"version", "findings"}
    assert all(
        set(one) == {"file", "line", "code", "level", "model", "message"} for one in document["findings"]
    )
    return code, [one for one in document["findings"] if one["code"] != "MDL006"]


@pytest.mark.parametrize(
    ("file", "line", "found"),
    [
        ("app.py", f'M = "{OLD}"', {"MDL001": "error", "MDL002": "error"}),
        ("app.py", f'M = "{CLOSED}"', {"MDL001": "error", "MDL002": "error"}),
        ("app.py", f'M = "{NEW}"', {"MDL001": "error"}),
        ("app.py", 'M = "gemini-5.2-ultra-flash"', {"MDL001": "error", "MDL003": "warning"}),
        ("app.py", 'M = "gemini-flash-latest"', {"MDL001": "error", "MDL003": "warning", "MDL005": "error"}),
        ("app.py", 'def f(v):\n    return f"gemini-{v}-flash"', {"MDL004": "warning"}),
        ("app.py", f"# {OLD} was slow", {"MDL001": "note", "MDL002": "note"}),
        ("app.py", f'raise ValueError("{OLD} is not known any more")', {"MDL001": "note", "MDL002": "note"}),
        ("tests/test_app.py", f'M = "{OLD}"', {"MDL001": "note", "MDL002": "note"}),
        ("docs/models.md", f"Use {OLD}.", {"MDL001": "note", "MDL002": "note"}),
        ("app.py", 'M = "veo-3.1-generate-001"', {"MDL001": "error", "MDL002": "warning"}),
        ("app.py", 'M = "claude-opus-9-9"', {}),
        ("app.py", 'M = "gemini-worker"', {}),
        ("app.py", 'M = "google/gemma-7-9b-it"', {"MDL001": "warning", "MDL003": "warning"}),
        ("app.py", 'M = "publishers/google/models/gemma-7-9b-it"', {"MDL001": "error", "MDL003": "warning"}),
        ("app.ts", 'const m = anthropic("claude-sonnet-4-5");', {}),
        ("app.tf", 'm = "gemini-${var.version}-flash"', {"MDL004": "warning"}),
        ("app.py", f'M = "{OLD}-latest"', {"MDL001": "error", "MDL002": "error", "MDL005": "error"}),
        ("Dockerfile", f"ENV MODEL={OLD}", {"MDL001": "error", "MDL002": "error"}),
        (".github/workflows/a.yml", f"      - name: Try {OLD}", {"MDL001": "note", "MDL002": "note"}),
        ("Pulumi.dev.yaml", f"config:\n  vividly:models:\n    script: {{model: {NEW}}}", {}),
        ("Pulumi.dev.yaml", f"config:\n  vividly:models:\n    script: {{model: {OLD}}}", {"MDL002": "error"}),
        ("preflight/models/models.yaml", f"models:\n  - id: {OLD}", {}),
    ],
)
def test_a_name_breaks_these_codes(
    tree: Path, capsys: pytest.CaptureFixture[str], file: str, line: str, found: dict[str, str]
) -> None:
    (tree / file).parent.mkdir(parents=True, exist_ok=True)
    (tree / file).write_text(f"{line}\n")
    code, findings = _told(capsys, ".")
    assert {one["code"]: one["level"] for one in findings} == found
    assert code == (1 if "error" in found.values() else 0)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f'M = "{NEW}"  # preflight: ignore[MDL001] a fixture', []),
        (f'# preflight: ignore[MDL001] a fixture\nM = "{NEW}"', []),
        (f'M = "{NEW}"  # preflight: ignore[MDL001]', ["MDL001", "ignore-without-reason"]),
        (f'M = "{NEW}"  # preflight: ignore a fixture', ["MDL001", "ignore-without-reason"]),
        (f'M = "{NEW}"  # preflight: ignore[MDL002] a fixture', ["MDL001", "ignore-of-nothing"]),
        (f'M = "{NEW}"  # preflight: ignore[ENV001] of another command', ["MDL001"]),
        (f'M = "preflight: ignore[MDL001] a fixture {NEW}"', ["MDL001"]),
    ],
)
def test_an_ignore_needs_a_code_and_a_reason(
    tree: Path, capsys: pytest.CaptureFixture[str], text: str, left: list[str]
) -> None:
    (tree / "app.py").write_text(f"{text}\n")
    assert [one["code"] for one in _told(capsys, ".")[1]] == left


def test_a_baseline_holds_though_lines_move(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = tree / "app.py"
    app.write_text(f'M = "{OLD}"\n')
    assert _told(capsys, ".", "--baseline", "known.json", "--write-baseline") == (0, [])
    app.write_text(f'import os\n\nM = "{OLD}"\n')
    assert _told(capsys, ".", "--baseline", "known.json") == (0, [])
    app.write_text(f'M = "{OLD}"\nM = "{OLD}"\n')
    assert {one["line"] for one in _told(capsys, ".", "--baseline", "known.json")[1]} == {2}


def test_fix_replaces_whole_names_that_are_called(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = tree / "app.py"
    before = f'M = "{CLOSED}"\r\n# {CLOSED}\r\nN = f"gemini-2.5-{{x}}"\r\nE = "text-embedding-004"'
    app.write_bytes(before.encode())
    capsys.readouterr()
    assert cli.main(["models", "lint", "--today", DAY, "--fix", "--dry-run"]) == 1
    diff = capsys.readouterr().out
    assert f'-M = "{CLOSED}"' in diff
    assert app.read_bytes() == before.encode()
    cli.main(["models", "lint", "--today", DAY, "--fix"])
    changed = app.read_bytes().decode()
    assert f"+{changed.splitlines()[0]}" in diff
    assert changed.splitlines()[1:] == before.splitlines()[1:]
    assert changed.count("\r\n") == 3


def test_rows_that_were_read_long_ago_are_told_with_a_date_only(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del tree
    assert cli.main(["models", "lint", "--format", "json"]) == 0
    capsys.readouterr()
    assert cli.main(["models", "lint", "--today", "2030-01-01", "--format", "json"]) == 1
    codes = {one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}
    assert codes == {"MDL006"}


@pytest.mark.parametrize("words", [["nowhere"], [".", "--write-baseline"], [".", "--dry-run"]])
def test_what_is_asked_wrongly_is_refused(tree: Path, words: list[str]) -> None:
    del tree
    assert cli.main(["models", "lint", *words]) == 2


def test_a_project_leaves_folders_out(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "vendor").mkdir()
    (tree / "vendor/app.py").write_text(f'M = "{OLD}"\n')
    (tree / "pyproject.toml").write_text('[tool.preflight.models.lint]\nexclude = ["vendor"]\n')
    assert _told(capsys, ".") == (0, [])
    assert _told(capsys, "vendor")[0] == 1
