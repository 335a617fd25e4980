"""How long `preflight models lint` takes over 5,000 files: against ripgrep, and grep, looking for one word.

ripgrep is a program of the system or of the package `ripgrep` of the Python index; it is not installed for
this measurement alone, and where it is missing that is said. A file in a hundred spells a model, one in five
hundred puts one together, which is far more than in any project.

https://github.com/BurntSushi/ripgrep
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench import scan_trees
from tools.bench.measuring import judged, ratio, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = 5_000
AIM = 4
_WORD = "gemini"


def measure() -> Iterator[str]:
    """The lint of a tree, and what only looks for a word in it."""
    with tempfile.TemporaryDirectory() as folder:
        tree = spelling(scan_trees.copied(Path(folder) / "tree", FILES))
        yield from compared(tree)


def compared(tree: Path) -> Iterator[str]:
    """How many times as long as each other program the lint takes, and what of that is its start."""
    others = {
        "ripgrep": [_ripgrep(), "--no-ignore", "--hidden", "-c", _WORD],
        "grep -r": ["grep", "-rc", _WORD],
    }
    here = {name: [program, *words] for name, (program, *words) in others.items() if program}
    if "ripgrep" not in here:
        yield "ripgrep is not compared: there is no `rg` here; install it and measure again"
    nothing = tree.parent / "nothing"
    nothing.mkdir(exist_ok=True)
    took, start, *times = side_by_side(
        partial(scan_trees.run, "models", "lint", tree, "--quiet"),
        partial(scan_trees.run, "models", "lint", nothing, "--quiet"),
        *(partial(_searched, words, tree) for words in here.values()),
    )
    for name, other in zip(here, times, strict=True):
        aim = f" (aim: {AIM}x or less, {judged(met=took <= AIM * other)})" if name == "ripgrep" else ""
        yield f"{FILES:,} files: {ratio(took, other)} of {name} for `{_WORD}`{aim}"
    yield f"of which an empty folder takes {ratio(start, took)}: Python, and reading the registry"


def spelling(tree: Path) -> Path:
    """Have some of a tree's files spell a model."""
    for at, file in enumerate(sorted(tree.rglob("*.py"))):
        if at % 100 == 0:
            with file.open("a", encoding="utf-8") as text:
                text.write(f'\nMODEL = "{_WORD}-1.5-flash"\n')
                if at % 500 == 0:
                    text.write(f'VERSION = "1.5"\nOTHER = f"{_WORD}-{{VERSION}}-pro"\n')
    return tree


def _ripgrep() -> str:
    beside = Path(sys.executable).with_name("rg")
    return str(beside) if beside.exists() else shutil.which("rg") or ""


def _searched(words: list[str], tree: Path) -> None:
    subprocess.run([*words, str(tree)], check=False, stdout=subprocess.DEVNULL)
