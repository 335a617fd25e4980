"""The local cloud's start to its first answer, against that of the official Pub/Sub emulator."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench.measuring import judged, ratio, side_by_side
from tools.places import HERE
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

AIM = 5
EMULATOR = Path("platform/pubsub-emulator/bin/cloud-pubsub-emulator")
NOT_INSTALLED = "skipped: not installed (gcloud components install pubsub-emulator)"
PATIENCE_SECONDS = 60


def measure() -> Iterator[str]:
    """How much sooner the local cloud answers; skipped where the emulator is not installed."""
    emulator = installed()
    if emulator is None:
        yield NOT_INSTALLED
        return
    ours, theirs = side_by_side(_start_ours, lambda: _start_emulator(emulator))
    verdict = judged(met=theirs / ours >= AIM)
    yield f"the Pub/Sub emulator takes {ratio(theirs, ours)} as long as we (aim: {AIM}x or more, {verdict})"


def installed() -> Path | None:
    """The emulator's start script, beside the gcloud that is on PATH."""
    gcloud = shutil.which("gcloud")
    if gcloud is None:
        return None
    script = Path(gcloud).resolve().parent.parent / EMULATOR
    return script if script.exists() else None


def _start_ours() -> None:
    with tempfile.TemporaryDirectory() as data:
        port = _free_port()
        command = [str(HERE.python), "-m", "localcloud", "serve", "--port", str(port), "--data", data]
        with _answering(command, port, "/pubsub.googleapis.com/v1/projects/bench-project/topics"):
            """It answers: that was all."""


def _start_emulator(script: Path) -> None:
    with running(script):
        """It answers: that was all."""


@contextmanager
def running(script: Path) -> Generator[int]:
    """The emulator, from its first answer on a port of loopback."""
    with tempfile.TemporaryDirectory() as data:
        port = _free_port()
        command = [str(script), "--host=127.0.0.1", f"--port={port}", f"--data-dir={data}"]
        with _answering(command, port, "/v1/projects/bench-project/topics"):
            yield port


@contextmanager
def _answering(command: list[str], port: int, path: str) -> Generator[None]:
    # A session of its own, because the emulator's script starts a Java process.
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, start_new_session=True, stdout=silent, stderr=silent) as server:
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not _answers(port, path):
                if time.monotonic() > until:
                    raise CommandError(f"bench: no-answer {command[0]} does not come up")
                time.sleep(0.005)
            yield
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        return bool(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
