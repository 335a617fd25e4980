"""Tells what Pulumi keeps secret among values that stand in plain sight.

Pulumi marks a secret, and a mark on one value rises to the whole list that it stands in: where everything in
a group is marked, nobody can tell which one was meant, and the group is named once. Deliberately absent:
values of less than four signs, which cannot be told from ordinary words.

https://www.pulumi.com/docs/iac/concepts/secrets/
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORTEST = 4


def kept_secret(held: Iterable[tuple[str, str, str]], secrets: frozenset[str]) -> Iterator[str]:
    """Say what is kept secret among values, each given as (group, place, value)."""
    for group, found in groupby(held, key=lambda one: one[0]):
        values = [(where, value) for _, where, value in found if len(value) >= _SHORTEST]
        marked = [where for where, value in values if value in secrets]
        if 1 < len(marked) == len(values):
            yield f"{group} hold what Pulumi keeps secret (a mark on one value covers its whole list)"
        else:
            yield from (f"{where} holds what Pulumi keeps secret" for where in marked)
