"""A lock is released when its engine is dead, and left alone whenever it may not be."""

from __future__ import annotations

import json
import os
import platform
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cloud_answers import cloud

from tools import pulumi, recover_lock
from tools.stack import Target
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

HERE = platform.node()


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(
        "dev", tmp_path, {"PULUMI_BACKEND_URL": f"file://{tmp_path}"}, tmp_path / "pulumi", local=True
    )


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """The engine's commands, none of which is run."""
    lines: list[Sequence[str]] = []

    def quietly(command: Sequence[str], _folder: Path, _env: Mapping[str, str]) -> str:
        lines.append(command)
        return ""

    monkeypatch.setattr(pulumi, "quietly", quietly)
    return lines


@pytest.fixture
def dead() -> int:
    """The number of a process that is no more."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    return gone.pid


def lock(target: Target, pid: int, host: str = HERE) -> None:
    folder = target.folder / recover_lock.LOCKS / target.environment
    folder.mkdir(parents=True)
    held = {"pid": pid, "hostname": host, "username": "ci", "timestamp": "2026-11-25T10:00:00Z"}
    (folder / "lock.json").write_text(json.dumps(held))


def test_a_dead_engines_lock_is_released(target: Target, ran: list[Sequence[str]], dead: int) -> None:
    lock(target, dead)
    recover_lock.make_idle(target, cloud({})[0])
    assert [line[1:] for line in ran] == [["cancel", "--stack", "dev", "--yes"]]


def test_a_number_that_was_given_out_again_is_no_engine(target: Target, ran: list[Sequence[str]]) -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        try:
            lock(target, other.pid)
            recover_lock.make_idle(target, cloud({})[0])
        finally:
            other.kill()
    assert len(ran) == 1


def test_a_living_engine_is_left_alone(target: Target, ran: list[Sequence[str]], tmp_path: Path) -> None:
    engine = tmp_path / "pulumi"
    engine.symlink_to("/bin/sleep")
    with subprocess.Popen([engine, "60"]) as living:
        try:
            lock(target, living.pid)
            with pytest.raises(CommandError, match="an update is running"):
                recover_lock.make_idle(target, cloud({})[0])
        finally:
            living.kill()
    assert ran == []


def test_another_machines_engine_is_left_to_a_person(
    target: Target, ran: list[Sequence[str]], dead: int
) -> None:
    lock(target, dead, host="elsewhere")
    with pytest.raises(CommandError, match=r"on elsewhere.*pulumi cancel --stack dev"):
        recover_lock.make_idle(target, cloud({})[0])
    assert ran == []


def test_where_nobody_holds_a_lock_nothing_is_released(target: Target, ran: list[Sequence[str]]) -> None:
    recover_lock.make_idle(target, cloud({})[0])
    assert ran == []


def test_the_locks_of_a_state_in_a_bucket_are_read_there(target: Target) -> None:
    name = ".pulumi/locks/organization/vividly/dev/1.json"
    held: dict[str, Any] = {"pid": 7, "hostname": "runner", "username": "ci", "timestamp": "now"}
    google, _ = cloud(
        {
            "GET /storage.googleapis.com/storage/v1/b/p-pulumi-state/o": {"items": [{"name": name}]},
            f"GET /storage.googleapis.com/storage/v1/b/p-pulumi-state/o/{name.replace('/', '%2F')}": held,
        }
    )
    there = Target(
        "dev", target.folder, {"PULUMI_BACKEND_URL": "gs://p-pulumi-state"}, target.engine, local=False
    )
    assert recover_lock.holders(there, google) == [recover_lock.Holder(7, "runner", "ci", "now")]


def test_where_locks_cannot_be_read_it_says_so(target: Target) -> None:
    env = {"PULUMI_BACKEND_URL": "https://api.pulumi.com"}
    there = Target("dev", target.folder, env, target.engine, local=False)
    with pytest.raises(CommandError, match=r"^https://api\.pulumi\.com: unknown-backend"):
        recover_lock.make_idle(there, cloud({})[0])


def test_a_provider_is_left_over_once_its_engine_no_longer_answers(tmp_path: Path) -> None:
    with socket.socket() as engine:
        engine.bind(("127.0.0.1", 0))
        engine.listen()
        words = [sys.executable, "-m", "localcloud.provider", f"127.0.0.1:{engine.getsockname()[1]}"]
        folder = tmp_path / "12"
        folder.mkdir()
        (folder / "cmdline").write_text("\0".join(words) + "\0")
        assert list(recover_lock.left_over(tmp_path)) == []
    assert list(recover_lock.left_over(tmp_path)) == [12]


def test_other_processes_are_none(tmp_path: Path) -> None:
    for number, words in enumerate((["sleep", "127.0.0.1:1"], ["pulumi-resource-gcp"], [])):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "cmdline").write_text("\0".join(words))
    assert list(recover_lock.left_over(tmp_path)) == []
    assert not recover_lock.is_engine(os.getpid())
