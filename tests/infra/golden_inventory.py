"""What each environment consists of, written down: every resource, and of each only what matters.

`golden/<environment>.yaml` is a partial golden: it lists all resources, but only the inputs named here, so a
new image, another size or another word in a description changes nothing. Regenerate after a change that was
meant, and read the difference:

    .venv/bin/python tests/infra/golden_inventory.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from program_under_mocks import Resource, run_environment

from infra import environments

GOLDEN = Path(__file__).with_name("golden")
COMMAND = ".venv/bin/python tests/infra/golden_inventory.py"
MATTERS = {
    "gcp:artifactregistry/repository:Repository": ("location", "dockerConfig.immutableTags"),
    "gcp:cloudrunv2/service:Service": ("name", "ingress", "deletionProtection", "template.serviceAccount"),
    "gcp:pubsub/subscription:Subscription": (
        "topic",
        "ackDeadlineSeconds",
        "deadLetterPolicy.maxDeliveryAttempts",
        "pushConfig.oidcToken.serviceAccountEmail",
    ),
    "gcp:secretmanager/secret:Secret": ("deletionProtection",),
    "gcp:storage/bucket:Bucket": ("name", "location", "forceDestroy", "publicAccessPrevention"),
}


def inventory(environment: str) -> dict[str, dict[str, object]]:
    """Give `<type> <name>` of every resource with the inputs that matter."""
    resources = sorted(run_environment(environment).resources, key=lambda found: (found.type, found.name))
    return {f"{resource.type} {resource.name}": _matters(resource) for resource in resources}


def differences(environment: str, golden: Path) -> list[str]:
    """Compare the golden with the program: what is expected must be there; each line says where and what."""
    expected: dict[str, dict[str, object]] = yaml.safe_load(golden.read_text(encoding="utf-8"))
    declared = inventory(environment)
    lines = [f"{golden.name}: {name} is new" for name in declared.keys() - expected.keys()]
    lines += [f"{golden.name}: {name} is gone" for name in expected.keys() - declared.keys()]
    for name in expected.keys() & declared.keys():
        lines += [
            f"{golden.name}: {name}: {path} is {declared[name].get(path)!r}, expected {value!r}"
            for path, value in (expected[name] or {}).items()
            if declared[name].get(path) != value
        ]
    return sorted(lines)


def _matters(resource: Resource) -> dict[str, object]:
    return {path: _at(resource.inputs, path) for path in MATTERS.get(resource.type, ())}


def _at(inputs: Any, path: str) -> object:  # noqa: ANN401 - what a provider is given
    value: Any = inputs
    for step in path.split("."):
        value = None if value is None else value.get(step)
    return int(value) if isinstance(value, float) else value


if __name__ == "__main__":
    for name in environments.found():
        (GOLDEN / f"{name}.yaml").write_text(yaml.safe_dump(inventory(name), width=110), encoding="utf-8")
