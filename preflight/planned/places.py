"""Where a stack's files spell a name: what an error about something declared points at.

The program's own files are asked first, then the settings of the stack. A name that a program puts together
(`f"{role}_MODEL"`) is spelled nowhere; then the settings file of the stack stands for it, as a whole.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from preflight.planned import project_file
from preflight.scan import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SUFFIXES = frozenset({".py", ".ts", ".js", ".go", ".cs", ".java", ".yaml", ".yml", ".json"})
_NOT_HERE = frozenset({"tests", "test", "docs", "services", "src", "apps", "app"})
_IMPORT = re.compile(
    r"^[ \t]*(?:from|import)[ \t]+([\w.]+)(?:[ \t]+import[ \t]+(\([^)]*\)|[^\n]*))?", re.MULTILINE
)
_NAME = re.compile(r"\w+")
_FAR = 2
_MOST = 3000
_LARGEST = 1 << 20


class Places:
    """The files of a project that declare something, read once."""

    def __init__(self, root: Path | None, fallback: str = "") -> None:
        self.root, self.fallback = root, fallback
        self._texts: list[tuple[str, list[str]]] | None = None

    def of(self, name: str, stack: str) -> tuple[str, int]:
        """Give the file and the line that declare a name for a stack; line 0 where none spells it."""
        spelled = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])")
        for file, lines in self._read():
            if Path(file).name.startswith("Pulumi.") and Path(file) != self._settings(stack):
                continue
            for number, line in enumerate(lines, 1):
                if spelled.search(line) and not line.lstrip().startswith(("#", "//")):
                    return file, number
        return (shown(self._settings(stack)) if self.root else self.fallback), 0

    def _settings(self, stack: str) -> Path:
        assert self.root is not None  # noqa: S101 - asked only where there is a project
        file = project_file.file_of(self.root, stack)
        return Path(shown(file if file.is_file() else self.root / "Pulumi.yaml"))

    def _read(self) -> list[tuple[str, list[str]]]:
        if self._texts is None:
            self._texts = list(self._files()) if self.root else []
        return self._texts

    def _files(self) -> Iterator[tuple[str, list[str]]]:
        assert self.root is not None  # noqa: S101 - asked only where there is a project
        found: list[Path] = []
        for folder, folders, names in os.walk(self.root):
            at = Path(folder)
            folders[:] = sorted(
                name
                for name in folders
                if name not in tree.LEFT_OUT
                and not name.startswith(".")  # what tools keep, such as the state of an engine
                and (at != self.root or name not in _NOT_HERE)
            )
            found += [at / name for name in sorted(names) if Path(name).suffix in _SUFFIXES]
            if len(found) > _MOST:
                break
        # What is nearest to infrastructure first, settings of a stack after the program.
        ranked = sorted(found, key=lambda one: (_rank(one, self.root), one.as_posix()))[:_MOST]
        texts = {path: text for path in ranked if (text := _text(path)) is not None}
        mine = _imported(texts, self.root) if self.root / "__main__.py" in texts else texts
        yield from ((shown(path), text.splitlines()) for path, text in texts.items() if path in mine)


def _text(path: Path) -> str | None:
    try:
        small = path.stat().st_size < _LARGEST
        return path.read_text(encoding="utf-8", errors="replace") if small else None
    except OSError:
        return None


def _imported(texts: Mapping[Path, str], root: Path) -> set[Path]:
    """Give the files of a program of Python: what declares, and what that imports, however far."""
    mine = {path for path in texts if path.suffix != ".py" or _rank(path, root) < _FAR}
    waiting = [path for path in mine if path.suffix == ".py"]
    names = {".".join(path.relative_to(root).with_suffix("").parts): path for path in texts}
    while waiting:
        for module, members in _IMPORT.findall(texts[waiting.pop()]):
            wanted = (module, f"{module}.__init__", *(f"{module}.{one}" for one in _NAME.findall(members)))
            for path in [names[one] for one in wanted if one in names and names[one] not in mine]:
                mine.add(path)
                waiting.append(path)
    return mine


def _rank(path: Path, root: Path | None) -> int:
    first = path.relative_to(root).parts[0].lower() if root else ""
    if path.name.startswith("Pulumi."):
        return 1
    return (
        0
        if first.startswith(("infra", "deploy", "pulumi", "iac", "stack", "__main__", "index", "main"))
        else _FAR
    )


def shown(path: Path) -> str:
    """Give a path as messages show it: from the current folder where it is below, else whole."""
    relative = os.path.relpath(path)
    return Path(os.path.abspath(path) if relative.startswith("..") else relative).as_posix()  # noqa: PTH100 - links stay
