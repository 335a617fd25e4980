"""State that describes a cloud which is gone is dropped, and so is the lock of a dead engine."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tools import cloud, local, local_state
from tools.places import Places

if TYPE_CHECKING:
    from pathlib import Path

EARLY, MIDDLE, LATE = ("2026-11-25T10:00:00.123456789Z", "2026-11-25T11:00:00Z", "2026-11-25T12:00:00Z")
STACK: dict[str, Any] = {"type": "pulumi:pulumi:Stack"}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path)
    made.cloud.mkdir(parents=True)
    return made


def resource(created: str | None, project: str | None = "demo") -> dict[str, Any]:
    """An API, of which a local cloud that holds nothing else counts nothing."""
    when = {"created": created} if created else {}
    outputs = {"project": project} if project else {}
    return {"type": "gcp:projects/service:Service", "outputs": outputs, **when}


def clouds(monkeypatch: pytest.MonkeyPatch, **made: str) -> None:
    """A local cloud that saw each project for the first time at a moment; the others it does not tell of."""

    def answer(_port: int, project: str) -> datetime | None:
        return datetime.fromisoformat(made[project]) if project in made else None

    monkeypatch.setattr(cloud, "made", answer)


def stack_of(places: Places, *resources: dict[str, Any], name: str = "local") -> Path:
    file = places.state / ".pulumi" / "stacks" / "vividly" / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"checkpoint": {"latest": {"resources": resources}}}))
    return file


@pytest.mark.parametrize(
    ("resources", "made", "kept"),
    [
        ([STACK, resource(MIDDLE)], {"demo": EARLY}, True),
        ([STACK, resource(MIDDLE)], {"demo": LATE}, False),
        ([STACK, resource(EARLY), resource(LATE)], {"demo": MIDDLE}, True),
        ([STACK, resource(EARLY), resource(MIDDLE, "other")], {"demo": MIDDLE, "other": EARLY}, True),
        ([STACK, resource(EARLY), resource(MIDDLE, "other")], {"demo": MIDDLE, "other": LATE}, False),
        ([STACK, resource(MIDDLE)], {}, True),
        ([STACK, resource(None)], {"demo": LATE}, True),
        ([STACK, resource(EARLY, None)], {"demo": LATE}, True),
        ([STACK], {"demo": LATE}, True),
        ([], {"demo": LATE}, True),
    ],
)
def test_only_a_state_of_which_all_is_older_than_its_projects_is_dropped(
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
    resources: list[dict[str, Any]],
    made: dict[str, str],
    *,
    kept: bool,
) -> None:
    file = stack_of(places, *resources)
    clouds(monkeypatch, **made)
    local_state.mend(places, 1)
    assert file.exists() == kept
    assert local_state.holds(places, "local") == kept
    assert not local_state.holds(places, "dev")


@pytest.mark.parametrize(
    ("resources", "kept"), [([STACK, resource(LATE)], False), ([STACK], True), ([], True)]
)
def test_a_state_whose_cloud_was_deleted_is_dropped(
    places: Places, monkeypatch: pytest.MonkeyPatch, resources: list[dict[str, Any]], *, kept: bool
) -> None:
    clouds(monkeypatch, demo=EARLY)
    local_state.mend(places, 1)
    file = stack_of(places, *resources)
    local_state.mend(places, 1)
    assert file.exists()
    (places.cloud / "identity").unlink()
    local_state.mend(places, 1)
    assert file.exists() == kept


def test_the_state_of_another_environment_is_kept_and_nothing_of_the_dropped_one(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    clouds(monkeypatch, old=LATE, new=EARLY)
    old, new = (
        stack_of(places, resource(MIDDLE, "old")),
        stack_of(places, resource(MIDDLE, "new"), name="dev"),
    )
    for ending in (".bak", ".attrs"):
        old.with_name(old.name + ending).write_text('{"a": 1}')
    local_state.mend(places, 1)
    assert list(old.parent.iterdir()) == [new]


def test_what_a_killed_engine_half_wrote_is_readable_before_anything_reads_it(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    clouds(monkeypatch, demo=EARLY)
    file = stack_of(places, resource(MIDDLE))
    attributes = file.with_name(f"{file.name}.attrs")
    attributes.write_text("")
    local_state.mend(places, 1)
    assert file.exists()
    assert not attributes.exists()


def test_a_dead_engines_lock_is_removed_and_a_living_ones_kept(
    places: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clouds(monkeypatch)
    gone = subprocess.Popen(["true"])
    gone.wait()
    folder = places.state / ".pulumi" / "locks" / "organization" / "vividly" / "local"
    folder.mkdir(parents=True)
    here = platform.node()
    engine = tmp_path / "pulumi"
    engine.symlink_to("/bin/sleep")
    with subprocess.Popen([engine, "60"]) as living:
        for name, pid, host in (
            ("dead", gone.pid, here),
            ("number-given-out-again", os.getpid(), here),
            ("alive", living.pid, here),
            ("elsewhere", gone.pid, "x"),
        ):
            (folder / f"{name}.json").write_text(json.dumps({"pid": pid, "hostname": host}))
        (folder / "cut-off-with-the-machine.json").write_text("")
        local_state.mend(places, 1)
        living.kill()
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
