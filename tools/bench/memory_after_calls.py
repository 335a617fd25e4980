"""What the local cloud holds in memory after 100,000 calls, against after 1,000: nothing may pile up.

`/_local/calls` shows the last 10,000 calls. Until it is full it grows, as it is meant to; what is judged is
growth after that. One run: memory does not go up and down with what else the machine does, as time does.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tools.bench import stage, topic_calls
from tools.bench.idle_memory import resident_megabytes
from tools.bench.measuring import judged, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIRST, LOG_FULL, LAST = 1_000, 12_000, 100_000
STEP, CLIENTS, TOPICS = 1_000, 8, 100
MOST_SECONDS = 90
AIM = 1.05


def measure() -> Iterator[str]:
    """Resident memory on the way; cut off where the machine is too slow for all of it."""
    until = time.monotonic() + MOST_SECONDS
    made, held = 0, dict[int, float]()
    with stage.cloud() as cloud:
        topic_calls.fill(cloud.port, TOPICS)
        while made < LAST and time.monotonic() < until:
            made += len(topic_calls.load(cloud.port, TOPICS, CLIENTS, STEP).waits)
            held[made] = resident_megabytes(cloud.process.pid)
    if made <= LOG_FULL:
        yield f"skipped: only {made:,} calls in {MOST_SECONDS} s"
        return
    first, full, last = (held[_reached(held, calls)] for calls in (FIRST, LOG_FULL, made))
    yield f"after {FIRST:,} calls: {first:.0f} MB (the reference)"
    yield f"after {LOG_FULL:,}, with the list of the last calls full: {ratio(full, first)}"
    verdict = judged(met=last / full < AIM)
    yield f"after {made:,}: {ratio(last, first)}; since the list is full {ratio(last, full)}"
    yield f"(aim: under {AIM}x since then, {verdict})"


def _reached(held: Iterable[int], calls: int) -> int:
    """The first number of calls that is not smaller; clients play whole rounds, which seldom add up to it."""
    return min(made for made in held if made >= calls)
