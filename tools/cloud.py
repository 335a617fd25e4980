"""The local cloud as a background process of this checkout: started, found again, stopped.

It is recognised by its own answer (`/_local/status`: its name and its data folder), never by a process id
alone, because ids are used again after a restart of the machine.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from tools.one_at_a_time import held_by_another
from tools.terminal import COULD_NOT_LOOK, CommandError, say

if TYPE_CHECKING:
    from pathlib import Path

    from tools.places import Places

DEFAULT_PORT = 8765
ANSWER_SECONDS = 2  # on loopback; what takes longer is something else
START_SECONDS = 30
STOP_SECONDS = 15
READY = b"localcloud: http"
_children: dict[int, subprocess.Popen[bytes]] = {}  # those that this very process started, to be waited for


@dataclass(frozen=True)
class Record:
    """What was started last; no process id where somebody started it by hand."""

    pid: int | None
    port: int


def address(port: int) -> str:
    """Base address of the local cloud on `port`."""
    return f"http://127.0.0.1:{port}"


def asked(port: int, path: str) -> Any:  # noqa: ANN401 - JSON of several shapes
    """The JSON answer to GET `path`, or None where nothing on `port` speaks like the local cloud."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def data_served(port: int) -> str | None:
    """The data folder of the local cloud on `port`; None where that is no local cloud."""
    status = asked(port, "/_local/status")
    if not isinstance(status, dict):
        return None
    answer = cast("dict[str, Any]", status)
    return str(answer.get("data")) if answer.get("name") == "localcloud" else None


def resources(port: int, project: str) -> list[dict[str, Any]]:
    """What the local cloud holds for `project`: service, name and body of each resource."""
    answer = asked(port, f"/_local/resources?project={project}")
    return cast("dict[str, list[dict[str, Any]]]", answer)["resources"] if isinstance(answer, dict) else []


def made(port: int, project: str) -> datetime | None:
    """When the local cloud saw `project` for the first time; after a reset that is later than before."""
    answer = asked(port, f"/cloudresourcemanager.googleapis.com/v1/projects/{project}")
    at = cast("dict[str, Any]", answer).get("createTime") if isinstance(answer, dict) else None
    return datetime.fromisoformat(at) if isinstance(at, str) else None


def ensure(places: Places, port: int | None = None) -> int:
    """The port of this checkout's local cloud, started if it does not run.

    Raises:
        CommandError: the port is taken, or the local cloud does not come up.
    """
    before = recorded(places)
    if before and _is_ours(places, before.port) and not (places.cloud / "lock").exists():
        say("cloud", "its data was deleted; starting it anew")
        stop(places)
    runs = before is not None and _is_ours(places, before.port)
    # The state pins the port: the address stands in the configuration of every provider in it.
    if before and port not in {None, before.port} and (runs or places.state.exists()):
        raise CommandError(
            f"port {port}: not-its-port the local cloud of this checkout belongs to port {before.port}: "
            "leave PORT out, or `make local-down` first"
        )
    if before and runs:
        say("cloud", f"already running at {address(before.port)}")
        return before.port
    port = port or (before.port if before else DEFAULT_PORT)
    served = data_served(port)
    if served is not None and not _is_ours(places, port):
        raise CommandError(
            f"port {port}: taken a local cloud with the data in {served} runs there; give another, PORT=N"
        )
    if served is None:
        _start(places, port)
    else:
        _write_record(places, None, port)
    say("cloud", f"running at {address(port)}, log in {places.local.name}/cloud.log")
    return port


def _is_ours(places: Places, port: int) -> bool:
    served = data_served(port)
    return served is not None and os.path.realpath(served) == os.path.realpath(places.cloud)


def _start(places: Places, port: int) -> None:
    places.local.mkdir(exist_ok=True)
    command = [places.python, "-m", "localcloud", "serve", "--port", str(port), "--data", str(places.cloud)]
    log_file = places.local / "cloud.log"
    with log_file.open("wb") as log:
        server = subprocess.Popen(
            command, cwd=places.root, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    until = time.monotonic() + START_SECONDS
    # The line that it prints once it listens: an answer on the port alone may be another process's.
    while READY not in log_file.read_bytes() or not _is_ours(places, port):
        if server.poll() is not None:
            raise CommandError(
                log_file.read_text(encoding="utf-8").strip() or f"{log_file}: it stopped at once"
            )
        if time.monotonic() > until:
            server.terminate()
            raise CommandError(f"{log_file}: no-answer the local cloud did not come up", COULD_NOT_LOOK)
        time.sleep(0.05)
    for ended in [pid for pid, child in _children.items() if child.poll() is not None]:
        del _children[ended]
    _children[server.pid] = server
    _write_record(places, server.pid, port)


def stop(places: Places) -> bool:
    """Stop this checkout's local cloud; False where none runs."""
    record = recorded(places)
    if record is None:
        return False
    stopped = _is_ours(places, record.port)
    if stopped:
        _end(places, record)
    elif held_by_another(places.cloud / "lock"):
        raise CommandError(
            f"process {record.pid}: no-answer the local cloud runs and does not answer; end it by hand",
            COULD_NOT_LOOK,
        )
    _record_file(places).unlink(missing_ok=True)
    return stopped


def _end(places: Places, record: Record) -> None:
    if record.pid is None:
        raise CommandError(f"port {record.port}: by-hand the local cloud was started by hand; stop it there")
    with suppress(ProcessLookupError):
        os.kill(record.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    while data_served(record.port) is not None or held_by_another(places.cloud / "lock"):
        if time.monotonic() > until:
            raise CommandError(
                f"process {record.pid}: still-running the local cloud does not stop; end it by hand"
            )
        time.sleep(0.05)
    if record.pid in _children:
        _children.pop(record.pid).wait(STOP_SECONDS)


def recorded(places: Places) -> Record | None:
    """What `ensure` started last, running or not."""
    try:
        return Record(**json.loads(_record_file(places).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write_record(places: Places, pid: int | None, port: int) -> None:
    places.local.mkdir(exist_ok=True)
    _record_file(places).write_text(json.dumps({"pid": pid, "port": port}), encoding="utf-8")


def _record_file(places: Places) -> Path:
    return places.local / "cloud.json"
