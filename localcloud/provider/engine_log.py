"""Messages to the person at the terminal, through the engine that started the provider."""

from __future__ import annotations

import threading

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

PATIENCE = 5.0


class EngineLog:
    """The engine's log. Each message is said once; an engine that cannot be reached is no error."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def warn_once(self, urn: str, message: str) -> None:
        """Show a warning beside a resource."""
        with self._lock:
            if not self._address or message in self._said:
                return
            self._said.add(message)
        request = engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=message, urn=urn)
        with grpc.insecure_channel(self._address) as channel:
            try:
                engine_pb2_grpc.EngineStub(channel).Log(request, timeout=PATIENCE)  # pyright: ignore[reportUnknownMemberType] - the stub is not typed
            except grpc.RpcError:
                return
