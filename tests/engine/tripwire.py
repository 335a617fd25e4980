"""A wire between the engine's provider and the local cloud, on which a test can trip it at a chosen call.

Loopback only. Every request is handed on as it came. A trap waits for one request and acts before it is
handed on, after the local cloud has done the work and before anybody hears of it, or once it was answered; it
may cut the wire, and then every request meets a closed connection until the wire is mended.
"""

from __future__ import annotations

import http.client
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

When = Literal["before", "after", "answered"]
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


@dataclass
class Trap:
    """What it waits for (`path` is a pattern), when it springs, and what then happens; it springs once."""

    when: When
    act: Callable[[], None]
    method: str = ""
    path: str = ""
    skip: int = 0
    cut: bool = True
    sprung: threading.Event = field(default_factory=threading.Event)

    def takes(self, method: str, path: str) -> bool:
        """Whether this is the request, counted down where some are to be let by."""
        if self.sprung.is_set() or not re.search(self.path, path) or self.method not in ("", method):
            return False
        self.skip -= 1
        if self.skip >= 0:
            return False
        self.sprung.set()
        return True


class Tripwire(ThreadingHTTPServer):
    """Serves `port` with what the local cloud on `behind` answers."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, behind: int) -> None:
        super().__init__(("127.0.0.1", port), _Wire)
        self.behind, self.trap, self.is_cut = behind, None, False
        self._counting = threading.Lock()
        self._serving = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._serving.start()

    trap: Trap | None

    def lay(self, trap: Trap) -> Trap:
        """Lay a trap; the one before is gone."""
        self.trap, self.is_cut = trap, False
        return trap

    def mend(self) -> None:
        """No trap, and a whole wire."""
        self.trap, self.is_cut = None, False

    def sprung(self, method: str, path: str, when: When) -> bool:
        """Act where the trap springs on this request at this moment; whether the connection is then cut."""
        with self._counting:
            trap = self.trap
            if trap is None or trap.when != when or "/_local" in path or not trap.takes(method, path):
                return self.is_cut and "/_local" not in path
            self.is_cut = trap.cut
        trap.act()
        return trap.cut

    def end(self) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()
        self._serving.join(5)


class _Wire(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Tripwire  # pyright: ignore[reportIncompatibleVariableOverride] - the one that made it

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        place = self.command, self.path
        if self.server.sprung(*place, "before"):
            self.close_connection = True
            return
        sent = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=60)
        try:
            connection.request(self.command, self.path, body or None, sent)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close_connection = True  # the local cloud is gone: so is this connection
            return
        finally:
            connection.close()
        if self.server.sprung(*place, "after"):
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        self.server.sprung(*place, "answered")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _hand_on  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Say nothing."""

    def handle(self) -> None:
        """Serve one connection; a client that was killed is no error."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True
