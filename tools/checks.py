"""`make check` and `make test`: what a change must pass, quickest first, every failure named at the end."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tools.places import HERE
from tools.terminal import CLEAN, FINDINGS, run, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.places import Places

WORKERS = "2"  # a run of the engine keeps one core busy; more at once only wait for each other


def steps(places: Places, *, tests: bool, extra: Sequence[str] = ()) -> dict[str, list[str]]:
    """Name and command of each check, in order."""
    tool = places.python.parent
    python = str(places.python)
    found = {
        "lint": [str(tool / "ruff"), "check", "--quiet", "."],
        "format": [str(tool / "ruff"), "format", "--quiet", "--check", "."],
        "imports": [str(tool / "lint-imports"), "--no-logo"],
        "types": [str(tool / "basedpyright")],
        "models": [python, "-m", "preflight.cli", "models", "lint", "--quiet"],
    }
    if tests:
        found["tests"] = [python, "-m", "pytest", "-n", WORKERS, "--dist", "loadfile", "-q", *extra]
    return found


def check(places: Places, *, tests: bool, extra: Sequence[str] = ()) -> int:
    """Run all checks; 1 if any failed."""
    failed: list[str] = []
    for name, command in steps(places, tests=tests, extra=extra).items():
        started = time.monotonic()
        # policy/ is a program of its own: to the import linter its modules stand at the top.
        env = {**os.environ, "PYTHONPATH": str(places.pack)} if name == "imports" else None
        failed += [name] if subprocess.run(command, cwd=places.root, env=env, check=False).returncode else []
        say(name, f"{'FAILED' if name in failed else 'passed'} in {time.monotonic() - started:.0f} s")
    if failed:
        say("result", f"failed: {', '.join(failed)}")
    return FINDINGS if failed else CLEAN


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks, with the tests or without."""
    parser = argparse.ArgumentParser(prog="tools.checks", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="the tests as well")
    options, extra = parser.parse_known_args(arguments)
    return run(lambda: check(HERE, tests=options.tests, extra=extra))


if __name__ == "__main__":
    sys.exit(main())
