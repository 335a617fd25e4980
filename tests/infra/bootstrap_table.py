"""The bootstrap's two lists as Python sees them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

BOOTSTRAP = Path(__file__).resolve().parents[2] / "infra" / "bootstrap"


class Row(NamedTuple):
    """A role that planner or applier needs for a resource type; an empty one says that none is needed."""

    type: str
    holder: str
    role: str
    condition: str
    reason: str


with (BOOTSTRAP / "roles.csv").open(newline="") as table:
    HEADER, *ROWS = [Row(*row) for row in csv.reader(table)]

GRANTED = (BOOTSTRAP / "granted_roles.txt").read_text().split()
