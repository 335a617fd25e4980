"""Finds the Google Cloud provider, or gets it: Pulumi's official plugin, else this project's stand-in.

The official plugin wins whenever it is there. The stand-in speaks to the local cloud only, so it is never put
on PATH: a workspace of the local cloud names its folder. `VIVIDLY_PROVIDER=stand-in` takes it even where the
official one is.

https://www.pulumi.com/docs/iac/cli/commands/pulumi_plugin_install/
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

from tools.engine_installer import INSTALLER
from tools.reach import reachable
from tools.terminal import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.engine import Engine
    from tools.places import Places

PLUGIN = "pulumi-resource-gcp"
FORCED = "VIVIDLY_PROVIDER"
DOWNLOAD_SECONDS = 900


@dataclass(frozen=True)
class Provider:
    """The provider to use; `folder` is set where a workspace has to name it."""

    version: str
    official: bool
    folder: Path | None = None

    def __str__(self) -> str:
        what = (
            "Pulumi's official plugin"
            if self.official
            else "this project's stand-in, for the local cloud only"
        )
        return f"gcp {self.version}, {what}"


def ensure(
    places: Places, engine: Engine, env: Mapping[str, str] = os.environ, *, ask_network: bool
) -> Provider:
    """The provider to use; a download is tried where `ask_network` is set and the official one is missing."""
    version = version_of("pulumi-gcp")
    if env.get(FORCED) == "stand-in":
        return stand_in(places, version)
    if official_is_present(version, env) or (ask_network and _downloaded(engine, version, env)):
        return Provider(version, official=True)
    return stand_in(places, version)


def official_is_present(version: str, env: Mapping[str, str]) -> bool:
    """Whether the engine would find the official plugin: in its home, or on PATH."""
    home = Path(env.get("PULUMI_HOME") or Path(env.get("HOME", "/")) / ".pulumi")
    in_home = home / "plugins" / f"resource-gcp-v{version}" / PLUGIN
    return in_home.exists() or shutil.which(PLUGIN, path=env.get("PATH")) is not None


def _downloaded(engine: Engine, version: str, env: Mapping[str, str]) -> bool:
    if not reachable(INSTALLER):
        say("provider", "Pulumi's plugins cannot be reached from here")
        return False
    say("provider", f"downloading gcp {version} (some 100 MB)")
    command = [engine.path, "plugin", "install", "resource", "gcp", version]
    try:
        subprocess.run(command, env=env, check=True, capture_output=True, timeout=DOWNLOAD_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        say("provider", f"the download failed: {error}")
        return False
    return True


def stand_in(places: Places, version: str) -> Provider:
    """The stand-in, with the start script that the engine looks for."""
    write_script(places.stand_in / PLUGIN, places.python, "localcloud.provider")
    return Provider(version, official=False, folder=places.stand_in)


def write_script(path: Path, python: Path, module: str, arguments: str = "") -> None:
    """An executable at `path` that runs `module` with `arguments` first; untouched where it is right."""
    script = f'#!/bin/sh\nexec "{python}" -m {module} {arguments}"$@"\n'
    if path.exists() and path.read_text(encoding="utf-8") == script:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(script, encoding="utf-8")
    unfinished.chmod(0o755)
    unfinished.rename(path)
