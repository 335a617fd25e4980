"""The settings of a stack that the engine analyzes without its configuration: from the file beside the pack.

`pulumi policy analyze` judges what is deployed and hands the pack no configuration, so the environment's
levels and exemptions would be missing exactly where what is deployed is audited. Read only where the pack
lies in the project whose stack is judged; a pack that is used elsewhere is configured with
`--policy-pack-config` alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from settings import NAMESPACE, Settings, read

ROOT = Path(__file__).resolve().parent.parent


def settings_of(urn: str, root: Path = ROOT) -> Settings:
    """Give the settings of the stack that a URN (`urn:pulumi:dev::vividly::...`) belongs to."""
    stack, _, rest = urn.removeprefix("urn:pulumi:").partition("::")
    try:
        project: Any = _yaml(root / "Pulumi.yaml")
        if not isinstance(project, dict) or project.get("name") != rest.partition("::")[0]:
            return Settings(stack=stack)
        config: Any = (_yaml(root / f"Pulumi.{stack}.yaml") or {}).get("config") or {}
        given = {key: value for key, value in config.items() if str(key).startswith(NAMESPACE)}
    except (OSError, ValueError, AttributeError) as error:
        what = f"Pulumi.{stack}.yaml: cannot be read, {type(error).__name__}; the pack judges without it"
        return Settings(stack=stack, problems=(what,)) if (root / "Pulumi.yaml").exists() else Settings(stack)
    return read(
        stack, {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
    )


def _yaml(path: Path) -> object:
    from preflight import yaml_files  # noqa: PLC0415 - slow to import, and only needed here

    return yaml_files.read(path, path.name)
