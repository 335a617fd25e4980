"""A stack to try an adoption on: the same program, settings and state, in a folder that is thrown away.

What would differ after an import only the provider can say, and it says so by a preview after one. So the
import is done here first, and nothing of the real stack is touched before somebody has seen the differences.

Deliberately absent: encrypted settings. The copy has a passphrase of its own and cannot read them.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import yaml

from tools import pulumi, recover_engine, workspace
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from tools.places import Places
    from tools.stack import Target


@contextmanager
def trial(places: Places, target: Target) -> Generator[Target]:
    """The copy of a stack, gone again afterwards."""
    folder = places.local / "trial" / target.environment
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield _made(places, target, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(places: Places, target: Target, folder: Path) -> Target:
    folder.mkdir(parents=True)
    for name in workspace.PROGRAM:
        (folder / name).symlink_to(places.root / name)
    project = _read(target.folder / "Pulumi.yaml")
    project["runtime"]["options"]["virtualenv"] = str(places.root / ".venv")
    settings = f"Pulumi.{target.environment}.yaml"
    config = cast("dict[str, Any]", _read(target.folder / settings)["config"])
    encrypted = [key for key, value in config.items() if _is_encrypted(value)]
    if encrypted:
        raise CommandError(f"{settings}: encrypted {', '.join(encrypted)} cannot be read in a trial")
    for name, content in (("Pulumi.yaml", project), (settings, {"config": config})):
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    env = {**target.env, **pulumi.local_backend(folder / "state")}
    copy = replace(target, folder=folder, env=env)
    line = [str(target.engine), "stack", "init", target.environment, "--non-interactive"]
    pulumi.quietly(line, folder, env)
    held = recover_engine.export(target)
    if held["deployment"].get("resources"):
        recover_engine.write(copy, held)
    return copy


def _is_encrypted(value: object) -> bool:
    return isinstance(value, dict) and "secure" in cast("Mapping[str, object]", value)


def _read(file: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(file.read_text(encoding="utf-8")))
