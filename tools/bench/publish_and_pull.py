"""Publish, pull and acknowledge, against the official Pub/Sub emulator on the same messages.

The same calls over REST, one after the other on one connection, to each side in turn. A pull may give fewer
messages than it is asked for; it is repeated until all are there, and the time for all of them counts. The
emulator runs on Java: it takes up to three times as long before some ten thousand calls have warmed it, so
that many rounds of it come first. It keeps messages in memory only; the local cloud writes them to its file.
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
from typing import TYPE_CHECKING, TypedDict, cast

from tools.bench import stage, topic_calls
from tools.bench.measuring import RUNS, ratio
from tools.bench.start_to_first_answer import NOT_INSTALLED, installed, running
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TOPIC = "projects/bench-project/topics/measured"
SUBSCRIPTION = "projects/bench-project/subscriptions/measured"
#: How many messages go at once, and how many altogether in one round.
BATCHES = {1: 200, 100: 2_000}
WARMING = 20
STEPS = ("publish", "pull", "acknowledge")
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
                ours.round(batch, messages)
                for _ in range(WARMING):
                    theirs.round(batch, messages)
                rounds = [(ours.round(batch, messages), theirs.round(batch, messages)) for _ in range(RUNS)]
                yield f"1 KB messages, {batch} at once, over the warm emulator's time (under 1x is faster):"
                yield f"  {compared(rounds)}"


def compared(rounds: list[tuple[Times, Times]]) -> str:
    """For each step: the local cloud's time over the emulator's, medians of the rounds."""
    ours, theirs = zip(*rounds, strict=True)
    return ", ".join(f"{step} takes {ratio(_median(ours, step), _median(theirs, step))}" for step in STEPS)


def _median(rounds: Iterable[Times], step: str) -> float:
    return statistics.median(times[step] for times in rounds)


Times = dict[str, float]


class Answer(TypedDict, total=False):
    """What is read of answers; the emulator writes more."""

    receivedMessages: list[dict[str, str]]


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
        took: Times = dict.fromkeys(STEPS, 0.0)

        def step(name: str, place: str, body: object) -> Answer:
            started = time.perf_counter()
            answer = self._ask("POST", f"{place}:{name}", body)
            took[name] += time.perf_counter() - started
            return answer

        for _ in range(messages // batch):
            step("publish", TOPIC, {"messages": [MESSAGE] * batch})
        left = messages
        while left > 0:
            received = step("pull", SUBSCRIPTION, {"maxMessages": batch}).get("receivedMessages", [])
            if not received:
                raise CommandError(f"bench: lost {left} of {messages} messages do not come back")
            step("acknowledge", SUBSCRIPTION, {"ackIds": [one["ackId"] for one in received]})
            left -= len(received)
        return took

    def _ask(self, method: str, path: str, body: object) -> Answer:
        content = json.dumps(body)
        self._connection.request(method, self._below + path, content, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status != http.client.OK:
            raise CommandError(f"bench: refused {method} {path}: {said.decode()}")
        return cast("Answer", json.loads(said))
