"""The environments: one `Pulumi.<name>.yaml` each, found by listing, never listed by hand.

Also what the engine would hand to the program for such a file, for everything that looks at an environment
without an engine: tests, the schema check, the local cloud. Where the engine is more forgiving (a key without
its namespace, for instance) the file is refused all the same, so that nothing passes here and fails there.
Deliberately absent: decryption; an encrypted value is passed on as it stands.

https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from infra.problems import Problem
from preflight import yaml_files
from preflight.yaml_files import UnreadableError

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "vividly:project"
_KEY = re.compile(r"[^:\s]+:[^:\s]+")


def found(root: Path = ROOT) -> dict[str, Path]:
    """Give every environment under `root`: its name and its file, sorted by name."""
    return {path.name.split(".")[1]: path for path in sorted(root.glob("Pulumi.*.yaml"))}


def config_of(path: Path) -> dict[str, object]:
    """Read the `config` block of a stack settings file, empty if it has none.

    Raises UnreadableError, a ValueError with every sentence.
    """
    document = yaml_files.read(path, path.name)
    if document is None:
        return {}
    config = cast("Mapping[str, object]", document).get("config", {}) if isinstance(document, Mapping) else 0
    if config is None:
        return {}
    if not isinstance(config, Mapping):
        what = "config is" if isinstance(document, Mapping) else "is"
        raise UnreadableError(
            [f"{path.name}: {what} no block of keys; write `config:` and below it settings"]
        )
    block = cast("Mapping[str, object]", config)
    wrong = [key for key in block if not _KEY.fullmatch(key)]
    if wrong:
        raise UnreadableError(
            [f"{path.name}: {key} is no key with a namespace; write it like {PROJECT}" for key in wrong]
        )
    return dict(block)


def as_the_engine_hands_it(config: Mapping[str, object]) -> dict[str, str]:
    """Turn a `config` block into strings: scalars as text (null as none at all), structures as JSON."""
    return {
        key: value if isinstance(value, str) else "" if value is None else json.dumps(_numbers(value))
        for key, value in config.items()
    }


def sharing(environment: str, project: str, root: Path = ROOT) -> list[Problem]:
    """Say with which other environments `environment` would share its Google project; none is right.

    Two stacks in one project fight over the same topic, repository and bucket. A file that cannot be read
    or names no project shares nothing yet; its own run tells what is wrong with it.
    """
    return [
        Problem(
            f"Pulumi.{environment}.yaml",
            f"is {project!r}, which is the project of {other} too ({path.name})",
            "give each environment a Google project of its own",
            key=PROJECT,
        )
        for other, path in found(root).items()
        if other != environment and project and _project_of(path) == project
    ]


def _project_of(path: Path) -> object:
    try:
        return config_of(path).get(PROJECT)
    except UnreadableError:
        return None


def _numbers(value: object) -> object:
    # Numbers are JSON's to the engine: 1.0 is written as 1.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _numbers(inner) for key, inner in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_numbers(inner) for inner in cast("list[object]", value)]
    return value
