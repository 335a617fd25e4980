"""`localcloud fault` and the same options of `localcloud serve`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest
from process import serving, started

from localcloud import cli

if TYPE_CHECKING:
    from pathlib import Path

HOST = "pubsub.googleapis.com"
TOPICS = f"/{HOST}/v1/projects/vividly-dev-rich/topics"


def _asked(port: str, *options: str, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert cli.main(["fault", "--port", port, *options]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_running_one_is_asked_and_shows_its_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path) as server:
        port = server.address.rpartition(":")[2]
        limits = ["--only-service", "pub*", "--only-method", "GET", "--times", "1", "--seed", "5"]
        _asked(port, "--refuse-before", "1", "--status", "429,503", *limits, capsys=capsys)
        assert httpx.get(server.address + TOPICS).status_code in (429, 503)
        shown = _asked(port, capsys=capsys)
        assert shown["struck"] == {"refuse_before": 1}
        assert shown["refuse_before"] == {
            "share": 1,
            "times": 1,
            "seed": 5,
            "only": {"services": ["pub*"], "methods": ["GET"]},
            "status": [429, 503],
        }
        assert _asked(port, "--clear", capsys=capsys)["refuse_before"] is None
    assert cli.main(["fault", "--port", port]) == 3


def test_serve_takes_the_same_options(tmp_path: Path) -> None:
    options = ["--delay", "0.1-0.2", "--unusable", f"{HOST}=60", "--operation-error", "13: broken"]
    with serving(tmp_path, *options, "--drop-after", "0.5", "--operation-seconds", "2") as server:
        shown = httpx.get(f"{server.address}/_local/faults").json()
    assert (shown["delay"]["seconds"], shown["operation_seconds"]) == ([0.1, 0.2], 2)
    assert shown["operation_error"] == {"code": 13, "message": "broken"}
    assert (shown["unusable"][HOST] > 50, shown["drop_after"]["share"]) == (True, 0.5)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--delay", "1", "--status", "429"], "--status says what refuses; name --refuse-before"),
        (["--refuse-before", "20"], "refuse_before.share must be a number from 0 to 1"),
        (["--refuse-before", "many"], "refuse_before.share must be a number from 0 to 1"),
        (["--refuse-before", "1", "--status", "500"], "refuse_before.status must be 429, 503"),
        (["--delay", "soon"], "delay.seconds must be"),
        (["--delay", "2-1"], "delay.seconds must be"),
        (["--drop-before", "1", "--times", "0"], "drop_before.times must be a whole number"),
        (["--drop-before", "1", "--only-service", "pubsub"], "'pubsub' fits no Google service"),
        (["--unusable", "pubsub=3"], "unusable must be seconds by service"),
        (["--unusable", HOST], "unusable must be seconds by service"),
        (["--operation-error", "broken"], "operation_error.code must be a number"),
        (["--times", "3"], "limit a fault; name one"),
    ],
)
@pytest.mark.parametrize("command", ["fault", "serve"])
def test_a_wrong_option_is_explained(
    command: str, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, *options])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_clearing_goes_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["fault", "--clear", "--delay", "1"])
    assert "--clear takes all faults away; name none with it" in capsys.readouterr().err


def test_a_port_that_nobody_listens_on_is_told(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        port = server.address.rpartition(":")[2]
    process = started("fault", "--port", port, "--delay", "1")
    _, err = process.communicate(timeout=20)
    assert (process.returncode, "start it with" in err) == (3, True)
