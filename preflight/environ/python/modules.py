"""Which file of the code an import means: by the longest match of its path from the end.

`from services.api import settings` is `services/api/settings.py` wherever `services` itself stands, and a
relative import counts folders from its own file.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Modules:
    """The files of the code, by the names that imports can give them."""

    def __init__(self, files: Iterable[str]) -> None:
        self.files = frozenset(files)

    @cached_property
    def _by_last(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for file in sorted(self.files):
            parts = PurePosixPath(file).with_suffix("").parts
            parts = parts[:-1] if parts[-1] == "__init__" else parts
            if parts:
                found.setdefault(parts[-1], []).append((parts, file))
        return found

    def absolute(self, path: str, importer: str) -> str | None:
        """Give the file of `services.api.settings`; of several the one nearest to who imports it."""
        wanted = tuple(path.split("."))
        found = [file for parts, file in self._by_last.get(wanted[-1], ()) if parts[-len(wanted) :] == wanted]
        if not found:
            return None
        found = [file for file in found if file != importer] or found
        here = PurePosixPath(importer).parts
        if len(wanted) == 1:
            # One word is a library more often than not, unless its file stands beside or above.
            found = [file for file in found if _root_of(file) in _above(importer)]
        return max(found, key=lambda file: _shared(PurePosixPath(file).parts, here), default=None)

    def relative(self, path: str, level: int, importer: str) -> str | None:
        """Give the file of `.settings` or `..settings`."""
        parts = importer.split("/")[:-1]
        parts = parts[: len(parts) - (level - 1)] if level > 1 else parts
        place = "/".join([*parts, *path.split(".")]) if path else "/".join(parts)
        for file in (f"{place}.py", f"{place}/__init__.py"):
            if file.lstrip("/") in self.files or file in self.files:
                return file if file in self.files else file.lstrip("/")
        return None


def _root_of(file: str) -> str:
    path = PurePosixPath(file)
    folder = path.parent.parent if path.name == "__init__.py" else path.parent
    return folder.as_posix()


def _above(importer: str) -> set[str]:
    return {folder.as_posix() for folder in PurePosixPath(importer).parents}


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count
