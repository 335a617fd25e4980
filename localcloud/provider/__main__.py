"""``python -m localcloud.provider [ENGINE_ADDRESS]``: what ``pulumi-resource-gcp`` runs.

Prints the port that it listens on, serves the engine until it is told to stop, and ends when the engine has.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from localcloud.provider import lean_sdk

CALLS_AT_ONCE = 128
"""The engine sets no limit of its own; most calls wait for the cloud."""
MESSAGE_LIMIT = 400 * 1024 * 1024
"""The engine's own, in bytes."""
LOOK_EVERY = 1.0


def main(arguments: list[str]) -> None:
    """Serve until stopped."""
    lean_sdk.install()
    import grpc  # noqa: PLC0415 - after the lean SDK is in place
    from pulumi.runtime.proto import provider_pb2_grpc  # noqa: PLC0415

    from localcloud.provider.service import Service  # noqa: PLC0415

    service = Service(next((word for word in arguments if not word.startswith("-")), ""))
    limits = [
        ("grpc.max_receive_message_length", MESSAGE_LIMIT),
        ("grpc.max_send_message_length", MESSAGE_LIMIT),
    ]
    server = grpc.server(ThreadPoolExecutor(CALLS_AT_ONCE), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    # The engine starts plugins in a group of their own, so that Ctrl-C does not reach them. It asks them to
    # end with SIGINT, and waits five seconds for the one that does not.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: os._exit(0))
    threading.Thread(target=_end_with, args=(os.getppid(), service.cancelled), daemon=True).start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _end_with(parent: int, cancelled: threading.Event) -> None:
    """End this process soon after the engine: one that was killed cannot say goodbye."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    cancelled.set()
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
