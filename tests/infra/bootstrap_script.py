"""Starts the bootstrap script: dry, or with a gcloud, gh and pulumi that only write down their calls."""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bootstrap_table import BOOTSTRAP

if TYPE_CHECKING:
    from pathlib import Path

ROOT = BOOTSTRAP.parents[1]
PROJECT = "vividly-dev-rich"
STATE = f"gs://{PROJECT}-pulumi-state"
OPTIONS = ["--environment", "dev", "--project", PROJECT, "--repository", "vividly/platform"]
# Questions change nothing, so they are told apart from commands.
QUESTIONS = (" describe ", " get-iam-policy ", "--show-name", "gh api repos/", "gh api --paginate")
Command = list[str]

_PROGRAM = r"""#!/bin/bash
call="{name} $*"
printf '%s\n' "$call" >> '{folder}/calls'
while IFS=$'\t' read -r words answer; do
  if [[ "$call" == *"$words"* ]]; then
    [[ "$answer" == FAIL ]] && exit 1
    printf "$answer"
    exit 0
  fi
done < '{folder}/answers'
"""
_NEW = {
    "projectNumber": "4711",
    "gh api repos/vividly/platform ": "vividly/platform 1001 2002",
    " describe ": "FAIL",
    "--show-name": "FAIL",
}


def script(*options: str, path: str | None = None, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Start the script of the project in `root`, with a PATH of its own if given."""
    environment = os.environ | ({"PATH": path} if path else {})
    command = ["bash", str(root / "infra/bootstrap/bootstrap.sh"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def dry_run(*options: str) -> list[Command]:
    """Give the commands that the script prints for the development environment."""
    ran = script(*OPTIONS, *options)
    assert (ran.returncode, ran.stderr) == (0, "")
    return [shlex.split(line) for line in ran.stdout.splitlines() if not line.startswith("#")]


def option(command: Command, name: str) -> str:
    """Give the value of `--name=value` in a command."""
    (value,) = [word.partition("=")[2] for word in command if word.startswith(f"--{name}=")]
    return value


def having(commands: list[Command], *words: str) -> list[Command]:
    """Give the commands that have all these words."""
    return [command for command in commands if all(word in command for word in words)]


@dataclass(frozen=True)
class Recorder:
    """Programs that only write down each call, in `folder`."""

    folder: Path

    @property
    def path(self) -> str:
        """A PATH on which they come first."""
        return f"{self.folder}:{os.environ['PATH']}"

    def prepare(self, answers: dict[str, str] | None = None) -> None:
        """Make the programs; `answers` maps words in a call to output, before those of a new project."""
        lines = {
            **(answers or {}),
            **{words: said for words, said in _NEW.items() if words not in (answers or {})},
        }
        (self.folder / "answers").write_text("".join(f"{words}\t{said}\n" for words, said in lines.items()))
        for name in ("gcloud", "gh", "pulumi"):
            program = self.folder / name
            program.write_text(_PROGRAM.format(name=name, folder=self.folder))
            program.chmod(0o755)

    def calls(self) -> list[str]:
        """Give every call so far."""
        written = self.folder / "calls"
        return written.read_text().splitlines() if written.exists() else []

    def changes(self, *options: str) -> list[str]:
        """Run the script for real and give the calls that are no questions."""
        ran = script(*OPTIONS, *options, "--yes", path=self.path)
        assert (ran.returncode, ran.stderr) == (0, "")
        return [call for call in self.calls() if not any(words in call for words in QUESTIONS)]
