"""The command line: `localcloud serve`, `status`, `reset`.

Plain argparse, and the server is only imported to serve: starting up is what a test waits for.
Exit codes: 0 done, 2 usage or configuration, 3 nobody answers on the port.
"""

from __future__ import annotations

import argparse
import gc
import http.client
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_PORT = 8765
DEFAULT_DATA = Path(".local/cloud")
_TIMEOUT_SECONDS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit code."""
    given = _parser().parse_args(arguments)
    if given.command == "serve":
        # What is imported stays; collecting garbage meanwhile, and looking at it ever after, only costs time.
        gc.disable()
        from localcloud.serve import serve  # noqa: PLC0415 - slow to import, and only needed here

        gc.enable()
        gc.freeze()
        return serve(given.port, given.data, given.unusable_after_enable)
    asked = ("POST", "/_local/reset") if given.command == "reset" else ("GET", "/_local/status")
    return _ask(given.port, *asked)


def _ask(port: int, verb: str, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request(verb, path)
        answer = json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException):
        start = f"localcloud serve --port {port}"
        sys.stderr.write(
            f"localcloud: nothing answers as a local cloud on port {port}; start it with `{start}`\n"
        )
        return 3
    finally:
        connection.close()
    sys.stdout.write(
        json.dumps(answer, indent=2) + "\n" if answer else "localcloud: everything is forgotten\n"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="localcloud", description="Google Cloud on a laptop, loopback only."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="run it until it is stopped")
    serving.add_argument(
        "--data", type=Path, default=DEFAULT_DATA, help=f"folder of its state ({DEFAULT_DATA})"
    )
    serving.add_argument(
        "--unusable-after-enable",
        type=_seconds,
        metavar="SECONDS",
        help="how long a newly enabled API still answers SERVICE_DISABLED",
    )
    asking = commands.add_parser("status", help="say what a running one holds")
    emptying = commands.add_parser("reset", help="make a running one forget everything")
    for command in (serving, asking, emptying):
        command.add_argument(
            "--port", type=_port, default=DEFAULT_PORT, help=f"port ({DEFAULT_PORT}; 0 picks one)"
        )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port; give a number from 0 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if value < 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds; give 0 or more")
    return value
