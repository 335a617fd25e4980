"""What the local cloud holds in memory when nobody asks it anything, against the aim."""

from __future__ import annotations

import statistics
import subprocess
import time
from typing import TYPE_CHECKING

from tools.bench import stage
from tools.bench.measuring import RUNS, judged, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

AIM_MEGABYTES = 80


def measure() -> Iterator[str]:
    """The median over several starts."""
    found = statistics.median(_one_start() for _ in range(RUNS))
    verdict = judged(met=found < AIM_MEGABYTES)
    yield f"{found:.0f} MB, {ratio(found, AIM_MEGABYTES)} of the aim (under {AIM_MEGABYTES} MB, {verdict})"


def _one_start() -> float:
    with stage.cloud() as cloud:
        time.sleep(1)
        return resident_megabytes(cloud.process.pid)


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process; `ps` answers in kilobytes everywhere."""
    line = ["ps", "-o", "rss=", "-p", str(pid)]
    return int(subprocess.run(line, capture_output=True, text=True, check=True).stdout) / 1000
