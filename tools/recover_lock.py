"""Whether somebody works on a stack right now, and the release of what an engine left that no longer lives.

An engine writes who it is into its lock. On this machine it can be asked for; on another one it cannot, and a
person has to know. A provider outlives its engine by a moment and may still be making something, so it is
waited for. Deliberately absent: taking a lock away from anybody who may still be alive.

https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/pkg/backend/diy/lock.go
"""

from __future__ import annotations

import json
import os
import platform
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from tools import pulumi
from tools.terminal import COULD_NOT_LOOK, CommandError, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.cloud_lookup.google import Google
    from tools.stack import Target

PROCESSES = Path("/proc")
LOCKS = ".pulumi/locks/organization/vividly"
PATIENCE_SECONDS = 15.0
_PROVIDERS = ("pulumi-resource-", "localcloud.provider")


@dataclass(frozen=True)
class Holder:
    """Who holds the lock."""

    pid: int
    host: str
    user: str = ""
    since: str = ""

    def __str__(self) -> str:
        return (
            f"process {self.pid} of {self.user or 'somebody'} on {self.host}, since {self.since or 'unknown'}"
        )


def make_idle(target: Target, google: Google) -> None:
    """Make sure that nothing works on the stack, and release the lock of an engine that is dead.

    Raises:
        CommandError: an update is running, or may be.
    """
    held = holders(target, google)
    for holder in held:
        if holder.host != platform.node():
            raise CommandError(
                f"{target.environment}: locked by {holder}, which cannot be looked at from here; if that "
                f"run is certainly gone, `pulumi cancel --stack {target.environment}`, then run this again"
            )
        if is_engine(holder.pid):
            raise CommandError(
                f"{target.environment}: locked an update is running ({holder}); wait until it has ended"
            )
    _wait_for_providers()
    if held:
        line = [str(target.engine), "cancel", "--stack", target.environment, "--yes"]
        pulumi.quietly(line, target.folder, target.env)
        say("released", f"the lock of {held[0]}, which is dead")


def holders(target: Target, google: Google) -> list[Holder]:
    """Who holds the locks of a stack whose state is in a folder or in a bucket.

    Raises:
        CommandError: the state is elsewhere.
    """
    backend, place = target.env["PULUMI_BACKEND_URL"], f"{LOCKS}/{target.environment}/"
    if backend.startswith("file://"):
        folder = Path(backend.removeprefix("file://")) / place
        read = [_json(file) for file in sorted(folder.glob("*.json"))]
    elif not backend.startswith("gs://"):
        raise CommandError(
            f"{backend}: unknown-backend its locks cannot be read from here; recover needs a state in a "
            "bucket of Google's (gs://) or in a folder (file://)"
        )
    else:
        bucket = backend.removeprefix("gs://")
        listed = google.pages("storage", f"b/{bucket}/o", "items", {"prefix": place})
        paths = [f"b/{bucket}/o/{quote(str(found['name']), safe='')}" for found in listed]
        read = [google.get("storage", path, {"alt": "media"}) or {} for path in paths]
    return [
        Holder(lock["pid"], str(lock.get("hostname")), str(lock.get("username")), str(lock.get("timestamp")))
        for lock in read
        if isinstance(lock.get("pid"), int)
    ]


def is_engine(pid: int) -> bool:
    """Whether the process lives and is an engine; numbers are given out again."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    words = _command(PROCESSES / str(pid))
    return not words or any("pulumi" in Path(word).name for word in words[:1])


def left_over(processes: Path = PROCESSES) -> Iterator[int]:
    """Providers whose engine no longer answers, by their ids."""
    for folder in processes.glob("[0-9]*"):
        words = _command(folder)
        if any(name in word for word in words[:4] for name in _PROVIDERS):
            address = words[-1].rpartition(":")
            if address[0] == "127.0.0.1" and address[2].isdigit() and not _answers(int(address[2])):
                yield int(folder.name)


def _wait_for_providers() -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while found := list(left_over()):
        if time.monotonic() > until:
            raise CommandError(
                f"process {found[0]}: still-working the provider of a dead engine has not ended; it may be "
                "making something, so wait for it or end it, then run this again",
                COULD_NOT_LOOK,
            )
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _command(folder: Path) -> list[str]:
    try:
        return (folder / "cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []


def _json(file: Path) -> Mapping[str, Any]:
    try:
        return cast("Mapping[str, Any]", json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
