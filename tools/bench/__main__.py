"""Runs every measurement of this folder and prints what it found."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

from tools.terminal import CLEAN, run, say

NOT_MEASUREMENTS = {
    "__main__",
    "closed_loop",
    "measuring",
    "peak_memory",
    "scan_trees",
    "stage",
    "timed_calls",
    "topic_calls",
}


def bench() -> int:
    """All of them, one after the other: two at once would measure each other."""
    names = [found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])]
    for name in names:
        if name not in NOT_MEASUREMENTS:
            say("measuring", name.replace("_", " "))
            module = importlib.import_module(f"tools.bench.{name}")
            print(name.replace("_", " "))
            for line in module.measure():
                print(f"  {line}", flush=True)
    return CLEAN


if __name__ == "__main__":
    sys.exit(run(bench))
