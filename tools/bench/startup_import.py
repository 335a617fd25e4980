"""What a service pays for its start-up check at import: against what it would import to ask Google itself."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tools.bench.measuring import judged, ratio, side_by_side
from tools.bench.scan_trees import environment
from tools.places import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AIM_SECONDS = 0.050
_RUNS = 11


def measure() -> Iterator[str]:
    """Fresh interpreters, in turns; the empty one is taken off each."""
    empty, own, auth, library = side_by_side(
        _importing("sys"),
        _importing("preflight.startup"),
        _importing("google.auth"),
        _importing("google.cloud.service_usage_v1"),
        runs=_RUNS,
    )
    took = own - empty
    word = judged(met=took < AIM_SECONDS)
    yield f"import preflight.startup: {ratio(took, auth - empty)} of google.auth (aim: under 50 ms, {word})"
    word = judged(met=took < library - empty)
    yield f"  and {ratio(took, library - empty)} of google.cloud.service_usage_v1 (aim: under 1x, {word})"


def _importing(module: str) -> Callable[[], object]:
    command, env = [str(HERE.python), "-c", f"import {module}"], environment()
    return lambda: subprocess.run(command, check=True, env=env)
