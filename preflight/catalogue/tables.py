"""Reads the tables of the catalogue: CSV files with a header, one fact a row, sorted by their key.

CSV, because a table is read in every run of the command line and reading YAML would cost more than the scan of
a small service. Read lazily, at most once, and only the table that is asked for; the cheap checks (header,
columns, order, no key twice) are made then, all others by `catalogue.validate()`, which the tests run.

https://docs.python.org/3/library/csv.html
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("tables")
APIS = "|"


class CatalogueError(ValueError):
    """A table is wrong, or knows nothing of what was asked. `problems` holds every sentence."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def place(name: str, row: int = 0) -> str:
    """Give the place of a row (counted from 0) as messages show it, relative to the catalogue."""
    return f"tables/{name}.csv:{row + 2}"


@cache
def read(name: str, columns: tuple[str, ...]) -> tuple[list[str], ...]:
    """Give the rows of the table `name`. Raises CatalogueError with all problems."""
    try:
        text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError([f"tables/{name}.csv: cannot be read, {error}; correct that"]) from error
    return parse(text, name, columns)


def parse(text: str, name: str, columns: tuple[str, ...]) -> tuple[list[str], ...]:
    """Turn the text of a table into rows, each with all columns. Raises CatalogueError with all problems."""
    header, *rows = list(csv.reader(text.splitlines())) or [[]]
    if tuple(header) != columns:
        raise CatalogueError([f"tables/{name}.csv:1: the header is not {','.join(columns)}; correct it"])
    wrong = [
        f"{place(name, at)}: has {len(row)} columns and not {len(columns)}; quote what holds a comma"
        for at, row in enumerate(rows)
        if len(row) != len(columns)
    ]
    if wrong:
        raise CatalogueError(wrong)
    keys = [row[0] for row in rows]
    wrong = [
        f"{place(name, at + 1)}: {after!r} stands twice or after a larger key; sort the rows by {columns[0]}"
        for at, (before, after) in enumerate(zip(keys, keys[1:], strict=False))
        if before >= after
    ]
    if wrong:
        raise CatalogueError(wrong)
    return tuple(rows)


def split(apis: str) -> tuple[str, ...]:
    """Turn `a|b` into its names, an empty text into none."""
    return tuple(apis.split(APIS)) if apis else ()
