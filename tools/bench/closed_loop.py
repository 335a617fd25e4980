"""Clients that each send the next request when the answer to the last one is there: how many, and how soon.

One thread with a socket for each client, so that asking costs a small part of what answering costs;
`Load.asking` says which part. `http.client` in threads would wait for itself, and measure that.
Absent: pipelining, chunked answers, connections that are opened anew; the local cloud answers without them.
https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PATIENCE_SECONDS = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class Request(NamedTuple):
    """What goes over the wire, and the status that must come back."""

    text: bytes
    status: int


def request(method: str, path: str, body: str = "", *, status: int = 200) -> Request:
    """One request to a server on loopback, its body JSON."""
    length = f"content-type: application/json\r\ncontent-length: {len(body.encode())}\r\n" if body else ""
    return Request(f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{length}\r\n{body}".encode(), status)


@dataclass(frozen=True)
class Load:
    """What clients saw: seconds from first to last, each wait, and the share of the time spent asking."""

    seconds: float
    waits: Sequence[float]
    asking: float

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def percentile(self, percent: int) -> float:
        """The wait, in seconds, that so many of a hundred do not exceed."""
        return sorted(self.waits)[(len(self.waits) * percent - 1) // 100]


def play(port: int, scripts: Sequence[Iterable[Request]]) -> Load:
    """Plays one script a client, all of them at once and each to its end.

    Raises:
        CommandError: an answer is not the expected one, or none comes.
    """
    with ExitStack() as opened, selectors.DefaultSelector() as waiting:
        clients = [opened.enter_context(_Client(port, script)) for script in scripts]
        started, asking = time.perf_counter(), time.process_time()
        for client in clients:
            waiting.register(client.socket, selectors.EVENT_READ, client)
            client.go_on()
        while any(client.busy for client in clients):
            ready = waiting.select(PATIENCE_SECONDS)
            if not ready:
                raise CommandError(f"bench: no-answer port {port} says nothing for {PATIENCE_SECONDS} s")
            for key, _ in ready:
                key.data.receive()
        seconds, asking = time.perf_counter() - started, time.process_time() - asking
    return Load(seconds, [wait for client in clients for wait in client.waits], asking / seconds)


class _Client:
    """One connection and its script."""

    def __init__(self, port: int, script: Iterable[Request]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.busy = True
        self.waits: list[float] = []
        self._script, self._came = iter(script), b""
        self._asked, self._sent = Request(b"", 0), 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def go_on(self) -> None:
        """Sends the next request of the script, if there is one."""
        following = next(self._script, None)
        if following is None:
            self.busy = False
            return
        self._asked, self._came, self._sent = following, b"", time.perf_counter()
        self.socket.sendall(following.text)

    def receive(self) -> None:
        """Takes what has come; with the last byte of an answer, goes on."""
        came = self.socket.recv(1 << 18)
        if not came:
            raise CommandError(f"bench: cut-off no answer to {self._line}")
        self._came += came
        head, ended, body = self._came.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        if not ended or (length and len(body) < int(length[1])):
            return
        self.waits.append(time.perf_counter() - self._sent)
        if int(head[9:12]) != self._asked.status:
            raise CommandError(f"bench: refused {self._line}: {body.decode(errors='replace')}")
        self.go_on()

    @property
    def _line(self) -> str:
        return self._asked.text.partition(b"\r\n")[0].decode()
