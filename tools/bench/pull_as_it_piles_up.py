"""How pulling one message slows down from 100 waiting ones to 30,000: a subscriber that was away comes back.

Nothing is acknowledged in between, so that what is leased piles up as well.
Absent: one ordering key for all of them, where a pull passes over what waits behind a leased message.
https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions/pull
"""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING

from tools.bench import stage, topic_calls
from tools.bench.closed_loop import play, request
from tools.bench.measuring import RUNS, judged, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW, MANY = 100, 30_000
BATCH = 1_000
#: Few enough that all rounds together do not empty the smaller one.
PULLS = FEW // RUNS // 2
AIM = 1.5
BELOW = "/pubsub.googleapis.com/v1/"
TOPIC, SUBSCRIPTION = "projects/bench-project/topics/to-{}", "projects/bench-project/subscriptions/of-{}"


def measure() -> Iterator[str]:
    """Medians of several rounds, in turns."""
    with stage.cloud() as cloud:
        topic_calls.fill(cloud.port, 0)
        for waiting in (FEW, MANY):
            pile_up(cloud.port, waiting)
        rounds = [[_pull(cloud.port, waiting) for waiting in (FEW, MANY)] for _ in range(RUNS)]
    few, many = (statistics.median(waits) for waits in zip(*rounds, strict=True))
    verdict = judged(met=many / few < AIM)
    yield f"pulling one of {MANY:,} takes {ratio(many, few)} as long as one of {FEW}"
    yield f"(aim: under {AIM}x, {verdict})"


def pile_up(port: int, waiting: int) -> None:
    """A topic and a subscription, and so many messages that nobody has pulled yet."""
    topic, subscription = TOPIC.format(waiting), SUBSCRIPTION.format(waiting)
    batch = json.dumps({"messages": [{"data": "YQ=="}] * min(waiting, BATCH)})
    put = json.dumps({"topic": topic, "ackDeadlineSeconds": 600})
    made = [request("PUT", f"{BELOW}{topic}", "{}"), request("PUT", f"{BELOW}{subscription}", put)]
    play(port, [made + [request("POST", f"{BELOW}{topic}:publish", batch)] * -(-waiting // BATCH)])


def _pull(port: int, waiting: int) -> float:
    pull = request("POST", f"{BELOW}{SUBSCRIPTION.format(waiting)}:pull", '{"maxMessages": 1}')
    return play(port, [[pull] * PULLS]).percentile(50)
