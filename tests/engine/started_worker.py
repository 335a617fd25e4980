"""The push worker itself, started in this process with what the stack tells it, and led to a local cloud."""

from __future__ import annotations

import io
import logging
import time
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any, cast

from starlette.testclient import TestClient

from services.push_worker import app, clients, settings, speech

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

_SECONDS = 120.0
_NOT_YET = "not asked yet"


def led_to(address: str, told: Mapping[str, str]) -> dict[str, str]:
    """What a service is told, and where its cloud is."""
    local = {"CLOUD_ENDPOINT": address, "CLOUD_TRANSPORT": "rest", "CLOUD_CREDENTIALS": "anonymous"}
    return {**told, **local}


@contextmanager
def started(told: Mapping[str, str]) -> Generator[tuple[TestClient, io.StringIO]]:
    """The worker until the block ends, and what it logs."""
    root, logged = logging.getLogger(), io.StringIO()
    kept, level = root.handlers[:], root.level
    with redirect_stdout(logged):
        made = app.create(told)
    try:
        with TestClient(made) as http:
            yield http, logged
    finally:
        root.handlers[:] = kept
        root.setLevel(level)


def ready(http: TestClient) -> dict[str, Any]:
    """What `/ready?verbose` says, once the first question about the APIs has been answered."""
    until = time.monotonic() + _SECONDS
    while True:
        answer = cast("Any", http).get("/ready?verbose")
        found: dict[str, Any] = answer.json()
        if all(one["reason"] != _NOT_YET for one in found["capabilities"].values()):
            return found
        assert time.monotonic() < until, found
        time.sleep(0.02)


def spoken(told: Mapping[str, str], text: str) -> bytes:
    """What the worker's own call of Text-to-Speech gives for a text."""
    read = settings.read(told)
    connected = clients.connect(read)
    try:
        until = time.monotonic() + _SECONDS
        return speech.speak(connected.speech, read.voices[0], text, until)
    finally:
        connected.close()
