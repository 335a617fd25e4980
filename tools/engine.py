"""Finds Pulumi's engine, or gets it: on the machine, from Pulumi's installer, or built from its Go module.

An engine that is already there wins, whenever it is there. It counts only together with the official Python
language host beside it, which every official package has. `VIVIDLY_ENGINE=/path/to/pulumi` forces one,
whatever is beside it.

https://www.pulumi.com/docs/iac/download-install/
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools import engine_build, engine_installer
from tools.terminal import COULD_NOT_LOOK, CommandError, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.places import Places

MINIMUM = (3, 259, 0)  # older engines were never tried with this program and its retry hooks
LANGUAGE_HOST = "pulumi-language-python"
FORCED = "VIVIDLY_ENGINE"
Origin = Literal["forced", "found", "installed", "built"]
WORDS: dict[Origin, str] = {
    "forced": f"named by {FORCED}",
    "found": "found on this machine",
    "installed": "installed by Pulumi's installer",
    "built": "built from its Go module",
}


@dataclass(frozen=True)
class Engine:
    """The engine at `path`; `official_host` says whether Pulumi's own language host is beside it."""

    path: Path
    version: str
    origin: Origin
    official_host: bool

    def __str__(self) -> str:
        host = "" if self.official_host else "; with this project's stand-in language host"
        return f"Pulumi {self.version}, {WORDS[self.origin]}: {self.path}{host}"


def ensure(places: Places, env: Mapping[str, str] = os.environ) -> Engine:
    """The engine to use, gotten if need be.

    Raises:
        CommandError: none is there and none can be had.
    """
    engine = present(places, env)
    if engine is not None:
        return engine
    say("engine", f"no Pulumi {text(MINIMUM)} or later with a Python language host on this machine")
    if engine_installer.install(places.installed):
        installed = examined(places.installed / "bin" / "pulumi", "installed")
        if installed is not None:
            return installed
    if shutil.which("go", path=env.get("PATH")) is None:
        raise CommandError(
            "engine: no-engine Pulumi is not installed, cannot be downloaded, and no Go is here to build it; "
            "install Pulumi (https://www.pulumi.com/docs/iac/download-install/) or Go (https://go.dev/dl/)",
            COULD_NOT_LOOK,
        )
    engine_build.build(places, env)
    built = examined(places.bin / "pulumi", "built")
    if built is None:
        raise CommandError(f"{places.bin}/pulumi: broken-engine it does not run; `make clean`")
    return built


def present(places: Places, env: Mapping[str, str]) -> Engine | None:
    """An engine that is there already: forced, the machine's own, installed here, built here."""
    forced = env.get(FORCED)
    if forced:
        engine = examined(Path(forced), "forced")
        if engine is None or numbers(engine.version) < MINIMUM:
            raise CommandError(
                f"{FORCED}: no-engine {forced} is no Pulumi {text(MINIMUM)} or later; unset it"
            )
        return engine
    seen: set[Path] = set()
    for path, origin in _candidates(places, env):
        engine = None if path.resolve() in seen else examined(path, origin)
        seen.add(path.resolve())
        if engine is not None:
            reason = why_not(engine)
            if not reason:
                return engine
            say("engine", f"{path} is not used: {reason}")
    return None


def why_not(engine: Engine) -> str:
    """Why an engine that is there cannot be used; empty where it can."""
    if numbers(engine.version) < MINIMUM:
        return f"{engine.version} is older than {text(MINIMUM)}"
    if engine.origin == "found" and not engine.official_host:
        return f"{LANGUAGE_HOST} is not beside it"
    return ""


def _candidates(places: Places, env: Mapping[str, str]) -> Iterator[tuple[Path, Origin]]:
    home = Path(env.get("PULUMI_HOME") or Path(env.get("HOME", "/")) / ".pulumi")
    folders = [Path(folder) for folder in env.get("PATH", "").split(os.pathsep) if folder]
    for folder in [*folders, home / "bin"]:
        if folder != places.bin:
            yield folder / "pulumi", "found"
    yield places.installed / "bin" / "pulumi", "installed"
    yield places.bin / "pulumi", "built"


def examined(path: Path, origin: Origin) -> Engine | None:
    """The engine at `path`, or None where there is none or it does not run."""
    if not os.access(path, os.X_OK) or path.is_dir():
        return None
    env = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(
            [path, "version"], capture_output=True, text=True, timeout=60, check=True, env=env
        )
    except (OSError, subprocess.SubprocessError):
        return None
    beside = path.resolve().with_name(LANGUAGE_HOST)
    official_host = origin != "built" and beside.exists()
    return Engine(path, answer.stdout.strip().removeprefix("v"), origin, official_host)


def numbers(version: str) -> tuple[int, ...]:
    """`3.259.0-dev+x` as (3, 259, 0); what is no version is smaller than any."""
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return tuple(int(part) for part in match.groups()) if match else ()


def text(version: tuple[int, ...]) -> str:
    """A version as it is written."""
    return ".".join(map(str, version))
