"""The environments: one `Pulumi.<name>.yaml` each, found by listing, never listed by hand.

Also what the engine would hand to the program for such a file, for everything that looks at an environment
without an engine: tests, the schema check, the local cloud. Deliberately absent: decryption; an encrypted
value is passed on as it stands.

https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

ROOT = Path(__file__).resolve().parent.parent


def found(root: Path = ROOT) -> dict[str, Path]:
    """Give every environment under `root`: its name and its file, sorted by name."""
    return {path.name.split(".")[1]: path for path in sorted(root.glob("Pulumi.*.yaml"))}


def config_of(path: Path) -> dict[str, object]:
    """Read the `config` block of a stack settings file; raises ValueError with a sentence."""
    try:
        document: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name}: cannot be read as YAML; {error}") from error
    config = cast("Mapping[str, object]", document).get("config") if isinstance(document, Mapping) else None
    return dict(cast("Mapping[str, object]", config)) if isinstance(config, Mapping) else {}


def as_the_engine_hands_it(config: Mapping[str, object]) -> dict[str, str]:
    """Turn a `config` block into strings: scalars as text, structures as JSON."""
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in config.items()
        if value is not None
    }
