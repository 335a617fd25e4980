"""Settings, sound but for one value: what program and schema must judge alike, and what only one can know."""

from __future__ import annotations

import copy
from typing import Any

SOUND: dict[str, Any] = {
    "vividly:project": "vividly-test-1234",
    "vividly:api_callers": ["serviceAccount:vividly-web"],
    "vividly:services": {"api": {"image": "v1"}, "push-worker": {"image": "v1"}},
}
OWN = "us-central1-docker.pkg.dev/vividly-test-1234/vividly"
DIGEST = "sha256:" + "0" * 64

ACCEPTED: list[tuple[str, object]] = [
    ("services.api.image", "1.10"),
    ("services.api.image", "2026-11-23"),
    ("services.api.image", DIGEST),
    ("services.api.image", f"{OWN}/api:v1"),
    ("services.api.image", f"{OWN}/api@{DIGEST}"),
    ("services.push-worker.image", f"{OWN}/push-worker@{DIGEST}"),
    ("services.push-worker.timeout_seconds", 540),
    ("services.api.concurrency", 1.0),
    ("services.api", {"image": "v1", "cpu": 1, "memory": "4Gi"}),
    ("services.api", {"image": "v1", "cpu": 2}),
    ("services.api", {"image": "v1", "cpu": 2, "memory": "8Gi"}),
    ("services.push-worker", {"image": "v1", "cpu": 4, "memory": "16Gi"}),
    ("region", "europe-west4"),
    ("api_callers", ["principalSet://iam.googleapis.com/x", "domain:example.com"]),
    ("api_callers", ["serviceAccount:vividly-web@other-project.iam.gserviceaccount.com"]),
    ("api_callers", ["serviceAccount:vividly-api-client", "user:bob@example.com", "group:a@b.example.com"]),
    ("api_callers", ["serviceAccount:123-compute@developer.gserviceaccount.com"]),
    ("secrets", {"result-link-key": 12}),
    ("labels", {"team": "learning"}),
    ("labels", {f"label-{number}": "" for number in range(60)}),
    ("deletion_protection", False),
    ("models", {}),
    ("models", {"clarification": {"model": "gemini-3.8-flash"}}),
    ("models", {"script_generation": {"model": "gemini-3.5-flash-lite", "location": "europe-west4"}}),
    ("models", {"speech": {"model": "en-US-Chirp3-HD-Kore", "channel": "text_to_speech", "fallbacks": []}}),
    ("models", {"clarification": {"model": "gemini-1.5-flash"}}),  # the policy pack refuses it
    ("models", {"clarification": {"model": "gemini-3.8-flash", "parameters": {"temperature": 1}}}),
]

REFUSED: list[tuple[str, object]] = [
    ("regoin", "us-east1"),
    ("environment", "dev"),
    ("project", "My Project"),
    ("project", "vividly-test-1234\n"),
    ("project", None),
    ("region", "mars"),
    ("region", "us-central1\n"),
    ("region", None),
    ("services", {"api": {"image": "v1"}}),
    ("services", None),
    *(
        ("services.api.image", image)
        for image in (
            "", "a b", "a/b", "latest", 1.5, None, True, "sha256:12", f"{OWN}/api", f"{OWN}/api:latest",
            f"{OWN}/:v1", f"{OWN}/api@v1", f"{OWN}/api:{DIGEST}", f"{OWN}/push-worker:v1", f"{OWN}/x/api:v1",
            "docker.io/library/nginx:1",
        )
    ),
    ("services.push-worker.image", f"{OWN}/api:v1"),
    ("services.api.max_instances", 0),
    ("services.api.concurrency", 1.5),
    ("services.api.concurrency", "4"),
    ("services.api.cpu", 3),
    ("services.api.cpu", True),
    ("services.api.memory", "lots"),
    ("services.api.memory", "256Mi"),
    ("services.api", {"image": "v1", "memory": "8Gi"}),
    ("services.api", {"image": "v1", "cpu": 2, "memory": "16Gi"}),
    ("services.api", {"image": "v1", "cpu": 4}),
    ("services.push-worker", {"image": "v1", "cpu": 4, "memory": "1Gi"}),
    ("services.push-worker.timeout_seconds", 541),
    ("api_callers", None),
    ("api_callers", "serviceAccount:vividly-web"),
    ("api_callers", ["group:a@b.example.com", "group:a@b.example.com"]),
    *(
        ("api_callers", ["serviceAccount:vividly-web", member])
        for member in (
            "allUsers", "allAuthenticatedUsers", "somebody", "deleted:user:x", "serviceAccount:web",
            "serviceAccount:vividly-api", "serviceAccount:pulumi-applier-dev", "user:bob", "group:staff",
            "serviceAccount:pulumi-planner-dev@some-project.iam.gserviceaccount.com", "domain:example",
            "serviceAccount:bob@example.com", "principal://example.com/x",
        )
    ),
    ("secrets", {"result-link-key": "latest"}),
    ("secrets", {"other": 1}),
    ("secrets", None),
    ("labels", {"Team": "x"}),
    ("labels", {"app": "other"}),
    ("labels", {f"label-{number}": "" for number in range(61)}),
    ("labels", None),
    ("models", None),
    ("models", {"clarifications": {"model": "gemini-3.8-flash"}}),
    ("models", {"clarification": "gemini-3.8-flash"}),
    ("models", {"clarification": {}}),
    ("models", {"clarification": {"location": "global"}}),
    ("models", {"clarification": {"model": ""}}),
    ("models", {"clarification": {"model": "gemini-3.8-flash", "location": "Mars"}}),
    ("models", {"clarification": {"model": "gemini-3.8-flash", "channel": "pigeon"}}),
    ("models", {"clarification": {"model": "gemini-3.8-flash", "colour": "blue"}}),
    ("models", {"clarification": {"model": "gemini-3.8-flash", "fallbacks": ["gemini-3.5-flash"]}}),
    ("deletion_protection", "yes"),
    ("deletion_protection", None),
]  # fmt: skip

# What no schema can say, and why.
BEYOND_A_SCHEMA: list[tuple[str, object, str]] = [
    ("models", {"clarification": {"model": "gemini-99-nova"}}, "did you mean gemini-"),
    ("models", {"clarification": {"model": "imagen-4.0-generate-001"}}, "no row on vertex"),
    ("models", {"clarification": {"model": "gemini-3.8-flash", "channel": "gemini_api"}}, "on vertex"),
    (
        "models",
        {
            "clarification": {
                "model": "gemini-3.8-flash",
                "fallbacks": [{"model": "gemini-2.0-flash", "location": "global"}],
            }
        },
        "new projects cannot call",
    ),
    ("services.api.min_instances", 9, "it compares two numbers"),
    (
        "services.api.image",
        "us-east1-docker.pkg.dev/other-project/vividly/api:v1",
        "the registry is elsewhere",
    ),
    ("api_callers", [], "only the environment `local` may do so"),
    ("api_callers", ["user:a@example.com", "user:A@example.com"], "two spellings"),
    (
        "api_callers",
        [
            "serviceAccount:vividly-web",
            "serviceAccount:vividly-web@vividly-test-1234.iam.gserviceaccount.com",
        ],
        "two spellings",
    ),
    (
        "api_callers",
        ["serviceAccount:vividly-api@vividly-test-1234.iam.gserviceaccount.com"],
        "whose project it is",
    ),
]


def with_(key: str, value: object) -> dict[str, Any]:
    """Give the sound settings with one value changed, by a path like `services.api.image`."""
    changed = copy.deepcopy(SOUND)
    first, *steps = key.split(".")
    if not steps:
        changed[f"vividly:{first}"] = value
        return changed
    block = changed.setdefault(f"vividly:{first}", {})
    for step in steps[:-1]:
        block = block[step]
    block[steps[-1]] = value
    return changed
