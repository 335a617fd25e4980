"""`localcloud serve`, `status` and `reset` as people and scripts meet them: real processes."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import httpx
import pytest
from process import serving, started

from localcloud import cli

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = "/pubsub.googleapis.com/v1/projects/vividly-dev-rich/topics"
ENABLE = "/serviceusage.googleapis.com/v1/projects/vividly-dev-rich/services/pubsub.googleapis.com:enable"


def _ended(*arguments: str) -> tuple[int, str, str]:
    process = started(*arguments)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


def test_the_line_says_where_it_is_and_what_it_keeps(tmp_path: Path) -> None:
    with serving(tmp_path / "cloud") as server:
        assert server.line == f"localcloud: {server.address} data {tmp_path / 'cloud'}\n"
        assert httpx.get(f"{server.address}/_local/status").json()["data"] == str(tmp_path / "cloud")


def test_what_was_written_survives_a_kill(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        httpx.post(server.address + ENABLE, json={})
        httpx.put(f"{server.address}{TOPICS}/lessons", json={"labels": {"a": "b"}})
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(timeout=10)
    with serving(tmp_path) as server:
        assert httpx.get(f"{server.address}{TOPICS}/lessons").json()["labels"] == {"a": "b"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as server:
        server.process.send_signal(number)
        out, err = server.process.communicate(timeout=10)
        assert (server.process.returncode, out, err) == (0, "", "")


def test_a_taken_port_is_told_with_the_fix(tmp_path: Path) -> None:
    with serving(tmp_path / "one") as server:
        port = server.address.rpartition(":")[2]
        code, out, err = _ended("serve", "--port", port, "--data", str(tmp_path / "two"))
    assert (code, out) == (2, "")
    fix = "stop what uses it, or name another one with --port (0 picks a free one)"
    assert err == f"localcloud: port {port} is taken; {fix}\n"


def test_one_folder_is_used_by_one_server(tmp_path: Path) -> None:
    with serving(tmp_path):
        code, out, err = _ended("serve", "--port", "0", "--data", str(tmp_path))
    assert (code, out) == (2, "")
    assert "another local cloud uses this folder; stop it" in err


def test_a_broken_data_file_is_told_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / "cloud.sqlite").write_bytes(b"this is no database, and long enough to be told apart" * 10)
    code, _, err = _ended("serve", "--port", "0", "--data", str(tmp_path))
    assert code == 2
    assert "cannot be read" in err
    assert "Traceback" not in err


def test_a_folder_that_cannot_be_made_is_told_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, _, err = _ended("serve", "--port", "0", "--data", str(tmp_path / "file" / "cloud"))
    assert (code, "cannot be written" in err, "--data" in err) == (2, True, True)


def test_a_new_api_can_be_unusable_from_the_start(tmp_path: Path) -> None:
    with serving(tmp_path, "--unusable-after-enable", "60") as server:
        httpx.post(server.address + ENABLE, json={})
        assert httpx.get(server.address + TOPICS).status_code == 403


def test_status_and_reset_ask_the_running_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(tmp_path) as server:
        port = server.address.rpartition(":")[2]
        httpx.post(server.address + ENABLE, json={})
        assert cli.main(["status", "--port", port]) == 0
        assert '"calls": 1' in capsys.readouterr().out
        assert cli.main(["reset", "--port", port]) == 0
        assert httpx.get(server.address + TOPICS).status_code == 403
    assert cli.main(["status", "--port", port]) == 3
    assert f"start it with `localcloud serve --port {port}`" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["serve", "--port", "x"], ["serve", "--port", "70000"], ["serve", "--unusable-after-enable", "-1"]],
)
def test_a_wrong_command_line_is_explained(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage: localcloud" in capsys.readouterr().err


def test_only_this_machine_can_reach_it(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.address.startswith("http://127.0.0.1:")
