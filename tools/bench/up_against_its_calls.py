"""A first `up` of the whole stack against the time that its calls to the local cloud take, all added up.

A proxy between the provider and the local cloud times the calls (`timed_calls.py`); `up` and calls are taken
from the same run, with preview skipped and the pack on. Calls that are under way together count each in full,
and wait for each other: the local cloud answers one at a time. What is over is the engine, the language host,
the pack and the provider; `where_an_up_goes.py` says who of them.
Absent: an aim; how much the engine costs is not this project's to decide.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from tools.bench import stage, timed_calls
from tools.bench.measuring import RUNS, ratio, seconds
from tools.places import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator


def measure() -> Iterator[str]:
    """The median of several first runs, each against an empty local cloud."""
    rounds = [_one_up() for _ in range(RUNS)]
    calls = statistics.median(calls for _, _, calls in rounds)
    shares = sorted(up / asking for up, asking, _ in rounds)
    middle, low, high = (ratio(share, 1) for share in (statistics.median(shares), shares[0], shares[-1]))
    yield f"up takes {middle} the sum of its {calls:.0f} calls' time ({low} to {high} in {RUNS} runs)"


def _one_up() -> tuple[float, float, int]:
    """Seconds from start to exit, the calls' seconds added up, and how many calls there were."""
    with (
        stage.cloud() as cloud,
        timed_calls.in_front_of(cloud.port) as watched,
        stage.platform(watched.url) as platform,
    ):
        before = len(watched.calls)
        up = seconds(lambda: platform.run("up", "--yes", "--skip-preview", f"--policy-pack={HERE.pack}"))
        calls = watched.calls[before:]
        return up, sum(call.seconds for call in calls), len(calls)
