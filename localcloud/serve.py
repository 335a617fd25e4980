"""Runs the application on the loopback interface until it is told to stop.

https://www.uvicorn.org/settings/
"""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from localcloud.app import application
from localcloud.faults import Faults
from localcloud.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from localcloud.casing import Json

HOST = "127.0.0.1"


def serve(port: int, folder: Path, faults: Json) -> int:
    """Serves a data folder with faults set first; gives the exit code: 0 after a stop, 2 if it cannot."""
    try:
        listener = _listener(port)
        store = Store(folder.absolute())
    except (OSError, StoreError) as error:
        sys.stderr.write(f"localcloud: {_words(error, port)}\n")
        return 2
    if faults:
        Faults(store).change(faults)
    bound = listener.getsockname()[1]
    ready = f"localcloud: http://{HOST}:{bound} data {folder}"
    config = uvicorn.Config(
        application(store),
        http=_Droppable,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        # Clients keep connections between slow steps; one that closes under a POST is an error to them.
        timeout_keep_alive=600,
        timeout_graceful_shutdown=2,
    )
    asyncio.run(_Server(config, ready).serve([listener]))
    store.close()
    return 0


def _listener(port: int) -> socket.socket:
    # Named as TCP, so that asyncio switches Nagle's algorithm off; without, each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def _words(error: OSError | StoreError, port: int) -> str:
    if isinstance(error, StoreError):
        return str(error)
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken; stop what uses it, or name another one with --port (0 picks a free one)"
        )
    return f"port {port} cannot be used ({error.strerror}); name another one with --port"


class _Droppable(HttpToolsProtocol):
    """Lets the application cut a connection without an answer, which a fault may ask for."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"] = {"drop": self.transport.abort}


class _Server(uvicorn.Server):
    """Says when it is ready, and ends with exit code 0 on SIGINT and SIGTERM."""

    def __init__(self, config: uvicorn.Config, ready: str) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(self._ready + "\n")
        sys.stdout.flush()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Takes the signals as a wish to stop; uvicorn's own raises them again afterwards."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.handle_exit)
        yield
