"""What a project leaves out: `exclude` under [tool.preflight.models.lint] in its pyproject.toml."""

from __future__ import annotations

import fnmatch
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def of(paths: Sequence[Path]) -> Callable[[str], bool]:
    """Give what `[tool.preflight.models.lint] exclude` of the nearest pyproject.toml leaves out.

    Its patterns count from its folder; a folder's pattern leaves out what is below. What covers a path that
    was named itself does not count for it.
    """
    for folder in _above(paths):
        file = folder / "pyproject.toml"
        if not file.is_file():
            continue
        try:
            text = file.read_text(encoding="utf-8")
            if "preflight" not in text:
                return lambda _: False
            import tomllib  # noqa: PLC0415 - slow to import, and only needed here

            document = tomllib.loads(text)
            patterns = (
                document.get("tool", {})
                .get("preflight", {})
                .get("models", {})
                .get("lint", {})
                .get("exclude", [])
            )
        except (ValueError, OSError, AttributeError):
            return lambda _: False
        return _matching(folder, [str(one) for one in patterns], paths)
    return lambda _: False


def _above(paths: Sequence[Path]) -> list[Path]:
    first = paths[0].resolve() if paths else Path.cwd()
    return [first, *first.parents] if first.is_dir() else list(first.parents)


def _matching(folder: Path, patterns: list[str], paths: Sequence[Path]) -> Callable[[str], bool]:
    named = [os.path.relpath(path.resolve(), folder) for path in paths]
    used = [
        re.compile(fnmatch.translate(one.rstrip("/").removesuffix("/**")))
        for one in patterns
        if not any(_covers(one.rstrip("/").removesuffix("/**"), name) for name in named)
    ]
    if not used:
        return lambda _: False
    prefix = os.path.relpath(Path.cwd(), folder)

    def matches(name: str) -> bool:
        whole = name if prefix == "." else os.path.relpath(Path.cwd() / name, folder)
        return any(pattern.match(whole) for pattern in used)

    return matches


def _covers(pattern: str, name: str) -> bool:
    parts = name.split("/")
    return any(fnmatch.fnmatch("/".join(parts[:count]), pattern) for count in range(1, len(parts) + 1))
