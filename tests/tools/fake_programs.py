"""Small scripts that stand where a real program would."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def script(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def engine(folder: Path, version: str, *, official: bool = True) -> Path:
    """Something that answers `pulumi version`, with the official language host beside it or without."""
    if official:
        script(folder / "pulumi-language-python", "exit 0")
    return script(folder / "pulumi", f"echo v{version}")
