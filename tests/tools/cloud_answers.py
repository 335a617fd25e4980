"""A cloud for look-ups that answers from a table: method and path to a body, or to a status and a body."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import requests

from localcloud.endpoints import provider_config
from tools.cloud_lookup.google import Google

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "http://127.0.0.1:1"
PROJECT = "demo-project"


class Answers(requests.Session):
    """Answers what is in the table, 404 to all else, and remembers what it was asked."""

    def __init__(self, table: Mapping[str, object]) -> None:
        super().__init__()
        self.table, self.asked, self.queries = dict(table), list[str](), list[dict[str, str]]()

    def request(self, method: Any, url: Any, **given: Any) -> requests.Response:  # noqa: ANN401  # pyright: ignore[reportIncompatibleMethodOverride]
        """One request; a list in the table is used up one by one, its last entry stays."""
        query = cast("dict[str, str]", given.get("params") or {})
        page = f"?pageToken={query['pageToken']}" if "pageToken" in query else ""
        path = f"{method} {str(url).removeprefix(HOST)}{page}"
        self.asked.append(path)
        self.queries.append(query)
        found = self.table.get(path, (404, None))
        if isinstance(found, list):
            several = cast("list[object]", found)
            found = several.pop(0) if len(several) > 1 else several[0]
        if isinstance(found, Exception):
            raise found
        status, body = cast("tuple[int, object]", found) if isinstance(found, tuple) else (200, found)
        answer = requests.Response()
        answer.status_code = status
        answer._content = json.dumps(body).encode()
        return answer


def cloud(table: Mapping[str, object], config: Mapping[str, object] | None = None) -> tuple[Google, Answers]:
    """The cloud, and what it was asked."""
    settings = {**provider_config(HOST), "vividly:project": PROJECT, **(config or {})}
    slept: list[float] = []
    answers = Answers(table)
    return Google(settings, slept.append, answers), answers
