"""The services below a path, and what each of them reads.

A folder with a Dockerfile or a manifest is a service; files outside of one belong to whoever imports them.
Tests read nothing at run time, nor do scripts that no image starts and no file imports. What is read is told
by found/, one reader a language.
"""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from preflight.environ import found as readers
from preflight.environ.reads import Found
from preflight.scan import looking, reach, tree
from preflight.scan.needs import Skipped
from preflight.scan.source import Known, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

    from preflight.scan.tree import File, Tree

# Folders of scripts: part of a service only if an image starts them or a file imports them.
_SCRIPTS = frozenset({
    "scripts", "script", "tools", "hack", "ci", ".github", ".circleci", "examples", "example", "samples",
    "docs", "benchmarks", "dev", "migrations", "alembic", "notebooks", "infra", "infrastructure",
    "terraform", "deploy", "deployment", "pulumi", "playwright",
})  # fmt: skip
# Settings of tools that test, build or check, which no server loads.
_TOOLS = re.compile(
    r"(?:playwright|cypress|checkly|wdio|karma|nightwatch|protractor|codecept|jest|vitest|vite|webpack|rollup|tsup"
    r"|esbuild|babel|eslint|prettier|stylelint|commitlint|tailwind|postcss|drizzle|web-dev-server|web-test-runner)"
    r"(?:[.-]\w+)*\.(?:config|conf|common|dev|prod|base)(?:\.\w+)*\.[cm]?[jt]s"
    r"|\.\w+rc\.[cm]?[jt]s|[Gg](?:ulp|runt)file\.[cm]?[jt]s"
)
# Programs in languages that no reader knows: then nobody can say that a variable is never read.
_FOREIGN = frozenset({
    ".rb", ".php", ".rs", ".ex", ".exs", ".scala", ".clj", ".swift", ".c", ".cc", ".cpp", ".pl", ".dart",
    ".hs", ".erl", ".lua", ".r", ".jl", ".vue", ".svelte", ".fs", ".vb", ".zig",
})  # fmt: skip
_PLAIN_TEXT = frozenset({
    ".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf", ".properties", ".xml", ".tmpl", ".template",
    ".j2", ".html", ".sh", ".sql", ".hcl", ".tf", ".mako",
})  # fmt: skip
_READ_SETTINGS = frozenset({"dockerfile", "yaml_documents", "terraform"})
_LARGEST = 4 << 20


@dataclass
class Code:
    """One service of the code: its folder as it is shown, what it reads, and what its image sets.

    `complete`: every file of it could be read. `mentions`: words of files that other programs read.
    """

    path: str
    marked: str
    found: Found
    image: set[str] = field(default_factory=set[str])
    complete: bool = True
    mentions: str = ""

    @property
    def name(self) -> str:
        """The name of its folder; for the current one, that of the folder itself."""
        return PurePosixPath(Path(self.path).resolve().as_posix()).name


@dataclass
class Gathered:
    """All services, the plain values that files in the tree set, and what was not looked at."""

    services: list[Code]
    settings: list[tuple[str, Setting]]
    skipped: list[Skipped]
    files: int = 0


@contextmanager
def _keeping_all() -> Generator[None]:
    """Pause the collector of cycles, which would look at the trees of all files again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def gather(paths: Sequence[Path], root: Path) -> Gathered:
    """Read everything below `paths`; `root` is the project, where imports may lead."""
    with _keeping_all():
        return _gathered(paths, root)


def _gathered(paths: Sequence[Path], root: Path) -> Gathered:
    listed = tree.listed(list(paths))
    files = [file for file in listed.files if not reach.is_test(file.shown, listed.roots)]
    data = {file.shown: read for file in files if (read := _data(file, listed)) is not None}
    shared = _shared(paths, root, set(data))
    result = Gathered([], _settings(files), list(listed.skipped), listed.seen)
    home = tree.homes(listed)
    groups: dict[str, list[str]] = {folder: [] for folder in listed.services}
    for file in data:
        groups[home(file)].append(file)
    marked = [folder for folder in sorted(groups) if listed.services[folder]]
    everything = {**shared, **data}
    reached = set[str]()
    for folder in [*marked, *(folder for folder in sorted(groups) if folder not in marked)]:
        own = [file for file in groups[folder] if file not in reached]
        own = _without_scripts(own, folder, {file: data[file] for file in groups[folder]})
        code = _read(folder, listed.services[folder], own, everything)
        _surroundings(code, listed, home)
        reached |= code.found.reached
        if own and (listed.services[folder] or code.found.reads or code.found.dynamic):
            result.services.append(code)
        result.skipped += [Skipped(file, f"is not read to its end: {what}", line=line) for file, line, what in
                           dict.fromkeys(code.found.problems)]  # fmt: skip
    result.services.sort(key=lambda code: code.path)
    return result


def _data(file: File, listed: Tree) -> bytes | None:
    data = looking.bytes_of(file)
    if isinstance(data, Skipped):
        listed.skipped.append(data)
        return None
    for bom, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            data = data.decode(encoding, "replace").encode()
    return None if b"\0" in data else data.removeprefix(b"\xef\xbb\xbf")


def _shared(paths: Sequence[Path], root: Path, known: set[str]) -> dict[str, bytes]:
    """Give files beside the paths, which the code may import though nobody asked about them."""
    top = root.resolve()
    beside: list[Path] = []
    for path in paths:
        above = path.resolve().parent
        if path.is_dir() and above != top and above.is_relative_to(top):
            beside.append(Path(path).parent if str(path.parent) != "." else path)
    found: dict[str, bytes] = {}
    for folder in dict.fromkeys(beside):
        listed = tree.listed([folder])
        for file in listed.files:
            if (
                file.shown not in known
                and file.reader == "python"
                and (data := _data(file, listed)) is not None
            ):
                found[file.shown] = data
    return found


def _without_scripts(own: Iterable[str], folder: str, data: Mapping[str, bytes]) -> list[str]:
    """Leave out scripts that no image starts; what a file imports is walked all the same."""
    kept: list[str] = []
    images = b"\n".join(
        text for file, text in data.items() if _is_image(file) or file.endswith(("Procfile", ".sh"))
    )
    for file in own:
        if _TOOLS.fullmatch(PurePosixPath(file).name):
            continue
        inside = (
            PurePosixPath(file).relative_to(folder).parts
            if folder not in (".", file) and file.startswith(f"{folder}/")
            else PurePosixPath(file).parts
        )
        if any(part.lower() in _SCRIPTS for part in _folders(inside[:-1])):
            name = PurePosixPath(file)
            if name.name.encode() not in images and f"{name.parent.name}.{name.stem}".encode() not in images:
                continue
        kept.append(file)
    return kept


def _folders(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the folders that say what a file is for: below `src/main` they are the names of packages."""
    for at, pair in enumerate(pairwise(parts)):
        if pair == ("src", "main"):
            return parts[:at]
    return parts


def _is_image(file: str) -> bool:
    return tree.reader_of(PurePosixPath(file).name) == "dockerfile"


def _read(folder: str, marker: str, own: list[str], data: Mapping[str, bytes]) -> Code:
    found = Found()
    for name in tree.modules(readers.__path__[0]):
        reader = cast("Any", import_module(f"{readers.__name__}.{name}"))
        try:
            found.add(reader.found(own, data))
        except Exception as error:  # noqa: BLE001 - one service must never end the others
            found.problems.append((folder, 0, f"its reader failed ({type(error).__name__}: {error})"))
    return Code(folder, marker, found)


def _surroundings(code: Code, listed: Tree, home: Callable[[str], str]) -> None:
    """Note what the image sets, which languages are there, and what stands in files for other programs."""
    mentions: list[str] = []
    for file in listed.files:
        if home(file.shown) == code.path and file.reader == "dockerfile":
            source, _ = looking.look(file)
            code.image |= (
                {one.name for one in source.settings if _instruction(file, one.line) == "ENV"}
                if source
                else set()
            )
    top = Path(code.path)
    if not top.is_dir():
        return
    for path in _below(top, set(listed.services) - {code.path}):
        suffix = path.suffix.lower()
        if suffix in _FOREIGN:
            code.complete = False
        elif suffix in _PLAIN_TEXT and path.stat().st_size < _LARGEST:
            mentions.append(path.read_bytes().decode("utf-8", "replace"))
    code.mentions = "\n".join(mentions)


def _instruction(file: File, line: int) -> str:
    """Give the instruction of a Dockerfile that a line is part of; a continued one says its word once."""
    lines = Path(file.path).read_bytes().decode("utf-8", "replace").splitlines()[:line]
    while len(lines) > 1 and (lines[-2].rstrip().endswith("\\") or lines[-2].lstrip().startswith("#")):
        lines.pop()
    return lines[-1].strip().split(" ")[0].upper() if lines else ""


def _below(top: Path, others: set[str]) -> Iterable[Path]:
    waiting, seen = [top], 0
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            continue
        for entry in entries:
            seen += 1
            if seen > 20_000:
                return
            if entry.is_symlink():
                continue
            if entry.is_dir():
                if entry.name not in tree.LEFT_OUT and entry.as_posix() not in others:
                    waiting.append(entry)
            elif entry.is_file():
                yield entry


def _settings(files: Iterable[File]) -> list[tuple[str, Setting]]:
    """Give the plain values that files of images and of infrastructure set."""
    found: list[tuple[str, Setting]] = []
    for file in files:
        if file.reader not in _READ_SETTINGS:
            continue
        data = looking.bytes_of(file)
        source = looking.told(file, data)[0] if isinstance(data, bytes) else None
        found += [
            (file.shown, one)
            for one in (source.settings if source else ())
            if isinstance(one.value, Known)
            and isinstance(one.value.value, str)
            # What stands before a command of a build is not set on what runs.
            and (file.reader != "dockerfile" or _instruction(file, one.line) in ("ENV", "ARG"))
        ]
    return found


def word_in(name: str, text: str) -> bool:
    """Say whether a text names a variable."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
