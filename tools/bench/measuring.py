"""Medians, and ratios of them."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 5


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def side_by_side(*actions: Callable[[], object], runs: int = RUNS) -> list[float]:
    """The median time of each action, in seconds; taken in turns, so that a busy moment hits all of them."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(runs):
        for taken, action in zip(times, actions, strict=True):
            taken.append(seconds(action))
    return [statistics.median(taken) for taken in times]


def judged(*, met: bool) -> str:
    """One word for a person who looks for what fell short."""
    return "met" if met else "MISSED"


def ratio(part: float, whole: float) -> str:
    """`part` over `whole` with two digits."""
    return f"{part / whole:.2f}x"
