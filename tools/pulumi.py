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

LOOPBACK = ("127.0.0.1", "localhost")
# What an earlier `source env.sh` left, perhaps for another environment: the engine obeys all of it.
INHERITED = ("PULUMI_OPTION_", "PULUMI_STACK", "PULUMI_BACKEND_URL")
PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


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
        **past_the_proxy(env),
    }


def past_the_proxy(env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that keep the local cloud, and the engine's own plugins, off a proxy."""
    found: dict[str, str] = {}
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in env.get(name, "").split(",") if host]
        found[name] = ",".join(dict.fromkeys([*hosts, *LOOPBACK]))
    return found


def process(ours: Mapping[str, str], env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The whole environment of a run of the engine: the caller's, without what would steer it, and ours.

    A passphrase is the caller's own business, except where it is the local cloud's empty one.
    """
    local = ours.get("PULUMI_BACKEND_URL", "").startswith("file://")
    kept = {
        name: value
        for name, value in env.items()
        if not name.startswith(INHERITED) and not (name in PASSPHRASES and (local or not value))
    }
    return {**kept, **ours}


def local_backend(state: Path) -> dict[str, str]:
    """State in a folder, secrets under an empty passphrase: for the local cloud, where nothing is secret."""
    state.mkdir(parents=True, exist_ok=True)
    return {"PULUMI_BACKEND_URL": f"file://{state}", "PULUMI_CONFIG_PASSPHRASE": ""}


def google_backend(project: str) -> dict[str, str]:
    """State in the project's own bucket, which the bootstrap script makes."""
    return {"PULUMI_BACKEND_URL": f"gs://{project}-pulumi-state"}


def options(action: str, pack: Path) -> dict[str, str]:
    """What the documented commands always say: look at the cloud first, and attach the pack.

    `refresh` looks anyway, and `audit` judges what the state holds. A pack is asked about what is to be made
    or is there, not about what goes.
    """
    given = {} if action in {"refresh", "audit"} else {"refresh": "true"}
    if action in {"preview", "up", "audit"}:
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
    done = subprocess.run(command, cwd=folder, env=process(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(
            f"{' '.join(map(str, command[1:3]))}: {done.stderr.strip() or done.stdout.strip()}"
        )
    return done.stdout
