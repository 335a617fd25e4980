"""Every measurement can be found and run, and says so where it cannot look."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from tools import bench
from tools.bench import __main__ as runner
from tools.bench import measuring, start_to_first_answer

MEASUREMENTS = {found.name for found in pkgutil.iter_modules(bench.__path__)} - runner.NOT_MEASUREMENTS


@pytest.mark.parametrize("name", sorted(MEASUREMENTS))
def test_a_module_here_is_a_measurement(name: str) -> None:
    assert callable(importlib.import_module(f"tools.bench.{name}").measure)


def test_without_the_emulator_the_comparison_is_skipped_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert list(start_to_first_answer.measure()) == [
        "skipped: not installed (gcloud components install pubsub-emulator)"
    ]


def test_actions_are_measured_in_turns() -> None:
    order: list[str] = []
    measuring.side_by_side(lambda: order.append("a"), lambda: order.append("b"), runs=2)
    assert order == ["a", "b", "a", "b"]
    assert measuring.ratio(3, 2) == "1.50x"
