"""What a person types: every target is listed with its words, and a forgotten name is one sentence."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tools.places import HERE

MAKEFILE = (HERE.root / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Variables that a surrounding `make` hands down would change what is tested here.
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "STACK", "CLOUD"))
    }
    return subprocess.run(
        ["make", *arguments], cwd=HERE.root, env=env, capture_output=True, text=True, check=False
    )


def test_help_is_the_default_and_lists_every_target() -> None:
    listed = make()
    assert listed.returncode == 0, listed.stderr
    assert re.findall(r"^  make ([a-z-]+) +\S", listed.stdout, re.MULTILINE) == TARGETS


@pytest.mark.parametrize("target", ["preview", "up", "refresh", "destroy", "deploy"])
def test_a_forgotten_environment_is_one_sentence(target: str) -> None:
    done = make(target)
    assert done.returncode == 2
    assert f"error      name an environment: make {target} STACK=dev" in done.stderr


@pytest.mark.parametrize("target", ["preview", "up", "refresh", "destroy"])
def test_cloud_port_and_confirmation_are_handed_on(target: str) -> None:
    shown = make("-n", target, "STACK=dev", "CLOUD=local", "PORT=8799", "YES=1", "ARGS=--json")
    flags = '--stack "dev" --cloud local --port 8799 --yes --json'
    assert f".venv/bin/python -m tools.stack {target} {flags}" in shown.stdout


def test_ci_runs_make_test_and_nothing_else() -> None:
    script = HERE.root / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[1:] == ["exec make test"]
