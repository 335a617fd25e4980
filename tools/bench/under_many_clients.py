"""Answers a second and how long they take: under 1, 8 and 64 clients, and at 10,000 resources against 10.

The local cloud answers one call at a time, so more clients cannot have more answers than one processor gives;
they wait in turn instead. What is looked for is that the whole does not fall when many wait.
Absent: an aim. How many calls a second are enough depends on the machine; the ratios do not.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from tools.bench import stage, topic_calls
from tools.bench.measuring import RUNS, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.bench.closed_loop import Load

FEW, MANY = 10, 10_000
CLIENTS = (1, 8, 64)
AT_SIZES = 8
CALLS = 2_048


def measure() -> Iterator[str]:
    """Medians of several rounds, in which every case has its turn."""
    with stage.cloud() as small, stage.cloud() as large:
        topic_calls.fill(small.port, FEW)
        topic_calls.fill(large.port, MANY)
        cases = [(small.port, FEW, clients) for clients in CLIENTS] + [(large.port, MANY, AT_SIZES)]
        rounds = [[topic_calls.load(*case, CALLS) for case in cases] for _ in range(RUNS)]
    *by_clients, filled = zip(*rounds, strict=True)
    alone = by_clients[0]
    yield f" 1 client, {FEW} resources (the reference): {_told(alone)}"
    for clients, loads in list(zip(CLIENTS, by_clients, strict=True))[1:]:
        yield f"{clients:>2} clients against 1: {compared(loads, alone)}"
    reference = by_clients[CLIENTS.index(AT_SIZES)]
    yield f"{MANY:,} resources against {FEW}, {AT_SIZES} clients each: {compared(filled, reference)}"
    asking = max(load.asking for loads in rounds for load in loads)
    yield f"the clients themselves never used more than {asking:.0%} of a processor"


def _told(loads: Sequence[Load]) -> str:
    p50, p99 = (1000 * _wait(loads, percent) for percent in (50, 99))
    return f"{_a_second(loads):,.0f} calls a second, p50 {p50:.1f} ms, p99 {p99:.1f} ms"


def compared(loads: Sequence[Load], reference: Sequence[Load]) -> str:
    """Loads as ratios to the reference: medians of their rounds."""
    p50, p99 = (ratio(_wait(loads, percent), _wait(reference, percent)) for percent in (50, 99))
    return f"{ratio(_a_second(loads), _a_second(reference))} the calls a second, p50 {p50}, p99 {p99}"


def _a_second(loads: Sequence[Load]) -> float:
    return statistics.median(load.a_second for load in loads)


def _wait(loads: Sequence[Load], percent: int) -> float:
    return statistics.median(load.percentile(percent) for load in loads)
