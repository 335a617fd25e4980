"""How long `preflight scan` takes: against its own start-up, an `ast` pass, deptry, and itself, cached."""

from __future__ import annotations

import subprocess
import tempfile
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from preflight.scan.looking import matters
from tools.bench import peak_memory, scan_trees
from tools.bench.measuring import judged, ratio, side_by_side
from tools.bench.scan_trees import run
from tools.places import HERE
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW, FULL = 5_000, 3_000
SIZES = (100, 1_000, 10_000)
AIM_MEGABYTES = 150


def measure() -> Iterator[str]:
    """Start-up first, then trees: of few calls, full of calls, growing."""
    yield from _start()
    with tempfile.TemporaryDirectory() as folder:
        few = scan_trees.copied(Path(folder) / "few", FEW)
        full = scan_trees.calling(Path(folder) / "full", FULL)
        yield from compared("few call Google", few, aim=4)
        yield from compared("all call Google", full, aim=1)
        yield from _again(full, Path(folder))
    yield from _growing()


def _start() -> Iterator[str]:
    services = HERE.root / "services"
    one = services / "push_worker" / "speech.py"
    empty, env = [str(HERE.python), "-c", "pass"], scan_trees.environment()
    nothing, start, whole, file = side_by_side(
        lambda: subprocess.run(empty, check=True, env=env),
        lambda: run("--help"),
        lambda: run("scan", services, "--no-cache"),
        lambda: run("scan", one, "--no-cache"),
    )
    word = judged(met=start < 0.150)
    yield f"--help: {ratio(start, nothing)} an empty Python ({start * 1000:.0f} ms, aim: under 150, {word})"
    for name, took in (("services/", whole), ("one file", file)):
        word = judged(met=took < 3 * start)
        yield f"{name} without a cache: {ratio(took, start)} of --help (aim: under 3x, {word})"


def compared(name: str, tree: Path, aim: int) -> Iterator[str]:
    """How much longer others take over the same tree; deptry is left out, in words, where it breaks off."""
    files = scan_trees.python_files(tree)
    share = sum(matters(file.read_bytes(), "python") for file in files) / len(files)
    yield f"{len(files)} Python files, {share:.0%} of which are read in full ({name}):"
    others = {"one ast pass": partial(scan_trees.parsed, files)}
    try:
        scan_trees.deptry(tree)
        others["deptry"] = partial(scan_trees.deptry, tree)
    except CommandError as error:
        yield f"  deptry is not compared: {error}"
    scanned, *times = side_by_side(lambda: run("scan", tree, "--no-cache"), *others.values())
    for other, took in zip(others, times, strict=True):
        word = judged(met=took / scanned >= aim)
        yield f"  {other} takes {ratio(took, scanned)} as long (aim: {aim}x or more, {word})"


def _again(tree: Path, folder: Path) -> Iterator[str]:
    fresh = (folder / f"cache{number}" for number in count())
    filled = next(fresh)
    run("scan", tree, cache=filled)
    first, second = side_by_side(
        lambda: run("scan", tree, cache=next(fresh)), lambda: run("scan", tree, cache=filled)
    )
    word = judged(met=first / second >= 5)
    yield f"unchanged, with the cache: the first scan takes {ratio(first, second)} as long (aim: 5x, {word})"


def _growing() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        trees = [scan_trees.calling(Path(folder) / str(size), size) for size in SIZES]
        times = side_by_side(*(partial(run, "scan", tree, "--no-cache") for tree in trees))
        each = [took / size for took, size in zip(times, SIZES, strict=True)]
        for size, took, smaller, before in zip(SIZES[1:], each[1:], SIZES, each, strict=False):
            # A tenth is what two runs of the same scan differ by.
            word = judged(met=took < 1.1 * before)
            yield f"a file of {size:,} against one of {smaller:,}: {ratio(took, before)} (aim: flat, {word})"
        yield _memory(trees[-1])


def _memory(tree: Path) -> str:
    if not peak_memory.told_here():
        return "memory: skipped, this system does not tell it"
    command = [scan_trees.program("preflight"), "scan", str(tree), "--no-cache"]
    largest, together = peak_memory.of(command, scan_trees.environment())
    verdict = f"under {AIM_MEGABYTES} MB, {judged(met=together < AIM_MEGABYTES)}"
    of_aim = f"{together:.0f} MB together, {ratio(together, AIM_MEGABYTES)} of the aim ({verdict})"
    return f"at {SIZES[-1]:,} files all processes hold {of_aim}; the largest {largest:.0f} MB"
