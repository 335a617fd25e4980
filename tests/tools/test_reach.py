"""A host that does not answer costs seconds, whatever the reason."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tools.reach import reachable

if TYPE_CHECKING:
    from collections.abc import Iterator


def answering(status: int) -> http.server.HTTPServer:
    """A server that answers everything with `status`."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that accepts connections and never says a word, like a firewall that swallows them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("status", "expected"), [(200, True), (404, True), (403, False), (407, False), (503, False)]
)
def test_an_answer_counts_unless_it_may_be_a_proxys_refusal(status: int, *, expected: bool) -> None:
    server = answering(status)
    try:
        assert reachable(f"http://127.0.0.1:{server.server_port}/") is expected
    finally:
        server.shutdown()
        server.server_close()


def test_a_swallowed_connection_is_given_up_in_time(silent: int) -> None:
    started = time.monotonic()
    assert not reachable(f"http://127.0.0.1:{silent}/", patience=0.3)
    assert time.monotonic() - started < 5


def test_a_refused_connection_is_unreachable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert not reachable(f"http://127.0.0.1:{port}/")
