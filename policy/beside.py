"""The settings of a stack that the engine analyzes without its configuration: from the file beside the pack.

`pulumi policy analyze` judges what is deployed and hands the pack no configuration, so the environment's
levels and exemptions would be missing exactly where what is deployed is audited. Read only where the pack
lies in the project whose stack is judged; a pack that is used elsewhere is configured with
`--policy-pack-config` alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from settings import NAMESPACE, Settings, read

ROOT = Path(__file__).resolve().parent.parent


def settings_of(urn: str, root: Path = ROOT) -> Settings:
    """Give the settings of the stack that a URN (`urn:pulumi:dev::vividly::...`) belongs to."""
    stack, _, rest = urn.removeprefix("urn:pulumi:").partition("::")
    file = root / f"Pulumi.{stack}.yaml"
    try:
        if _block(root / "Pulumi.yaml").get("name") != rest.partition("::")[0] or not file.exists():
            return Settings(stack=stack)
        config: dict[str, object] = _block(file).get("config") or {}
        given = {key: value for key, value in config.items() if key.startswith(NAMESPACE)}
    except (OSError, ValueError, AttributeError) as error:
        return Settings(stack=stack, problems=(f"{file.name}: cannot be read, {error}; correct it",))
    return read(stack, {key: one if isinstance(one, str) else json.dumps(one) for key, one in given.items()})


def _block(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    from preflight import yaml_files  # noqa: PLC0415 - slow to import, and only needed here

    return cast("dict[str, Any]", yaml_files.read(path, path.name, dates=True)) or {}
