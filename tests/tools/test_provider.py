"""The official provider wins whenever it is there; the stand-in is never on PATH."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import fake_programs
import pytest

from tools import provider
from tools.engine import Engine
from tools.places import Places


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path / "pulumi", "3.259.0", "built", official_host=False)


def chosen(root: Path, engine: Engine, env: dict[str, str]) -> provider.Provider:
    return provider.ensure(Places(root), engine, {"HOME": str(root), "PATH": "", **env}, ask_network=False)


def test_nothing_official_means_the_stand_in_in_a_folder_of_its_own(tmp_path: Path, engine: Engine) -> None:
    found = chosen(tmp_path, engine, {})
    assert not found.official
    assert found.folder == Places(tmp_path).stand_in
    assert found.folder != Places(tmp_path).bin


def test_the_official_plugin_in_the_home_wins(tmp_path: Path, engine: Engine) -> None:
    version = chosen(tmp_path, engine, {}).version
    fake_programs.script(
        tmp_path / ".pulumi" / "plugins" / f"resource-gcp-v{version}" / provider.PLUGIN, "exit 0"
    )
    found = chosen(tmp_path, engine, {})
    assert (found.official, found.folder) == (True, None)


def test_the_official_plugin_of_another_version_does_not_count(tmp_path: Path, engine: Engine) -> None:
    fake_programs.script(tmp_path / ".pulumi" / "plugins" / "resource-gcp-v9.0.0" / provider.PLUGIN, "exit 0")
    assert not chosen(tmp_path, engine, {}).official


def test_the_official_plugin_on_path_wins(tmp_path: Path, engine: Engine) -> None:
    fake_programs.script(tmp_path / "bin" / provider.PLUGIN, "exit 0")
    assert chosen(tmp_path, engine, {"PATH": str(tmp_path / "bin")}).official


def test_the_stand_in_can_be_asked_for(tmp_path: Path, engine: Engine) -> None:
    fake_programs.script(tmp_path / "bin" / provider.PLUGIN, "exit 0")
    assert not chosen(tmp_path, engine, {"PATH": str(tmp_path / "bin"), provider.FORCED: "stand-in"}).official


def test_a_plugin_that_cannot_be_reached_is_not_waited_for(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(provider, "reachable", lambda _url: False)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    found = provider.ensure(Places(tmp_path), engine, {"HOME": str(tmp_path), "PATH": ""}, ask_network=True)
    assert not found.official
    assert "cannot be reached" in capsys.readouterr().err


def test_a_start_script_runs_its_module_and_is_written_once(tmp_path: Path) -> None:
    script = tmp_path / "with space" / "start"
    python = Path(sys.executable)
    provider.write_script(script, python, "platform", "")
    written = script.stat().st_mtime_ns
    provider.write_script(script, python, "platform", "")
    assert script.stat().st_mtime_ns == written
    done = subprocess.run([script], capture_output=True, text=True, check=False)
    assert "Linux" in done.stdout or "Darwin" in done.stdout
