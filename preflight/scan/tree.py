"""The files below a path: which of them a reader takes, which are left out and why. Names and sizes only.

Left out without a word: what tools make or fetch (`node_modules`, virtual environments, caches, vendored Go
modules). Links to folders are not followed, so that a loop cannot hold the scan. Deliberately absent: ignore
files of git; what is in the folder is scanned, whether it is committed or not.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from ast import literal_eval
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan import languages
from preflight.scan.needs import Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEFT_OUT = frozenset({
    ".git", ".hg", ".svn", "node_modules", "bower_components", "__pycache__", ".venv", ".tox", ".nox",
    ".eggs",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".terraform", ".gradle", ".idea", ".next",
    ".nuxt", ".cache", "site-packages", "dist-packages",
})  # fmt: skip
# A folder with one of these was made by a tool: a virtual environment, Go's copy of other modules.
MADE_BY = {"pyvenv.cfg", "modules.txt"}
#: What makes a folder a service by itself.
MARKERS = ("Dockerfile", "pyproject.toml", "package.json", "go.mod", "pom.xml", "build.gradle",
           "build.gradle.kts", "setup.py", "requirements.txt", "Pipfile", "app.yaml")  # fmt: skip
_MARKED = frozenset(MARKERS)
LARGEST = 4 << 20
_LARGEST_NOTEBOOK = 64 << 20
_SHEBANG_READER = "shell"
_CLAIM = re.compile(
    r"^(?P<name>SUFFIXES|NAMES)(:[^=]+)? = (?P<value>\(.*?\))(  #.*)?$", re.MULTILINE | re.DOTALL
)


class File(NamedTuple):
    """A file that a reader takes: where it is, as what it is shown, its reader, and what tells a change."""

    path: str
    shown: str
    reader: str
    size: int
    stamp: tuple[int, int, int, int]


class Tree(NamedTuple):
    """What stands below the paths. `services`: folder as shown -> the file that makes it a service."""

    files: list[File]
    skipped: list[Skipped]
    services: dict[str, str]
    seen: int
    roots: tuple[str, ...]


def listed(paths: list[Path]) -> Tree:
    """List what stands below `paths`, each file once, in order of name."""
    tree = Tree([], [], {}, 0, tuple(_shown(path) for path in paths))
    seen = 0
    for path in paths:
        shown = _shown(path)
        if path.is_dir():
            tree.services.setdefault(shown, "")
            seen += _folder(os.fspath(path), shown, tree)
        else:
            seen += 1
            tree.services.setdefault(os.path.dirname(shown) or ".", "")  # noqa: PTH120 - text, not a place
            _file(os.fspath(path), shown, path.name, path.stat(), tree)
    unique = {file.path: file for file in tree.files}
    return tree._replace(files=sorted(unique.values(), key=lambda file: file.shown), seen=seen)


def homes(found: Tree) -> Callable[[str], str]:
    """Give what tells a file's service: the nearest folder above it that is one, else the first root."""
    known = dict[str, str]()

    def home(file: str) -> str:
        folder = file.rpartition("/")[0] or "."
        if folder not in known:
            above = folder
            while above not in found.services and above not in (".", "/", ""):
                above = above.rpartition("/")[0] or ("/" if above.startswith("/") else ".")
            known[folder] = above if above in found.services else found.roots[0]
        return known[folder]

    return home


def _shown(path: Path) -> str:
    try:
        return Path(os.path.relpath(path)).as_posix() if not path.is_absolute() else _below(path)
    except ValueError:  # another drive
        return path.as_posix()


def _below(path: Path) -> str:
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def _folder(top: str, shown: str, tree: Tree) -> int:
    waiting, seen = [(top, "" if shown == "." else shown)], 0
    while waiting:
        folder, prefix = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except OSError as error:
            tree.skipped.append(Skipped(prefix or ".", f"cannot be listed: {error.strerror}"))
            continue
        if folder != top and any(entry.name in MADE_BY for entry in found):
            continue
        for entry in found:
            name = f"{prefix}/{entry.name}" if prefix else entry.name
            try:
                seen += _entry(entry, name, waiting, tree)
            except OSError as error:
                tree.skipped.append(Skipped(name, f"cannot be looked at: {error.strerror}"))
    return seen


def _entry(entry: os.DirEntry[str], name: str, waiting: list[tuple[str, str]], tree: Tree) -> int:
    if entry.is_dir(follow_symlinks=False):
        if entry.name not in LEFT_OUT:
            waiting.append((entry.path, name))
        return 0
    if entry.name in _MARKED or entry.name.endswith(".csproj"):
        folder = name.rpartition("/")[0] or "."
        tree.services[folder] = tree.services.get(folder) or entry.name
    if reader_of(entry.name) is None and "." in entry.name:
        return 1
    if entry.is_symlink():
        if os.path.isdir(entry.path):  # noqa: PTH112 - false for a link to itself, where entry.is_dir() raises
            tree.skipped.append(Skipped(name, "is a link to a folder and was not followed", blind=False))
            return 0
        if not os.path.exists(entry.path):  # noqa: PTH110 - a path of scandir's, thousands of times
            tree.skipped.append(Skipped(name, "is a link to nothing", blind=False))
            return 0
    _file(entry.path, name, entry.name, entry.stat(), tree)
    return 1


def _file(path: str, shown: str, name: str, info: os.stat_result, tree: Tree) -> None:
    if not stat.S_ISREG(info.st_mode):
        return
    reader = reader_of(name) or ("" if "." in name else _by_shebang(path))
    if not reader:
        return
    largest = _LARGEST_NOTEBOOK if name.endswith(".ipynb") else LARGEST
    if info.st_size > largest:
        words = f"is larger than {largest >> 20} MiB and was not read"
        tree.skipped.append(Skipped(shown, words))
        return
    stamp = (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
    tree.files.append(File(path, shown, reader, info.st_size, stamp))


def _by_shebang(path: str) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a path of scandir's
            first = file.read(64).partition(b"\n")[0]
    except OSError:
        return ""
    if not first.startswith(b"#!"):
        return ""
    if b"python" in first:
        return "python"
    return _SHEBANG_READER if first.rstrip().endswith((b"sh", b"bash")) else ""


def modules(folder: str) -> list[str]:
    """Give the modules of a package by its folder; `pkgutil` would say the same and is slow to import."""
    names = (name for name in os.listdir(folder) if name.endswith(".py"))  # noqa: PTH208 - names are wanted
    return sorted(name.removesuffix(".py") for name in names if not name.startswith("_"))


@cache
def readers() -> dict[str, str]:
    """Give every reader by the name of its module."""
    return {name: f"{languages.__name__}.{name}" for name in modules(languages.__path__[0])}


@cache
def _suffixes() -> tuple[dict[str, str], dict[str, str], list[tuple[Callable[[str], object], str]]]:
    suffixes: dict[str, str] = {}
    names: dict[str, str] = {}
    patterns: list[tuple[Callable[[str], object], str]] = []
    for name, suffix, pattern in _claims():
        if suffix:
            suffixes[suffix] = name
        elif any(sign in pattern for sign in "*?["):
            patterns.append((re.compile(fnmatch.translate(pattern)).match, name))
        else:
            names[pattern] = name
    return suffixes, names, patterns


def _claims() -> Iterator[tuple[str, str, str]]:
    """Give what each reader takes, read from its text: importing them all costs half of a small scan."""
    for name in readers():
        text = Path(languages.__path__[0], f"{name}.py").read_text(encoding="utf-8")
        claimed = {found["name"]: literal_eval(found["value"]) for found in _CLAIM.finditer(text)}
        for suffix in claimed["SUFFIXES"]:
            yield name, suffix, ""
        for pattern in claimed["NAMES"]:
            yield name, "", pattern


@cache
def reader_of(name: str) -> str | None:
    """Give the reader that takes a file of this name; a name of its own goes before a suffix."""
    suffixes, names, patterns = _suffixes()
    if name in names:
        return names[name]
    found = next((reader for matches, reader in patterns if matches(name)), None)
    if found:
        return found
    dot = name.rfind(".")
    return suffixes.get(name[dot:].lower()) if dot >= 0 else None
