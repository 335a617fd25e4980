"""A loopback proxy in front of the local cloud that times each call and passes every byte on as it came.

A call begins with its first byte here and ends with the last byte of its answer; what is asked next on the
same connection begins another one. So it need not read HTTP, and costs a call one hop more.
Absent: what speaks while it is being answered (pipelining, 100-continue): that would count as another call.
https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import selectors
import socket
import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_MOST_AT_ONCE = 1 << 18


@dataclass
class Call:
    """When it began and when the last of its answer came, on the clock of `time.perf_counter`."""

    asked: float
    answered: float = 0.0

    @property
    def seconds(self) -> float:
        """How long the answer took; 0 where none came."""
        return max(self.answered - self.asked, 0.0)


@dataclass
class Watched:
    """The proxy's address, and the calls that went through."""

    url: str
    calls: list[Call] = field(default_factory=list[Call])

    @property
    def seconds(self) -> float:
        """The sum of all calls' time; calls under way at the same time count each in full."""
        return sum(call.seconds for call in self.calls)


@contextmanager
def in_front_of(port: int) -> Generator[Watched]:
    """A proxy on a free port of loopback, which is gone afterwards."""

    class Between(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as behind:
                _pass_on(self.request, behind, watched.calls)

    with _Server(("127.0.0.1", 0), Between) as server:
        watched = Watched(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield watched
        finally:
            server.shutdown()
            thread.join()


class _Server(socketserver.ThreadingTCPServer):
    # Connections that clients keep open must not keep the measurement from ending.
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


def _pass_on(client: socket.socket, behind: socket.socket, calls: list[Call]) -> None:
    """Both ways, until one side ends or breaks off."""
    for end in (client, behind):
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Nothing answered yet is as good as answered before: the first byte begins a call.
    call = Call(0.0, 0.0)
    with selectors.DefaultSelector() as waiting, suppress(ConnectionError):
        waiting.register(client, selectors.EVENT_READ)
        waiting.register(behind, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in waiting.select()}
            # An answer that is here comes before the next question.
            for end, other in ((behind, client), (client, behind)):
                if end not in ready:
                    continue
                came, now = end.recv(_MOST_AT_ONCE), time.perf_counter()
                if not came:
                    return
                if end is behind:
                    call.answered = now
                elif call.answered >= call.asked:
                    call = Call(now)
                    calls.append(call)
                other.sendall(came)
