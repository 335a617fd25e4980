"""What an environment consists of, written down: every resource, and of each only what matters.

`golden/<name>.yaml` is a partial golden: it lists all resources, but only the inputs named here, so another
word in a description changes nothing. The goldens rest on the fixed settings below and on no environment's
file, so an edit of those never changes a golden; what the files say is judged by the other tests. Regenerate
after a change that was meant, and read the difference:

    .venv/bin/python tests/infra/golden_inventory.py
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from program_under_mocks import Resource, run

GOLDEN = Path(__file__).with_name("golden")
COMMAND = ".venv/bin/python tests/infra/golden_inventory.py"
_REQUIRED: dict[str, object] = {
    "vividly:project": "vividly-golden-1234",
    "vividly:api_callers": ["serviceAccount:vividly-web"],
    "vividly:services": {"api": {"image": "v1"}, "push-worker": {"image": "v1"}},
}
# The least that a file may say, and every switch turned the other way.
SETTINGS: dict[str, dict[str, object]] = {
    "least": _REQUIRED,
    "turned": {
        **_REQUIRED,
        "vividly:region": "europe-west4",
        "vividly:api_callers": ["group:staff@example.com"],
        "vividly:deletion_protection": False,
        "vividly:destroy_content": True,
        "vividly:immutable_tags": True,
        "vividly:secrets": {"result-link-key": 3},
    },
}
_CONTAINER = "template.containers.0"
MATTERS = {
    "gcp:artifactregistry/repository:Repository": (
        "location", "dockerConfig.immutableTags", "cleanupPolicyDryRun", "cleanupPolicies",
    ),
    "gcp:cloudrunv2/service:Service": (
        "name", "location", "ingress", "deletionProtection", "template.serviceAccount", "template.timeout",
        "template.maxInstanceRequestConcurrency", "template.scaling", f"{_CONTAINER}.image",
        f"{_CONTAINER}.resources.limits", f"{_CONTAINER}.startupProbe", f"{_CONTAINER}.livenessProbe",
    ),
    "gcp:pubsub/subscription:Subscription": (
        "topic", "ackDeadlineSeconds", "messageRetentionDuration", "expirationPolicy", "retryPolicy",
        "deadLetterPolicy", "pushConfig.oidcToken.serviceAccountEmail",
    ),
    "gcp:pubsub/topic:Topic": ("messageStoragePolicy.allowedPersistenceRegions",),
    "gcp:secretmanager/secret:Secret": ("deletionProtection",),
    "gcp:storage/bucket:Bucket": (
        "name", "location", "forceDestroy", "uniformBucketLevelAccess", "publicAccessPrevention",
        "versioning", "softDeletePolicy", "lifecycleRules",
    ),
}  # fmt: skip
_OF_A_GRANT = ("role", "member")


@cache
def inventory(name: str) -> dict[str, dict[str, object]]:
    """Give `<type> <name>` of every resource with the inputs that matter."""
    resources = sorted(run(name, SETTINGS[name]).resources, key=lambda found: (found.type, found.name))
    return {f"{resource.type} {resource.name}": _matters(resource) for resource in resources}


def differences(name: str, golden: Path) -> list[str]:
    """Compare the golden with the program: what is expected must be there; each line says where and what."""
    expected: dict[str, dict[str, object]] = yaml.safe_load(golden.read_text(encoding="utf-8"))
    declared = inventory(name)
    lines = [f"{golden.name}: {resource} is new" for resource in declared.keys() - expected.keys()]
    lines += [f"{golden.name}: {resource} is gone" for resource in expected.keys() - declared.keys()]
    for resource in expected.keys() & declared.keys():
        lines += [
            f"{golden.name}: {resource}: {path} is {declared[resource].get(path)!r}, expected {value!r}"
            for path, value in (expected[resource] or {}).items()
            if declared[resource].get(path) != value
        ]
    return sorted(lines)


def _matters(resource: Resource) -> dict[str, object]:
    paths = _OF_A_GRANT if "iam" in resource.type.lower() else MATTERS.get(resource.type, ())
    return {path: _at(resource.inputs, path) for path in paths}


def _at(inputs: Mapping[str, Any], path: str) -> object:
    value: Any = inputs
    for step in path.split("."):
        if isinstance(value, list):
            value = cast("list[Any]", value)[int(step)]
        else:
            value = None if value is None else value.get(step)
    return _whole(value)


def _whole(value: Any) -> object:  # noqa: ANN401 - what a provider is given
    """Write every number as a person would: the engine's protocol knows floats only."""
    if isinstance(value, Mapping):
        return {key: _whole(inner) for key, inner in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in cast("list[Any]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value


if __name__ == "__main__":
    for written in SETTINGS:
        text = yaml.safe_dump(inventory(written), width=110)
        (GOLDEN / f"{written}.yaml").write_text(text, encoding="utf-8")
