"""The local cloud is started once, found again, told apart from others, and stopped."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tools import cloud
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
