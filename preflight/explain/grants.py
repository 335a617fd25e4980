"""The grants that callers of an API usually want: the table grants.csv, for the APIs that services call most.

A predefined role on the narrowest resource that it can be granted on; a row without a role says that none is
needed. Deliberately absent: roles of administrators, and a guess for an API without a row.

https://cloud.google.com/iam/docs/roles-permissions
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("grants.csv")


class Grant(NamedTuple):
    """A role, the resource to grant it on, and what it is for."""

    api: str
    role: str
    on: str
    to: str


def grants(api: str) -> tuple[Grant, ...]:
    """Give the rows of an API; empty where the table knows nothing of it."""
    return tuple(row for row in rows() if row.api == api)


@cache
def rows() -> tuple[Grant, ...]:
    """Give the whole table."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        _header, *lines = csv.reader(table)
    return tuple(Grant(*line) for line in lines)
