"""A Python language host for Pulumi's engine, used where the official `pulumi-language-python` cannot be had.

The engine starts it as `pulumi-language-python <engine address>`, reads a port from the first line of its
output, and asks over gRPC which providers a program needs, to run the program, and to run a policy pack.

Deliberately absent: code generation, debuggers, other tool chains than a virtual environment, the question
GetRequiredPlugins (asked only of hosts that do not know GetRequiredPackages), and the installation of
dependencies, which is `make setup`'s work.

How the engine starts and ends a host:
https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/sdk/go/common/resource/plugin/plugin.go
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import grpc
from pulumi.runtime.proto import language_pb2_grpc

from localcloud.engine.answers import LanguageHost
from localcloud.engine.children import Children
from localcloud.engine.program import LAUNCHER

if TYPE_CHECKING:
    from types import FrameType


def serve(engine: str, launcher: str) -> int:
    """Serve until the engine signals, or is gone: then its end of our standard input closes."""
    children = Children()
    server = grpc.server(
        ThreadPoolExecutor(max_workers=16), options=[("grpc.max_receive_message_length", -1)]
    )
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(engine, launcher, children), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    def stop_with_the_engine() -> None:
        sys.stdin.read()
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    threading.Thread(target=stop_with_the_engine, daemon=True).start()
    print(port, flush=True)
    stopped.wait()
    children.end_all()
    server.stop(grace=0).wait()
    return 0


def main() -> int:
    """Command line: the engine's address last; logging and tracing flags are accepted and ignored."""
    parser = argparse.ArgumentParser(prog="pulumi-language-python", description=__doc__)
    parser.add_argument("--tracing", help="accepted, not used")
    parser.add_argument(
        "--launcher", required=True, metavar=LAUNCHER, help="Pulumi's own launcher of Python programs"
    )
    parser.add_argument("engine", nargs="?", default="", help="address of the engine's gRPC server")
    options, _ = parser.parse_known_args()
    return serve(str(options.engine), str(options.launcher))


if __name__ == "__main__":
    # Not sys.exit: threads may still read from closed pipes, and there is nothing left to say.
    os._exit(main())
