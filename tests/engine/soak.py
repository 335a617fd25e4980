"""`make soak`: the engine is cut off at many random points, recovered and brought up; counts what came of it.

Not a part of `make test`, which has the points that matter one by one. A point is a number: the same SEED
draws the same points, and a failure names its own, so that `SEED=N POINTS=1` repeats it. Which call of
parallel ones comes as the n-th is up to the machine, so that a repetition may strike a neighbour.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from typing import TYPE_CHECKING

import cut_off
import pytest
from tripwire import Trap, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cut_off import Bench

pytestmark = pytest.mark.engine
POINTS, SEED = int(os.environ.get("POINTS", "50")), int(os.environ.get("SEED", "6"))
# An `up` of the whole stack asks about so often; a point behind its end is an `up` that was not cut off.
CALLS = 170
WHENS: tuple[When, ...] = ("before", "after", "answered")
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGINT)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    yield from cut_off.benches(tmp_path_factory.mktemp("soak") / "root")


@pytest.fixture(scope="module")
def counted() -> Iterator[Counter[str]]:
    """What came of the points, printed in the end."""
    outcomes = Counter[str]()
    yield outcomes
    print(f"\nsoak       {POINTS} points from {SEED} on")
    for outcome, count in sorted(outcomes.items()):
        print(f"  {count:>5}  {outcome}")


@pytest.mark.parametrize("point", range(SEED, SEED + POINTS))
def test_nothing_is_lost_wherever_it_is_cut_off(bench: Bench, counted: Counter[str], point: int) -> None:
    drawn = random.Random(point)  # noqa: S311 - no secret
    number, when = drawn.choice(SIGNALS), drawn.choice(WHENS)
    bench.anew()
    skip = drawn.randrange(CALLS)
    killed = number == signal.SIGKILL
    trap = bench.wire.lay(Trap(when, bench.signal(number), skip=skip, cut=killed))
    bench.start().wait(300)
    bench.wire.mend()
    counted[f"{number.name} {when} a call" if trap.sprung.is_set() else "came up before the point"] += 1
    recovered = bench.recover()
    assert recovered.code == 0, f"point {point}: {when} call {skip}, {number.name}\n{recovered.text}"
    words = [line.split()[0] for line in recovered.text.splitlines() if line]
    for word in ("recovered", "cleared"):
        counted[f"resources {word}"] += words.count(word)
    counted["points with something to recover"] += "recovered" in words
    bench.comes_up_and_agrees()
    counted["agreed in the end"] += 1
