"""Publish, pull and acknowledge, against the official Pub/Sub emulator on the same messages.

The same calls over REST, one after the other on one connection, to each side in turn. A pull may give fewer
messages than it is asked for; it is repeated until all are there, and the time for all of them counts. The first
round does not count: the emulator runs on Java, which is slow until it is warm.
Absent: gRPC, which the emulator speaks as well and the local cloud does not; streaming pull; pushing.
https://cloud.google.com/pubsub/docs/reference/rest and https://cloud.google.com/pubsub/docs/emulator
"""

from __future__ import annotations

import base64
import http.client
import json
import statistics
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tools.bench import stage, topic_calls
from tools.bench.measuring import RUNS, ratio
from tools.bench.start_to_first_answer import NOT_INSTALLED, installed, running
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPIC = "projects/bench-project/topics/measured"
SUBSCRIPTION = "projects/bench-project/subscriptions/measured"
#: How many messages go at once, and how many altogether in one round.
BATCHES = {1: 200, 100: 2_000}
MESSAGE = {"data": base64.b64encode(bytes(range(256)) * 4).decode()}


def measure() -> Iterator[str]:
    """The local cloud's time over the emulator's, step by step; skipped where that is not installed."""
    emulator = installed()
    if emulator is None:
        yield NOT_INSTALLED
        return
    with stage.cloud() as cloud, running(emulator) as port:
        topic_calls.fill(cloud.port, 0)
        ours, theirs = Side(cloud.port, "/pubsub.googleapis.com/v1/"), Side(port, "/v1/")
        with closing(ours), closing(theirs):
            for batch, messages in BATCHES.items():
                rounds = [
                    (ours.round(batch, messages), theirs.round(batch, messages)) for _ in range(RUNS + 1)
                ]
                told = _compared(rounds[1:])
                yield f"1 KB messages, {batch} at once, our time over the emulator's: {told}"


def _compared(rounds: list[tuple[Times, Times]]) -> str:
    ours, theirs = zip(*rounds, strict=True)
    return ", ".join(
        f"{step} {ratio(*(statistics.median(times[step] for times in side) for side in (ours, theirs)))}"
        for step in ours[0]
    )


Times = dict[str, float]


class Side:
    """One server, with a topic and a subscription of it."""

    def __init__(self, port: int, below: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._below = below
        self._ask("PUT", TOPIC, {})
        self._ask("PUT", SUBSCRIPTION, {"topic": TOPIC, "ackDeadlineSeconds": 600})

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def round(self, batch: int, messages: int) -> Times:
        """Publishes all messages, then takes them back; seconds by step."""
        took: Times = dict.fromkeys(("publish", "pull", "acknowledge"), 0.0)

        def step(name: str, place: str, body: object) -> Any:
            started = time.perf_counter()
            answer = self._ask("POST", f"{place}:{name}", body)
            took[name] += time.perf_counter() - started
            return answer

        for _ in range(messages // batch):
            step("publish", TOPIC, {"messages": [MESSAGE] * batch})
        left = messages
        while left > 0:
            received = step("pull", SUBSCRIPTION, {"maxMessages": batch})["receivedMessages"]
            step("acknowledge", SUBSCRIPTION, {"ackIds": [one["ackId"] for one in received]})
            left -= len(received)
        return took

    def _ask(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401 - JSON of several shapes
        content = json.dumps(body)
        self._connection.request(method, self._below + path, content, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status != http.client.OK:
            raise CommandError(f"bench: refused {method} {path}: {said.decode()}")
        return json.loads(said)
