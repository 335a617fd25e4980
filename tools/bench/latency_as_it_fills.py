"""How the local cloud's answers slow down from 10 resources to 10,000: one read, and a page of a list."""

from __future__ import annotations

import http.client
import statistics
from typing import TYPE_CHECKING

from tools.bench import stage
from tools.bench.measuring import ratio, seconds
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (10, 100, 1_000, 10_000)
ASKED = 200
ENABLE = "/serviceusage.googleapis.com/v1/projects/bench-project/services/pubsub.googleapis.com:enable"
TOPICS = "/pubsub.googleapis.com/v1/projects/bench-project/topics"


def measure() -> Iterator[str]:
    """Medians at each size, as ratios to the smallest."""
    with stage.cloud() as cloud:
        connection = http.client.HTTPConnection("127.0.0.1", cloud.port)
        _call(connection, "POST", ENABLE)
        made = 0
        first: tuple[float, float] | None = None
        for size in SIZES:
            for number in range(made, size):
                _call(connection, "PUT", f"{TOPICS}/topic-{number:05}")
            made = size
            read = _median(connection, f"{TOPICS}/topic-{size // 2:05}")
            page = _median(connection, f"{TOPICS}?pageSize=10")
            first = first or (read, page)
            slower = f"read {ratio(read, first[0])}, page of 10 {ratio(page, first[1])}"
            yield f"{size:>6} resources: {slower} (aim: flat)"


def _median(connection: http.client.HTTPConnection, path: str) -> float:
    return statistics.median(seconds(lambda: _call(connection, "GET", path)) for _ in range(ASKED))


def _call(connection: http.client.HTTPConnection, method: str, path: str) -> None:
    body = None if method == "GET" else "{}"
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != http.client.OK:
        raise CommandError(f"bench: refused {method} {path}: {said.decode()}")
