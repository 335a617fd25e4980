"""What the clients of a measurement ask: get a topic, list a page, create one, delete it, over and over.

Topics that are created and deleted have names that come once only and sort behind those that stay, so that a
page holds the same whoever else is at it, and whatever is kept for each name would show as growth.
https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from tools.bench.closed_loop import play, request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.bench.closed_loop import Load, Request

ENABLE = "/serviceusage.googleapis.com/v1/projects/bench-project/services/pubsub.googleapis.com:enable"
TOPICS = "/pubsub.googleapis.com/v1/projects/bench-project/topics"
ROUND = 4
_names = itertools.count()


def fill(port: int, size: int) -> None:
    """Makes so many topics in an empty local cloud."""
    play(port, [[request("POST", ENABLE, "{}")]])
    play(port, [(request("PUT", f"{TOPICS}/kept-{number:05}", "{}") for number in range(size))])


def load(port: int, size: int, clients: int, calls: int) -> Load:
    """So many clients, which together make about so many calls to a local cloud that was filled to `size`."""
    rounds = max(calls // ROUND // clients, 1)
    return play(port, [_script(size, range(client, client + rounds)) for client in range(clients)])


def _script(size: int, rounds: Iterable[int]) -> Iterator[Request]:
    for number in rounds:
        name = f"{TOPICS}/passing-{next(_names):07}"
        # Far apart, so that it is not always the same page of the data file that is read.
        yield request("GET", f"{TOPICS}/kept-{number * 7919 % size:05}")
        yield request("GET", f"{TOPICS}?pageSize=10")
        yield request("PUT", name, "{}")
        yield request("DELETE", name)
