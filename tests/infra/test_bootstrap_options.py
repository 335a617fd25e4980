"""The bootstrap script's options: checked like the program's settings, before anything is printed or run."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from bootstrap_script import OPTIONS, Recorder, script
from bootstrap_table import BOOTSTRAP

from infra.shape import Settings

if TYPE_CHECKING:
    from pathlib import Path

SHAPES = dict(re.findall(r"^(\w+)_shape='(.+)'", (BOOTSTRAP / "options.sh").read_text(), re.MULTILINE))


@pytest.mark.parametrize("setting", ["environment", "project", "region"])
def test_script_and_settings_ask_for_the_same_shape(setting: str) -> None:
    assert SHAPES[setting] == Settings.model_json_schema()["properties"][setting]["pattern"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (OPTIONS[2:], "missing-option --environment"),
        (OPTIONS[:4], "missing-option --repository"),
        ([*OPTIONS, "--region", ""], "missing-option --region"),
        ([*OPTIONS, "--branch"], "missing-value --branch"),
        ([*OPTIONS, "--force"], "unknown-option --force"),
        ([*OPTIONS, "--repository", "platform"], "bad-repository platform"),
        ([*OPTIONS, "--repository", "o/n' || true"], "bad-repository"),
        ([*OPTIONS, "--environment", "Production"], "bad-environment Production"),
        ([*OPTIONS, "--environment", "sixteen-letters-"], "bad-environment sixteen-letters-"),
        ([*OPTIONS, "--environment", "ends-in-"], "bad-environment ends-in-"),
        ([*OPTIONS, "--project", "Vividly"], "bad-project Vividly"),
        ([*OPTIONS, "--home", "123456"], "bad-home 123456"),
        ([*OPTIONS, "--region", "us"], "bad-region us"),
        ([*OPTIONS, "--branch", "a b"], "bad-branch a b"),
        (
            [*OPTIONS, "--environment", "nowhere"],
            "unknown-environment nowhere; write Pulumi.nowhere.yaml first",
        ),
        (
            [*OPTIONS, "--project", "vividly-other"],
            "other-project Pulumi.dev.yaml says vividly-dev-rich, --project says vividly-other",
        ),
    ],
)
def test_wrong_options_are_explained_and_nothing_is_printed_to_run(options: list[str], said: str) -> None:
    ran = script(*options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"bootstrap.sh: {said}" in ran.stderr
    assert "--environment NAME" in ran.stderr


def test_everything_that_is_wrong_is_told_at_once() -> None:
    ran = script("--environment", "Dev", "--region", "us")
    told = re.findall(r"bootstrap.sh: ([\w-]+) (\S+?)[; ]", ran.stderr)
    assert told == [
        ("missing-option", "--project"),
        ("missing-option", "--repository"),
        ("bad-environment", "Dev"),
        ("bad-region", "us"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("#   vividly:project: vividly-dev-rich", "no-project Pulumi.dev.yaml does not name one"),
        (
            "  vividly:project: vividly-dev-rich-2 # ours",
            "other-project Pulumi.dev.yaml says vividly-dev-rich-2",
        ),
        ("  vividly:project: vividly-dev-rich # ours", ""),
        ('  "vividly:project": "vividly-dev-rich"', ""),
    ],
)
def test_the_project_is_the_one_that_the_file_names(tmp_path: Path, line: str, said: str) -> None:
    shutil.copytree(BOOTSTRAP, tmp_path / "infra" / "bootstrap")
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n{line}\n")
    ran = script(*OPTIONS, root=tmp_path)
    assert (ran.returncode == 0) is (said == "")
    assert said in ran.stderr


def test_programs_that_are_missing_are_named_before_anything_is_run(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "programs")
    recorder.folder.mkdir()
    recorder.prepare()
    for name in ("gh", "pulumi"):
        (recorder.folder / name).unlink()
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "dirname", "sed"):
        (tools / name).symlink_to(str(shutil.which(name, path=os.environ["PATH"])))
    ran = script(*OPTIONS, "--yes", path=f"{recorder.folder}:{tools}")
    assert (ran.returncode, ran.stdout, recorder.calls()) == (2, "", [])
    assert re.findall(r"missing-program (\w+) ", ran.stderr) == ["gh", "pulumi"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("FAIL", "unknown-repository GitHub shows no vividly/platform"),
        ("vividly/renamed 1001 2002", "other-repository GitHub calls vividly/platform vividly/renamed"),
        (
            "vividly/platform null null",
            "no-number GitHub gives vividly/platform the numbers 'null' and 'null'",
        ),
    ],
)
def test_a_repository_that_github_does_not_know_by_this_name_stops_the_script(
    tmp_path: Path, answer: str, said: str
) -> None:
    recorder = Recorder(tmp_path)
    recorder.prepare({"gh api repos/vividly/platform ": answer})
    ran = script(*OPTIONS, "--yes", path=recorder.path)
    assert (ran.returncode, ran.stdout, len(recorder.calls())) == (2, "", 1)
    assert said in ran.stderr
