"""Each service as the process that its image starts: it listens where it is told, and ends when told."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from running import api_variables, message, pusher, worker_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cloud_process import Project
    from issuers import Issuer

    Variables = Callable[[Project, Issuer], dict[str, str]]

SERVICES: dict[str, Variables] = {"api": api_variables, "push_worker": worker_variables}
_DEADLINE_SECONDS = 120


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def _running(service: str, told: dict[str, str]) -> Generator[tuple[subprocess.Popen[str], str]]:
    port = _free_port()
    needed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", f"services.{service}"],
        env=needed | told | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate(timeout=10)


def _answers(address: str) -> bool:
    end = time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < end:
        try:
            return httpx.get(f"{address}/health").status_code == 204
        except httpx.TransportError:
            time.sleep(0.05)
    return False


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_starts_is_ready_and_ends_on_sigterm(
    project: Project, issuer: Issuer, service: str
) -> None:
    told = SERVICES[service](project, issuer)
    with _running(service, told) as (process, address):
        assert _answers(address)
        assert httpx.get(f"{address}/ready").json()["ready"] is True
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=_DEADLINE_SECONDS)
        assert process.returncode in (0, -signal.SIGTERM)
        assert (out, err) == ("", "")


def test_a_pushed_message_is_served_by_the_process(project: Project, issuer: Issuer) -> None:
    told = worker_variables(project, issuer)
    claims = {"email": pusher(project), "email_verified": True}
    headers = {"Authorization": f"Bearer {issuer.token(told['PUSH_AUDIENCE'], 'pubsub', **claims)}"}
    with _running("push_worker", told) as (process, address):
        assert _answers(address)
        pushed = httpx.post(address, json={"message": message("0" * 40)}, headers=headers)
        assert pushed.status_code == 204, pushed.text
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=_DEADLINE_SECONDS)
    (line,) = [json.loads(text) for text in out.splitlines()]
    assert (line["severity"], line["request_id"], err) == ("ERROR", "0" * 40, "")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_without_settings_says_what_is_missing_and_stays(service: str) -> None:
    with _running(service, {}) as (process, address):
        assert _answers(address)
        assert httpx.get(f"{address}/ready").status_code == 503
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=_DEADLINE_SECONDS)
    lines = [json.loads(text) for text in out.splitlines()]
    assert lines
    assert {line["severity"] for line in lines} == {"CRITICAL"}
    assert any("BUCKET is missing" in line["message"] for line in lines)
