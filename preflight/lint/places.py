"""Who reads a file: production, tests, or people; by its name and the folders below the linted path."""

from __future__ import annotations

import re
from enum import Enum

from preflight.scan import reach


class Reader(Enum):
    """Who reads a file."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TESTS = "tests"
    PEOPLE = "people"


_DOCUMENTATION = frozenset({"docs", "doc", "documentation", "adr", "adrs", "rfcs", "changelogs"})
_DEVELOPMENT = re.compile(
    r"(?:^|[._-])(?:dev|develop|development|local|staging|stage|sandbox|test|testing|ci)(?:[._-]|$)",
    re.IGNORECASE,
)
_DOUBLES = frozenset({"__fixtures__", "__snapshots__", "snapshots", "cassettes", "goldens", "golden"})
_TYPES_TESTED = re.compile(r"\.(?:test|spec)-d\.[cm]?tsx?$")
_FOLDERS = frozenset({"dev", "development", "local", "staging", "sandbox"})


def reader_of(file: str, roots: tuple[str, ...]) -> Reader:
    """Say who reads a file."""
    *folders, name = _below(file, roots).split("/")
    if reach.is_test(file, roots) or not _DOUBLES.isdisjoint(folders) or _TYPES_TESTED.search(name):
        return Reader.TESTS
    if any(folder.lower() in _DOCUMENTATION for folder in folders):
        return Reader.PEOPLE
    if _DEVELOPMENT.search(name) or any(folder.lower() in _FOLDERS for folder in folders):
        return Reader.DEVELOPMENT
    return Reader.PRODUCTION


def _below(file: str, roots: tuple[str, ...]) -> str:
    for root in roots:
        if root != "." and file.startswith(f"{root}/"):
            return file[len(root) + 1 :]
    return file if "." in roots else file.rpartition("/")[2]
