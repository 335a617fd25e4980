"""The engine's file state of what runs against the local cloud: what a crash or a lost cloud leaves in it.

Only `.local/state` is ever touched. A real environment's state is in a bucket, where `pulumi cancel` and a
person decide.
"""

from __future__ import annotations

import json
import platform
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from tools import cloud, recover_lock, recover_written
from tools.cloud_lookup.declared import block
from tools.terminal import say

if TYPE_CHECKING:
    from pathlib import Path

    from tools.places import Places


def holds(places: Places, environment: str) -> bool:
    """Whether the engine has a stack of that name."""
    return any(file.stem == environment for file in _stacks(places))


def mend(places: Places, port: int) -> None:
    """Make what an engine half wrote readable; drop what describes a cloud that is gone, and dead locks."""
    recover_written.mend(places.state)
    for file in _stacks(places):
        why = _lost(places, port, file)
        if why:
            for left in file.parent.glob(f"{file.name}*"):
                left.unlink()
            say("state", f"dropped that of {file.stem}: {why}; everything is made anew")
    known = _identity(places)
    places.state.mkdir(parents=True, exist_ok=True)
    _copy(places).write_text(known, encoding="utf-8")
    for file in places.state.glob(".pulumi/locks/**/*.json"):
        if _is_left_over(file):
            file.unlink(missing_ok=True)
            say("state", f"unlocked {file.parent.name}: the engine that held it is dead")


def _stacks(places: Places) -> list[Path]:
    return sorted(places.state.glob(".pulumi/stacks/**/*.json"))


def _lost(places: Places, port: int, file: Path) -> str:
    """Why the state describes nothing that is there; empty where it may, or where there is none."""
    newest = _newest(file)
    if not newest:
        return ""
    if _copy(places).exists() and _copy(places).read_text(encoding="utf-8") != _identity(places):
        return "the data of the local cloud that it describes is gone"
    made = {project: cloud.made(port, project) for project in newest}
    # A local cloud that holds little may be one in which an update was cut off early: only time tells.
    if all((since := made[project]) is not None and at < since for project, at in newest.items()):
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


def _newest(file: Path) -> dict[str, datetime]:
    """When the youngest resource of each project came into the state."""
    latest = cast("dict[str, Any]", _json(file).get("checkpoint", {}).get("latest") or {})
    found: dict[str, datetime] = {}
    for resource in cast("list[dict[str, Any]]", latest.get("resources") or []):
        project, at = block(resource.get("outputs")).get("project"), resource.get("created")
        if isinstance(project, str) and isinstance(at, str):
            when = datetime.fromisoformat(at)
            found[project] = max(when, found.get(project, when))
    return found


def _is_left_over(file: Path) -> bool:
    lock = _json(file)
    # Written in one step: what cannot be read was cut off with the whole machine.
    if not lock:
        return True
    # Another machine's process cannot be asked for; the engine then says what to do.
    if not isinstance(lock.get("pid"), int) or lock.get("hostname") != platform.node():
        return False
    return not recover_lock.is_engine(lock["pid"])


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
