"""How long `preflight scan` takes: against its own start-up, an `ast` pass, deptry, and itself, cached."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from preflight.scan.looking import matters
from tools.bench import scan_trees
from tools.bench.measuring import judged, ratio, side_by_side
from tools.bench.scan_trees import run
from tools.places import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW, FULL = 5_000, 3_000
_MEMORY = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], capture_output=True)
print(max(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 0))
"""


def measure() -> Iterator[str]:
    """Start-up first, then trees: of few calls, full of calls, growing."""
    yield from _start()
    with tempfile.TemporaryDirectory() as folder:
        few = scan_trees.copied(Path(folder) / "few", FEW)
        full = scan_trees.calling(Path(folder) / "full", FULL)
        yield from _tree("few call Google", few, aim=4.0)
        yield from _tree("all call Google", full, aim=1.0)
        yield from _again(full, Path(folder) / "cache")
    yield from _growing()


def _start() -> Iterator[str]:
    services = HERE.root / "services"
    one = services / "push_worker" / "speech.py"
    nothing, start, whole, file = side_by_side(
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        lambda: run("--help"),
        lambda: run("scan", services, "--no-cache"),
        lambda: run("scan", one, "--no-cache"),
    )
    word = judged(met=start < 0.150)
    yield f"--help: {ratio(start, nothing)} an empty Python ({start * 1000:.0f} ms, aim: under 150, {word})"
    for name, took in (("services/", whole), ("one file", file)):
        word = judged(met=took < 3 * start)
        yield f"{name} without a cache: {ratio(took, start)} of --help (aim: under 3x, {word})"


def _tree(name: str, tree: Path, aim: float) -> Iterator[str]:
    files = scan_trees.python_files(tree)
    share = sum(matters(file.read_bytes(), "python") for file in files) / len(files)
    scanned, parsed, deptry = side_by_side(
        lambda: run("scan", tree, "--no-cache"),
        lambda: scan_trees.parsed(files),
        lambda: scan_trees.deptry(tree),
    )
    yield f"{len(files)} Python files, {share:.0%} of which are read in full ({name}):"
    for other, took in (("one ast pass", parsed), ("deptry", deptry)):
        word = judged(met=took / scanned >= aim)
        yield f"  {other} takes {ratio(took, scanned)} as long (aim: {aim:.0f}x or more, {word})"


def _again(tree: Path, cache: Path) -> Iterator[str]:
    first, second = side_by_side(
        lambda: run("scan", tree, "--no-cache"), lambda: run("scan", tree, cache=cache)
    )
    word = judged(met=first / second >= 5)
    yield f"unchanged, with the cache: the first scan takes {ratio(first, second)} as long (aim: 5x, {word})"


def _growing() -> Iterator[str]:
    each: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in (100, 1_000, 10_000):
            tree = scan_trees.calling(Path(folder) / str(number), number)
            (took,) = side_by_side(lambda tree=tree: run("scan", tree, "--no-cache"), runs=3)
            each[number] = took / number
        yield f"a file of 10,000 against one of 1,000: {ratio(each[10_000], each[1_000])} (aim: flat)"
        command = [str(HERE.python.parent / "preflight"), "scan", str(Path(folder) / "10000"), "--no-cache"]
        asked = subprocess.run(
            [sys.executable, "-c", _MEMORY, *command], capture_output=True, text=True, check=True
        )
        peak = int(asked.stdout) / 1024
        yield f"largest process at 10,000 files: {peak:.0f} MB (aim: under 150, {judged(met=peak < 150)})"
