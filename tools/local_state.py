"""The engine's file state of what runs against the local cloud: what a crash or a lost cloud leaves in it.

Only `.local/state` is ever touched. A real environment's state is in a bucket, where `pulumi cancel` and a
person decide.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import uuid
from typing import TYPE_CHECKING, Any, cast

from tools import cloud
from tools.terminal import say

if TYPE_CHECKING:
    from pathlib import Path

    from tools.places import Places


def holds(places: Places, environment: str) -> bool:
    """Whether the engine has a stack of that name."""
    return any(file.stem == environment for file in _stacks(places))


def mend(places: Places, port: int) -> None:
    """Drop what describes a local cloud that is gone, and the locks of engines that are dead."""
    lost = _lost(places, port)
    if lost:
        shutil.rmtree(places.state)
        say("state", f"dropped: {lost}; everything is made anew")
    known = _identity(places)
    places.state.mkdir(parents=True, exist_ok=True)
    _copy(places).write_text(known, encoding="utf-8")
    for file in places.state.glob(".pulumi/locks/**/*.json"):
        if _is_left_over(file):
            file.unlink(missing_ok=True)
            say("state", f"unlocked {file.parent.name}: the engine that held it is dead")


def _stacks(places: Places) -> list[Path]:
    return sorted(places.state.glob(".pulumi/stacks/**/*.json"))


def _lost(places: Places, port: int) -> str:
    """Why the state describes nothing that is there; empty where it does, or where there is none."""
    if not any(_describes_something(file) for file in _stacks(places)):
        return ""
    if _copy(places).exists() and _copy(places).read_text(encoding="utf-8") != _identity(places):
        return "the data of the local cloud that it describes is gone"
    if cloud.is_empty(port):
        return "the local cloud that it describes was reset"
    return ""


def _identity(places: Places) -> str:
    """What tells this data folder from the one that was there before; written when it is first seen."""
    file = places.cloud / "identity"
    if not file.exists():
        file.write_text(uuid.uuid4().hex, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def _copy(places: Places) -> Path:
    return places.state / "cloud-identity"


def _describes_something(file: Path) -> bool:
    latest = cast("dict[str, Any]", _json(file).get("checkpoint", {}).get("latest") or {})
    resources = cast("list[dict[str, Any]]", latest.get("resources") or [])
    return any(not resource["type"].startswith("pulumi:") for resource in resources)


def _is_left_over(file: Path) -> bool:
    lock = _json(file)
    # Another machine's process cannot be asked for; the engine then says what to do.
    if not isinstance(lock.get("pid"), int) or lock.get("hostname") != platform.node():
        return False
    try:
        os.kill(lock["pid"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
