"""What Python packages a service asks for: requirements files, pyproject.toml, Pipfile. Names only.

A package that is asked for and never imported calls nothing; it is worth a hint. Lock files are left out,
since they name what others need.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, cast

from preflight.scan.reach import PUBLISHED
from preflight.scan.source import Import, Known, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE = "python-manifest"
SUFFIXES: tuple[str, ...] = ()
NAMES = ("requirements.txt", "requirements.in", "requirements-*.txt", "requirements/*.txt", "pyproject.toml",
         "Pipfile")  # fmt: skip
# What a project has that others install and start.
_PUBLISHES = {"scripts", "entry-points", "gui-scripts", "classifiers"}
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def read(data: bytes, name: str) -> Source:
    """Read one manifest."""
    text = data.decode("utf-8", "replace")
    source = Source(LANGUAGE)
    if not name.endswith(("pyproject.toml", "Pipfile")):
        for number, line in enumerate(text.splitlines(), 1):
            found = _NAME.match(line.partition("#")[0])
            if "[" in line and "bqstorage" in line:
                source.dependencies.append(Import("google-cloud-bigquery-storage", number))
            if found and not line.lstrip().startswith("-"):
                source.dependencies.append(Import(_normal(found[1]), number))
        return source
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        source.problems.append(f"line 1: is no TOML: {error}")
        return source
    if "build-system" in document or _PUBLISHES & _table(document.get("project")).keys():
        source.constants[PUBLISHED] = Known(value=True)
    lines = text.splitlines()
    for one in _asked(document):
        found = _NAME.match(one)
        if found and found[1] != "python":
            line = next((number for number, line in enumerate(lines, 1) if found[1] in line), 1)
            source.dependencies.append(Import(_normal(found[1]), line))
    return source


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked(document: dict[str, Any]) -> Iterator[str]:
    project = _table(document.get("project"))
    yield from _texts(project.get("dependencies"))
    for extra in _table(project.get("optional-dependencies")).values():
        yield from _texts(extra)
    poetry = _table(_table(document.get("tool")).get("poetry"))
    yield from _table(poetry.get("dependencies"))
    yield from _table(document.get("packages"))


def _table(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _texts(value: object) -> Iterator[str]:
    return (str(one) for one in cast("list[object]", value)) if isinstance(value, list) else iter(())
