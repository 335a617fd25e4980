"""The local cloud is started once, found again, told apart from others, and stopped."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

from tools import cloud
from tools.one_at_a_time import held_by_another
from tools.places import HERE, Places
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def checkout(root: Path) -> Places:
    root.mkdir()
    (root / ".venv").symlink_to(HERE.root / ".venv")
    return Places(root)


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    made = checkout(tmp_path / "one")
    yield made
    cloud.stop(made)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_is_started_once_and_found_again(
    places: Places, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cloud.ensure(places, port) == port
    first = cloud.recorded(places)
    assert cloud.ensure(places, port) == cloud.ensure(places) == port
    assert cloud.recorded(places) == first
    assert "already running" in capsys.readouterr().err
    assert cloud.stop(places)
    assert cloud.data_served(port) is None
    assert not cloud.stop(places)


def test_a_dead_one_comes_back_on_its_own_port(places: Places, port: int) -> None:
    cloud.ensure(places, port)
    before = cloud.recorded(places)
    assert before is not None
    assert before.pid is not None
    os.kill(before.pid, signal.SIGKILL)
    os.waitpid(before.pid, 0)
    assert cloud.ensure(places) == port
    after = cloud.recorded(places)
    assert after is not None
    assert after.pid != before.pid


@pytest.mark.parametrize("runs", [True, False])
def test_another_port_is_refused_with_the_way_out(places: Places, port: int, *, runs: bool) -> None:
    cloud.ensure(places, port)
    record = (places.local / "cloud.json").read_text()
    if not runs:
        cloud.stop(places)
        (places.local / "cloud.json").write_text(record)
        places.state.mkdir()
    with pytest.raises(CommandError, match=rf"belongs to port {port}: leave PORT out, or `make local-down`"):
        cloud.ensure(places, port + 1)


def test_deleted_data_is_made_anew(places: Places, port: int) -> None:
    cloud.ensure(places, port)
    shutil.rmtree(places.cloud)
    assert cloud.ensure(places) == port
    assert held_by_another(places.cloud / "lock")


def test_a_process_that_ended_by_itself_is_no_traceback(places: Places, port: int) -> None:
    cloud.ensure(places, port)
    gone = subprocess.Popen(["true"])
    gone.wait()
    record = places.local / "cloud.json"
    right = record.read_text()
    record.write_text(json.dumps({"pid": gone.pid, "port": port}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloud, "STOP_SECONDS", 0.2)
        with pytest.raises(CommandError, match="still-running"):
            cloud.stop(places)
    assert record.exists(), "the record goes only with the process"
    record.write_text(right)


def test_a_port_taken_by_something_else_is_one_sentence_with_the_fix(places: Places) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = int(other.getsockname()[1])
        with pytest.raises(CommandError, match=rf"{taken}.*;") as caught:
            cloud.ensure(places, taken)
    assert len(str(caught.value).splitlines()) == 1
    assert cloud.recorded(places) is None


def test_the_local_cloud_of_another_checkout_is_left_alone(places: Places, port: int, tmp_path: Path) -> None:
    cloud.ensure(places, port)
    other = checkout(tmp_path / "two")
    with pytest.raises(CommandError, match=rf"port {port}: taken .*{places.cloud}.* PORT=N"):
        cloud.ensure(other, port)
    assert not cloud.stop(other)
    assert cloud.data_served(port) == str(places.cloud)
