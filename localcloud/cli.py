"""The command line: `localcloud serve`, `status`, `reset`, `fault`.

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

from localcloud import fault_options
from localcloud.errors import GoogleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localcloud.casing import Json

DEFAULT_PORT = 8765
DEFAULT_DATA = Path(".local/cloud")
_TIMEOUT_SECONDS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    faults = _faults(parser, given)
    if given.command == "serve":
        # What is imported stays; collecting garbage meanwhile, and looking at it ever after, only costs time.
        gc.disable()
        from localcloud.serve import serve  # noqa: PLC0415 - slow to import, and only needed here

        gc.enable()
        gc.freeze()
        return serve(given.port, given.data, faults)
    if given.command == "fault":
        if given.clear and faults:
            parser.error("--clear takes all faults away; name none with it")
        if given.clear:
            return _ask(given.port, "DELETE", "/_local/faults")
        return _ask(given.port, "POST" if faults else "GET", "/_local/faults", faults)
    asked = ("POST", "/_local/reset") if given.command == "reset" else ("GET", "/_local/status")
    return _ask(given.port, *asked)


def _faults(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Json:
    """The faults that a command line asks for; wrong ones end the program with all that is wrong."""
    if given.command not in ("serve", "fault"):
        return {}
    try:
        wanted = fault_options.wanted(given)
        if wanted:
            from localcloud import fault_table  # noqa: PLC0415 - slow to import, and seldom needed

            fault_table.checked(wanted)
    except (argparse.ArgumentTypeError, GoogleError) as error:
        parser.error(str(error))
    return wanted


def _ask(port: int, verb: str, path: str, body: Json | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request(verb, path, json.dumps(body) if body else None)
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
    asking = commands.add_parser("status", help="say what a running one holds")
    emptying = commands.add_parser("reset", help="make a running one forget everything")
    troubling = commands.add_parser(
        "fault", help="make a running one fail on request; alone: show how it does"
    )
    troubling.add_argument("--clear", action="store_true", help="take all faults away")
    for command in (serving, troubling):
        fault_options.add(command)
    for command in (serving, asking, emptying, troubling):
        command.add_argument(
            "--port", type=_port, default=DEFAULT_PORT, help=f"port ({DEFAULT_PORT}; 0 picks one)"
        )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port; give a number from 0 to 65535")
    return int(text)
