"""The virtual environment is made from the lock file once, and again only when that has changed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tools import environment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A project in `tmp_path` whose environment is there; the commands that would have been run."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "requirements.lock").write_text("a==1 \\\n    --hash=sha256:0\n")
    (tmp_path / ".venv").mkdir()
    for name, path in {
        "ROOT": "",
        "VENV": ".venv",
        "STAMP": ".venv/.stamp",
        "LOCK": "requirements.lock",
    }.items():
        monkeypatch.setattr(environment, name, tmp_path / path)
    run: list[list[str]] = []

    def watched(command: list[str], _started: float) -> int:
        run.append(command)
        return 0

    def usable(_version: str) -> bool:
        return True

    monkeypatch.setattr(environment, "watched", watched)
    monkeypatch.setattr(environment, "usable", usable)
    return run


def test_it_is_filled_once_with_hashes(commands: list[list[str]]) -> None:
    assert environment.make() == 0
    first, packages, project = commands
    assert "--require-hashes" in first
    assert "--require-hashes" in packages
    assert "--no-index" in project
    assert environment.make() == 0
    assert len(commands) == 3


def test_pip_itself_is_installed_first_from_its_own_lines(commands: list[list[str]], tmp_path: Path) -> None:
    pinned = "pip==26.3 \\\n    --hash=sha256:2\n    # via project\n"
    (tmp_path / "requirements.lock").write_text(f"a==1 \\\n    --hash=sha256:0\n{pinned}pipx==1\n")
    assert environment.make() == 0
    own = tmp_path / ".venv" / "pip.lock"
    assert commands[0][-1] == str(own)
    assert own.read_text() == pinned


def test_a_changed_lock_file_is_installed_again(commands: list[list[str]], tmp_path: Path) -> None:
    environment.make()
    (tmp_path / "requirements.lock").write_text("a==2 \\\n    --hash=sha256:1\n")
    environment.make()
    assert len(commands) == 6


def test_a_failed_installation_is_tried_again(
    commands: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_command: list[str], _started: float) -> int:
        return 1

    with monkeypatch.context() as broken:
        broken.setattr(environment, "watched", fails)
        assert environment.make() == 2
    assert not (tmp_path / ".venv" / ".stamp").exists()
    assert environment.make() == 0
    assert len(commands) == 3


def test_an_environment_of_another_python_is_not_usable() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert environment.usable(version)
    assert not environment.usable("2.7")
