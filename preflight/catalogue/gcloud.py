"""Which Google APIs a command calls, such as `gcloud run deploy` or `gsutil cp`: the table gcloud.csv.

The key of a row is the beginning of a command, without flags. `*` in it stands for any one word, and a flag
at its end asks for that flag anywhere. The longest key counts; of equals, one with a flag, then one without
`*`.
A row without APIs is a command known to need nothing enabled.

Phase `deploy`: the command only makes sense to set up or deploy; `any`: where it stands decides.

Deliberately absent: a guess for a group that has no row, and what the arguments of a command name.

https://cloud.google.com/sdk/gcloud/reference
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from preflight.catalogue import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = ("command", "apis", "phase", "source", "note")
PHASES = frozenset({"deploy", "any"})
_TRACKS = frozenset({"alpha", "beta", "preview"})
# Flags of every gcloud command that take the word behind them; others may take one too, behind the command.
_VALUED = frozenset({
    "--access-token-file", "--account", "--billing-project", "--configuration", "--flags-file", "--flatten",
    "--format", "--impersonate-service-account", "--project", "--trace-token", "--verbosity",
})  # fmt: skip
# The proxies are downloaded under names of a version and a platform: `cloud_sql_proxy.linux.amd64`.
_PROXY = re.compile(r"(cloud[-_]sql[-_]proxy|alloydb[-_]auth[-_]proxy).*")
_ALSO = {"firebase-tools": "firebase"}


class Row(NamedTuple):
    """One command, with the APIs that it calls; none if it needs nothing enabled."""

    command: str
    apis: tuple[str, ...]
    phase: Literal["deploy", "any"]
    source: str
    note: str


def command(words: Sequence[str]) -> Row | None:
    """Give the row of a command, program first, or None for one that the table does not know."""
    plain, flags = _parted(words)
    known = _rows()
    for length in range(len(plain), 0, -1):
        for key in _keys(plain[:length], flags):
            if row := known.get(key):
                return row
    return None


@cache
def rows() -> tuple[Row, ...]:
    """Give all rows."""
    return tuple(
        Row(command, tables.split(apis), cast("Literal['deploy', 'any']", phase), source, note)
        for command, apis, phase, source, note in tables.read("gcloud", COLUMNS)
    )


def _parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the words of the command from the names of its flags, without their values."""
    plain: list[str] = []
    flags: list[str] = []
    valued = False
    for word in words:
        if word.startswith("-"):
            flag, sign, _ = word.partition("=")
            flags.append(flag)
            valued = not sign and flag in _VALUED
        elif valued:
            valued = False
        elif not (len(plain) == 1 and word in _TRACKS):
            plain.append(word if plain else _program(word))
    return plain, flags


def _program(word: str) -> str:
    proxy = _PROXY.fullmatch(word)
    return proxy[1].replace("_", "-") if proxy else _ALSO.get(word, word)


def _keys(words: list[str], flags: list[str]) -> list[str]:
    """Give the keys that these words may stand under, the one that says most first."""
    whole = " ".join(words)
    last = words[-1]
    # The first two words, program and group, are never left open.
    open_words = [(*words[: -1 - count], *["*"] * count, last) for count in (1, 2) if len(words) > count + 2]
    return [*(f"{whole} {flag}" for flag in flags), whole, *(" ".join(key) for key in open_words)]


@cache
def _rows() -> dict[str, Row]:
    return {row.command: row for row in rows()}
