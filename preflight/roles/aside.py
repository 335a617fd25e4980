"""Files that stand beside a service and do not run in it: scripts, migrations, examples, notebooks.

Whoever runs them is somebody else, so what they need is told and nobody is told to grant it. A file is beside
by the name of its folder, unless the service imports it or its Dockerfile names it.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preflight.roles.python.modules import Files

_FOLDERS = frozenset(
    {
        "alembic", "benchmark", "benchmarks", "dev", "example", "examples", "hack", "migrations", "notebooks",
        "sample", "samples", "script", "scripts", "seeds", "tools",
    }
)  # fmt: skip


def aside(folder: str, names: Iterable[str], files: Files) -> frozenset[str]:
    """Give those of `names`, files of the service in `folder`, that do not run in it."""
    every = list(names)
    beside = {name for name in every if _is_beside(folder, name)}
    if not beside:
        return frozenset()
    started = _text(Path(folder) / "Dockerfile")
    waiting = [name for name in every if name not in beside or _below(folder, name) in started]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += files.imported_by(name) if name.endswith(".py") else ()
    return frozenset(beside - reached)


def _is_beside(folder: str, name: str) -> bool:
    path = PurePosixPath(_below(folder, name))
    return path.suffix == ".ipynb" or bool(_FOLDERS & {part.lower() for part in path.parts[:-1]})


def _below(folder: str, name: str) -> str:
    return name.removeprefix(f"{folder}/") if folder != "." else name


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
