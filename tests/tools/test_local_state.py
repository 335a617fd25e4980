"""State that describes a cloud which is gone is dropped, and so is the lock of a dead engine."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from typing import TYPE_CHECKING

import pytest

from tools import cloud, local, local_state
from tools.places import Places

if TYPE_CHECKING:
    from pathlib import Path

TOPIC = {"type": "gcp:pubsub/topic:Topic"}
STACK = {"type": "pulumi:pulumi:Stack"}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path)
    made.cloud.mkdir(parents=True)
    return made


def answers(monkeypatch: pytest.MonkeyPatch, *, empty: bool) -> None:
    def is_empty(_port: int) -> bool:
        return empty

    monkeypatch.setattr(cloud, "is_empty", is_empty)


def stack_of(places: Places, *resources: dict[str, str]) -> Path:
    file = places.state / ".pulumi" / "stacks" / "vividly" / "local.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"checkpoint": {"latest": {"resources": resources}}}))
    return file


@pytest.mark.parametrize(
    ("resources", "empty", "deleted", "kept"),
    [
        ([STACK, TOPIC], False, False, True),
        ([STACK, TOPIC], True, False, False),
        ([STACK, TOPIC], False, True, False),
        ([STACK], True, True, True),
        ([], True, True, True),
    ],
)
def test_only_a_state_that_describes_what_is_gone_is_dropped(
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
    resources: list[dict[str, str]],
    *,
    empty: bool,
    deleted: bool,
    kept: bool,
) -> None:
    answers(monkeypatch, empty=False)
    local_state.mend(places, 1)
    file = stack_of(places, *resources)
    if deleted:
        (places.cloud / "identity").unlink()
    answers(monkeypatch, empty=empty)
    local_state.mend(places, 1)
    assert file.exists() == kept
    assert local_state.holds(places, "local") == kept
    assert not local_state.holds(places, "dev")


def test_a_dead_engines_lock_is_removed_and_a_living_ones_kept(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, empty=False)
    gone = subprocess.Popen(["true"])
    gone.wait()
    folder = places.state / ".pulumi" / "locks" / "organization" / "vividly" / "local"
    folder.mkdir(parents=True)
    here = platform.node()
    for name, pid, host in (
        ("dead", gone.pid, here),
        ("alive", os.getpid(), here),
        ("elsewhere", gone.pid, "x"),
    ):
        (folder / f"{name}.json").write_text(json.dumps({"pid": pid, "hostname": host}))
    local_state.mend(places, 1)
    assert sorted(file.stem for file in folder.iterdir()) == ["alive", "elsewhere"]


@pytest.mark.parametrize(
    ("warning", "line"),
    [
        ("one line; all of it:", "one line; all of it:"),
        ("k is not pinned, so X; see docs, or, in short:\n\n    do this", "k is not pinned, so X"),
        ("first\nsecond", "first"),
    ],
)
def test_a_warning_is_one_whole_line(warning: str, line: str) -> None:
    assert local.in_a_line(warning) == line
