"""Reads the tables of the catalogue: CSV files with a header, one fact a row, sorted by their key.

CSV, because tables are read in every run of the command line and reading YAML would cost more than the scan
of a small service. Read lazily, at most once, and only the table that is asked for; the cheap checks (header,
columns, order, no key twice) are made then, all others by `catalogue.validate()`.

https://docs.python.org/3/library/csv.html
"""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).with_name("tables")
APIS = "|"
_API = re.compile(r"[a-z][a-z0-9-]*\.googleapis\.com")


class CatalogueError(ValueError):
    """A table is wrong, or knows nothing of what was asked. `problems` holds every sentence."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@cache
def read(name: str, columns: tuple[str, ...]) -> tuple[list[str], ...]:
    """Give the rows of the table `name`. Raises CatalogueError with all problems."""
    return parse(text_of(FOLDER / f"{name}.csv", shown(name)), shown(name), columns)


def shown(name: str) -> str:
    """Give the file of the table `name` as messages show it, relative to the catalogue."""
    return f"{FOLDER.name}/{name}.csv"


def text_of(path: Path, place: str) -> str:
    """Give the text of a file that messages call `place`. Raises CatalogueError."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CatalogueError([f"{place}: is not UTF-8; save it as UTF-8"]) from error
    except OSError as error:
        raise CatalogueError([f"{place}: cannot be opened, {error.strerror}; correct that"]) from error


def parse(text: str, place: str, columns: tuple[str, ...]) -> tuple[list[str], ...]:
    """Turn the text of a table into rows, each with all columns. Raises CatalogueError with all problems."""
    header, *rows = list(csv.reader(text.splitlines())) or [[]]
    if tuple(header) != columns:
        raise CatalogueError([f"{place}:1: the header is not {','.join(columns)}; correct it"])
    width = len(columns)
    if wrong := [
        f"{place}:{line}: has {len(row)} columns and not {width}; quote what holds a comma"
        for line, row in enumerate(rows, start=2)
        if len(row) != width
    ]:
        raise CatalogueError(wrong)
    keys = [row[0] for row in rows]
    if wrong := [
        f"{place}:{line}: {after!r} stands twice or after a larger key; sort the rows by {columns[0]}"
        for line, (before, after) in enumerate(pairwise(keys), start=3)
        if before >= after
    ]:
        raise CatalogueError(wrong)
    return tuple(rows)


def split(apis: str) -> tuple[str, ...]:
    """Turn `a|b` into its names, an empty text into none."""
    return tuple(apis.split(APIS)) if apis else ()


def unfit(apis: str, what: str) -> Iterator[str]:
    """Say what is wrong with a column of APIs, which messages call `what`."""
    found = split(apis)
    for api in found:
        if not _API.fullmatch(api):
            yield f"{what}: {api!r} is no API; write it like pubsub.googleapis.com"
    if len(set(found)) != len(found):
        yield f"{what}: one stands twice; keep one"
