"""Every measurement can be found and run, and says so where it cannot look."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from preflight.scan.looking import matters
from tools import bench
from tools.bench import __main__ as runner
from tools.bench import measuring, peak_memory, scan_speed, scan_trees, start_to_first_answer
from tools.terminal import CommandError

if TYPE_CHECKING:
    from pathlib import Path

MEASUREMENTS = {found.name for found in pkgutil.iter_modules(bench.__path__)} - runner.NOT_MEASUREMENTS


@pytest.mark.parametrize("name", sorted(MEASUREMENTS))
def test_a_module_here_is_a_measurement(name: str) -> None:
    assert callable(importlib.import_module(f"tools.bench.{name}").measure)


def test_without_the_emulator_the_comparison_is_skipped_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert list(start_to_first_answer.measure()) == [
        "skipped: not installed (gcloud components install pubsub-emulator)"
    ]


def test_actions_are_measured_in_turns() -> None:
    order: list[str] = []
    measuring.side_by_side(lambda: order.append("a"), lambda: order.append("b"), runs=2)
    assert order == ["a", "b", "a", "b"]
    assert measuring.ratio(3, 2) == "1.50x"


def test_a_tree_full_of_calls_holds_as_many_different_files_as_asked_for(tmp_path: Path) -> None:
    files = scan_trees.python_files(scan_trees.calling(tmp_path, 120))
    texts = {file.read_bytes() for file in files}
    assert len(files) == len(texts) == 120
    assert all(matters(text, "python") for text in texts)


def test_a_tree_of_few_calls_leaves_packages_of_google_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("google/cloud/client.py", "pulumi_gcp/topic.py", "yaml/reader.py", "six.py"):
        file = tmp_path / "installed" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}\n")
    monkeypatch.setattr(scan_trees, "INSTALLED", tmp_path / "installed")
    monkeypatch.setattr(scan_trees, "LIBRARY", tmp_path / "nothing")
    files = scan_trees.python_files(scan_trees.copied(tmp_path / "copy", 10))
    assert {file.read_text() for file in files} == {"# yaml/reader.py\n", "# six.py\n"}


def test_what_is_measured_may_keep_its_compiled_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in scan_trees.environment()


def test_a_scan_that_finds_something_is_measured(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('import requests\nrequests.get(f"https://{a}.googleapis.com/v1")\n')
    scan_trees.run("scan", tmp_path, "--no-cache")


def test_a_scan_that_breaks_off_is_not_taken_for_a_fast_one(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"broke-off .* ended with 2: preflight: .*no such file"):
        scan_trees.run("scan", tmp_path / "nowhere", "--no-cache")


def test_where_deptry_does_not_run_the_rest_is_compared_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text("from google.cloud import storage\n")

    def not_installed(name: str) -> str:
        return str(tmp_path / name)

    def no_scan(*_: object) -> None:
        """Take no time worth comparing: only the words are looked at here."""

    monkeypatch.setattr(scan_trees, "program", not_installed)
    monkeypatch.setattr(scan_speed, "run", no_scan)
    share, without, parsed = scan_speed.compared("all", tmp_path, aim=1)
    assert share == "1 Python files, 100% of which are read in full (all):"
    assert without.startswith("  deptry is not compared: bench: not-run ")
    assert parsed.startswith("  one ast pass takes ")
    assert not (tmp_path / "pyproject.toml").exists()


@pytest.mark.skipif(not peak_memory.told_here(), reason="this system does not tell it")
def test_memory_of_what_a_process_starts_counts() -> None:
    before = peak_memory.held(os.getpid())
    holding = "held = bytearray(b'x') * (200 << 20); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        during = peak_memory.held(os.getpid())
        child.communicate("\n")
    assert during.together - before.together > 150
    assert during.largest > 200
