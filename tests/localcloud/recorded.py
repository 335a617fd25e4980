"""Replays the official provider's recorded requests and holds the answers against those it accepted.

Placeholders stand for values that the cloud chooses: the first answer that shows one fixes it, and later
requests send it. Etags are kept per resource, because the recording's simulator gave different resources the
same ones. What the recording leaves out (the steps of its replace runs) is made up for in `BETWEEN`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from localcloud import masks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from in_process import Json, Local

ROWS: list[Json] = [
    json.loads(line)
    for line in Path(__file__).with_name("provider_traffic.jsonl").read_text().splitlines()
    if line
]
PROJECT = "demo"
_PLACEHOLDER = re.compile(r"\{([A-Za-z]+\w*)\}")
_VERB = re.compile(r":\w+$|/iam$")


class Replay:
    """One program of the recording against one local cloud."""

    def __init__(self, local: Local) -> None:
        self.local = local
        self.values: dict[str, str] = {"project_number": local.number(PROJECT)}
        self.etags: dict[tuple[str, str], str] = {}

    def differences(self, row: Json) -> list[str]:
        """Sends a row's request and says in what the answer differs from what was accepted."""
        place = _VERB.sub("", row["path"])
        path = self.filled(row["path"], place)
        host, _, rest = path.removeprefix("/").partition(".googleapis.com")
        answer = self.local.send(
            row["method"], f"{host}{rest}?{row['query']}", self.filled(row["body"], place)
        )
        if answer.status_code != row["status"]:
            return [f"status {answer.status_code}, not {row['status']}: {answer.text}"]
        if row["status"] == 404 or row["response"] is None:
            return []
        expected = row["response"]
        if fields := re.search(r"fields=([^&]+)", row["query"]):
            # The simulator answered everything; Google answers what was asked for.
            expected = masks.select(expected, fields[1].replace("%2F", "/").replace("%2C", ","))
        return list(self.compare(expected, answer.json(), "", place))

    def filled(self, value: Any, place: str) -> Any:  # noqa: ANN401 - any JSON
        """Puts values in for placeholders."""
        if isinstance(value, str):
            return _PLACEHOLDER.sub(lambda found: self.known(found[1], place) or found[0], value)
        if isinstance(value, list):
            return [self.filled(item, place) for item in value]  # pyright: ignore[reportUnknownVariableType]
        if isinstance(value, dict):
            return {key: self.filled(item, place) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        return value

    def known(self, name: str, place: str) -> str | None:
        """The value of a placeholder; for etags, the newest one of the resource."""
        return self.etags.get(("etag", place)) if name.startswith("etag") else self.values.get(name)

    def compare(self, expected: Any, got: Any, at: str, place: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
        """Says where `got` lacks something of `expected`."""
        if isinstance(expected, dict) and isinstance(got, dict):
            yield from self._compare_objects(cast("Json", expected), cast("Json", got), at, place)
        elif isinstance(expected, list) and isinstance(got, list):
            yield from self._compare_lists(cast("list[Any]", expected), cast("list[Any]", got), at, place)
        elif isinstance(expected, str) and _PLACEHOLDER.search(expected):
            if not self._learn(expected, str(got), place):
                yield f"{at}: {got!r}, not {expected!r}"
        elif expected != got:
            yield f"{at}: {got!r}, not {expected!r}"

    def _compare_objects(self, expected: Json, got: Json, at: str, place: str) -> Iterator[str]:
        for key, value in expected.items():
            if key in got:
                yield from self.compare(value, got[key], f"{at}.{key}", place)
            else:
                yield f"{at}.{key}: missing, {value!r} expected"

    def _compare_lists(self, expected: list[Any], got: list[Any], at: str, place: str) -> Iterator[str]:
        if len(expected) != len(got):
            yield f"{at}: {got!r}, not {expected!r}"
            return
        for number, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from self.compare(one, other, f"{at}[{number}]", place)

    def _learn(self, expected: str, got: str, place: str) -> bool:
        names: list[str] = []
        pattern = ""
        at = 0
        for found in _PLACEHOLDER.finditer(expected):
            pattern += re.escape(expected[at : found.start()])
            known = None if found[1] == "time" or found[1].startswith("etag") else self.values.get(found[1])
            pattern += re.escape(known) if known else "(.+)"
            names += [] if known else [found[1]]
            at = found.end()
        match = re.fullmatch(pattern + re.escape(expected[at:]), got)
        if match is None:
            return False
        for name, value in zip(names, match.groups(), strict=True):
            if name.startswith("etag"):
                self.etags["etag", place] = value
            elif name != "time":
                self.values[name] = value
        return True
