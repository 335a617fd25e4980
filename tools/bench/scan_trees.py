"""Trees of files to scan, made in a folder of the measurement's own, and the commands that scan them.

Deliberately absent: the network. The big tree is what the project's own environment installed; the tree that
is full of calls is made of the project's services and sample applications, each copy different by a comment.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
import warnings
from itertools import cycle, islice
from pathlib import Path

from tools.places import HERE
from tools.terminal import CLEAN, FINDINGS, CommandError

INSTALLED = Path(sysconfig.get_paths()["purelib"])
LIBRARY = Path(sysconfig.get_paths()["stdlib"])
# Packages of Google's, which would make a tree of few calls one of many.
GOOGLES = frozenset({"google", "googleapiclient", "pulumi_gcp", "vertexai"})


def python_files(folder: Path) -> list[Path]:
    """Give every Python file below a folder."""
    return sorted(folder.rglob("*.py"))


def calling(folder: Path, number: int) -> Path:
    """Make `number` files that all call Google, in folders of fifty."""
    sources = [*python_files(HERE.root / "services"), *python_files(HERE.root / "tests" / "apps")]
    texts = [source.read_text(encoding="utf-8") for source in sources]
    full = [text for text in texts if "google" in text]
    for at, text in enumerate(islice(cycle(full), number)):
        place = folder / f"part{at // 50}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"module{at}.py").write_text(f"{text}\n# {at}\n", encoding="utf-8")
    return folder


def copied(folder: Path, number: int) -> Path:
    """Copy Python files of installed packages that are not Google's into one folder."""
    files = [
        file
        for file in (*python_files(INSTALLED), *python_files(LIBRARY))
        if not GOOGLES.intersection(file.parts)
    ]
    for at, file in enumerate(islice(files, number)):
        place = folder / f"package{at // 50}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"module{at}.py").write_bytes(file.read_bytes())
    return folder


def program(name: str) -> str:
    """Give the path of a program of the project's own environment."""
    return str(HERE.python.parent / name)


def environment(cache: Path | None = None) -> dict[str, str]:
    """Give the environment of what is measured: compiled files are kept, as they are for a person."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept if cache is None else {**kept, "XDG_CACHE_HOME": str(cache)}


def run(*arguments: str | Path, cache: Path | None = None) -> None:
    """Run preflight as a person would; with a cache of its own where one is given. Raises CommandError."""
    _ended([program("preflight"), *map(str, arguments)], HERE.root, cache)


def parsed(files: list[Path]) -> None:
    """Parse files with `ast` in one process of its own: the pass that the scan is measured against."""
    names = "\n".join(map(str, files))
    command = [sys.executable, "-W", "ignore", "-m", "tools.bench.scan_trees"]
    subprocess.run(command, input=names, text=True, check=True, cwd=HERE.root, env=environment())


def deptry(folder: Path) -> None:
    """Run deptry over a folder, as a project without dependencies. Raises CommandError."""
    manifest = folder / "pyproject.toml"
    manifest.write_text('[project]\nname = "measured"\nversion = "0"\ndependencies = []\n', encoding="utf-8")
    try:
        _ended([program("deptry"), ".", "--config", str(manifest)], folder)
    finally:
        manifest.unlink()


def _ended(command: list[str], folder: Path, cache: Path | None = None) -> None:
    # What broke off early would be measured as fast. Both programs end with 1 where they found something.
    try:
        asked = subprocess.run(
            command, cwd=folder, env=environment(cache), capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise CommandError(f"bench: not-run {command[0]}, {error.strerror}; run make setup") from error
    if asked.returncode not in (CLEAN, FINDINGS):
        last = asked.stderr.strip().rpartition("\n")[2]
        raise CommandError(f"bench: broke-off {' '.join(command)} ended with {asked.returncode}: {last}")


def _parse_named_files() -> None:
    warnings.simplefilter("ignore")
    for name in sys.stdin.read().splitlines():
        try:
            ast.parse(Path(name).read_bytes())
        except (SyntaxError, ValueError):
            continue


if __name__ == "__main__":
    _parse_named_files()
