"""How the engine is started: its environment, and the options that the documented commands always give it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tools.places import Places
    from tools.toolchain import Toolchain


def environment(places: Places, toolchain: Toolchain, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that differ from the caller's own, for any run of the engine."""
    folders = [str(toolchain.engine.path.parent)]
    if not toolchain.engine.official_host:
        folders.insert(0, str(places.bin))
    rest = [folder for folder in env.get("PATH", "").split(os.pathsep) if folder not in folders]
    return {
        "PATH": os.pathsep.join([*dict.fromkeys(folders), *rest]),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # Otherwise a provider with a project and a region lists regions at the real Google.
        "PULUMI_GCP_SKIP_REGION_VALIDATION": "true",
    }


def local_backend(state: Path) -> dict[str, str]:
    """State in a folder, secrets under an empty passphrase: for the local cloud, where nothing is secret."""
    state.mkdir(parents=True, exist_ok=True)
    return {"PULUMI_BACKEND_URL": f"file://{state}", "PULUMI_CONFIG_PASSPHRASE": ""}


def google_backend(project: str) -> dict[str, str]:
    """State in the project's own bucket, which the bootstrap script makes."""
    return {"PULUMI_BACKEND_URL": f"gs://{project}-pulumi-state"}


def options(action: str, pack: Path) -> dict[str, str]:
    """What the documented commands always say: look at the cloud first, and attach the pack.

    `refresh` looks anyway, and a pack is asked only about what is to be made.
    """
    given = {} if action == "refresh" else {"refresh": "true"}
    if action in {"preview", "up"}:
        given["policy-pack"] = str(pack)
    return given


def flags(given: Mapping[str, str]) -> list[str]:
    """Options as they stand on a command line."""
    return [f"--{name}" if value == "true" else f"--{name}={value}" for name, value in given.items()]


def variables(given: Mapping[str, str]) -> dict[str, str]:
    """The same options as the engine reads them from the environment: PULUMI_OPTION_<NAME>."""
    return {f"PULUMI_OPTION_{name.upper().replace('-', '_')}": value for name, value in given.items()}


def quietly(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> str:
    """Standard output of a short command of the engine.

    Raises:
        CommandError: it failed; the sentence is the engine's own.
    """
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandError(
            f"{' '.join(map(str, command[1:3]))}: {done.stderr.strip() or done.stdout.strip()}"
        )
    return done.stdout
