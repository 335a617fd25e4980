"""Which Google APIs a type of Terraform's google provider needs: the table terraform.csv.

A key stands for every type that goes on behind it with `_`, and the longest counts: `google_project` is not
asked about `google_project_service`, which has its own row, nor about `google_projectile`. Data sources have
the rows of resources. A row without APIs is a type known to ask nobody, such as `google_iam_policy`.

Deliberately absent: a guess for a type that has no row; the answer is None and the scan says so.

https://registry.terraform.io/providers/hashicorp/google/latest/docs
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from preflight.catalogue import tables

COLUMNS = ("prefix", "apis", "source")


class Row(NamedTuple):
    """The types that begin so, with the APIs that they need."""

    prefix: str
    apis: tuple[str, ...]
    source: str


def apis_of(resource_type: str) -> tuple[str, ...] | None:
    """Give the APIs that a type needs, or None for a type that the table does not know."""
    known = _rows()
    prefix = resource_type
    while prefix:
        if row := known.get(prefix):
            return row.apis
        prefix = prefix.rpartition("_")[0]
    return None


@cache
def rows() -> tuple[Row, ...]:
    """Give all rows."""
    return tuple(
        Row(prefix, tables.split(apis), source) for prefix, apis, source in tables.read("terraform", COLUMNS)
    )


@cache
def _rows() -> dict[str, Row]:
    return {row.prefix: row for row in rows()}
