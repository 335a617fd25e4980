"""Where the time of an `up` goes: by the engine's events, and by who used the processor."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools import cloud as clouds
from tools import engine_events
from tools.bench import stage
from tools.bench.measuring import RUNS
from tools.places import HERE
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST, LAST = '"resourcePreEvent"', '"resOutputsEvent"'


@dataclass(frozen=True)
class Share:
    """One `up`: seconds to the first resource, with resources, to the exit; processor seconds; calls."""

    start: float
    resources: float
    end: float
    engine_cpu: float
    cloud_cpu: float
    calls: int


def measure() -> Iterator[str]:
    """Medians of the shares of several first runs, each against an empty local cloud."""
    shares = [_one_up() for _ in range(RUNS)]

    def percent(*names: str) -> str:
        found = [sum(getattr(share, name) for name in names) / _total(share) for share in shares]
        return f"{statistics.median(found):.0%}"

    yield f"until the first resource (engine, language host, pack, program): {percent('start')}"
    yield f"creating {percent('resources')}, ending {percent('end')}"
    used = f"engine and stand-ins {percent('engine_cpu')}, local cloud {percent('cloud_cpu')}"
    yield f"processor time over elapsed time: {used}"
    yield f"calls to the local cloud: {statistics.median(share.calls for share in shares):.0f}"


def _total(share: Share) -> float:
    return share.start + share.resources + share.end


def _one_up() -> Share:
    with (
        stage.cloud() as cloud,
        stage.platform(cloud.url) as platform,
        tempfile.TemporaryDirectory() as folder,
    ):
        log = Path(folder) / "events"
        line = platform.command(
            "up", "--yes", "--skip-preview", f"--policy-pack={HERE.pack}", "--event-log", str(log)
        )
        cpu, cloud_cpu = _children_cpu(), _cpu_of(cloud.process.pid)
        started = time.perf_counter()
        first = last = started
        seen = 0
        env = {**platform.env, **engine_events.ENABLE}
        with subprocess.Popen(line, cwd=platform.folder, env=env, stdout=subprocess.DEVNULL) as engine:
            while engine.poll() is None:
                time.sleep(0.01)
                text = log.read_text(encoding="utf-8") if log.exists() else ""
                now = time.perf_counter()
                first = now if first == started and FIRST in text else first
                last, seen = (now, text.count(LAST)) if text.count(LAST) > seen else (last, seen)
        ended = time.perf_counter()
        if engine.returncode:
            raise CommandError("bench: up-failed the stack did not come up; `make local` says why")
        calls = clouds.asked(cloud.port, "/_local/status")["calls"]
        used = _cpu_of(cloud.process.pid) - cloud_cpu
        return Share(first - started, last - first, ended - last, _children_cpu() - cpu, used, calls)


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _cpu_of(pid: int) -> float:
    """Processor seconds of a running process; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
