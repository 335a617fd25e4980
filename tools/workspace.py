"""A folder in which an environment runs against the local cloud.

The engine writes into the settings file of a stack, and real environments name a key of Google's for their
secrets. So the local cloud gets copies under `.local/stacks/<environment>`: the program by links, both YAML
files generated anew each time. The root's files are never touched.

https://www.pulumi.com/docs/iac/concepts/projects/project-file/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import yaml

from infra import environments
from localcloud.endpoints import provider_config
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tools.places import Places
    from tools.provider import Provider

PROGRAM = ("__main__.py", "infra", "preflight")
PROJECT = "vividly:project"
SALT = "encryptionsalt"
SECRETS = "vividly:secrets"


@dataclass(frozen=True)
class Workspace:
    """Where an environment runs.

    `filled` holds the settings that were missing and got a stand-in value, `unpinned` the secrets whose
    pinned version was left out: the local cloud has no values, and a service would fail without its version.
    """

    environment: str
    folder: Path
    project: str
    filled: dict[str, str]
    unpinned: tuple[str, ...] = ()


def make(
    places: Places, environment: str, base_url: str, provider: Provider, folder: Path | None = None
) -> Workspace:
    """Write the workspace of `environment` for the local cloud at `base_url`, or bring it up to date.

    Raises:
        CommandError: there is no such environment, or its file is no YAML.
    """
    folder = folder or places.stacks / environment
    folder.mkdir(parents=True, exist_ok=True)
    for name in PROGRAM:
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(places.root / name)
    config = settings_of(places, environment)
    filled = left_for_a_person(environment, config)
    pinned = config.pop(SECRETS, None)
    config |= filled | provider_config(base_url)
    _write(folder / "Pulumi.yaml", _project_file(places, provider))
    _write(folder / f"Pulumi.{environment}.yaml", {**_salt(folder, environment), "config": config})
    unpinned = tuple(cast("dict[str, object]", pinned)) if isinstance(pinned, dict) else ()
    return Workspace(environment, folder, str(config[PROJECT]), filled, unpinned)


def settings_of(places: Places, environment: str) -> dict[str, object]:
    """The `config` block of an environment's file in the root.

    Raises:
        CommandError: there is no such environment, or its file is no YAML.
    """
    found = environments.found(places.root)
    if environment not in found:
        known = ", ".join(found)
        raise CommandError(
            f"Pulumi.{environment}.yaml: no-environment there is no such file; environments are {known}"
        )
    try:
        return environments.config_of(found[environment])
    except ValueError as error:
        raise CommandError(str(error)) from error


def left_for_a_person(environment: str, config: Mapping[str, object]) -> dict[str, str]:
    """Values for the settings that a person has yet to fill in, good enough for the local cloud."""
    return {} if config.get(PROJECT) else {PROJECT: f"vividly-{environment}-local"}


def _project_file(places: Places, provider: Provider) -> dict[str, Any]:
    project = cast(
        "dict[str, Any]", yaml.safe_load((places.root / "Pulumi.yaml").read_text(encoding="utf-8"))
    )
    project["runtime"]["options"]["virtualenv"] = str(places.root / ".venv")
    return project | plugins(provider)


def plugins(provider: Provider) -> dict[str, Any]:
    """What a project file says so that the engine finds the stand-in and does not ask the network."""
    if provider.folder is None:
        return {}
    return {"plugins": {"providers": [{"name": "gcp", "path": str(provider.folder)}]}}


def _salt(folder: Path, environment: str) -> dict[str, str]:
    """The salt that the engine wrote when it made the stack; without it, it would make another."""
    file = folder / f"Pulumi.{environment}.yaml"
    before = cast("dict[str, Any]", yaml.safe_load(file.read_text(encoding="utf-8"))) if file.exists() else {}
    return {SALT: before[SALT]} if before and SALT in before else {}


def _write(file: Path, content: dict[str, Any]) -> None:
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    unfinished.rename(file)
