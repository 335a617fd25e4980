"""What it takes to ask about sixty APIs: against `gcloud services list`, and against one request an API.

All against one local cloud, each a command of its own from its start to its end. What Google's own distance
adds to each request is not here; the number of requests says what it would be.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from localcloud import discovery
from preflight.verify.google import Google
from tools.bench.measuring import judged, ratio, side_by_side
from tools.bench.scan_trees import environment
from tools.bench.stage import cloud
from tools.places import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT, HOST = "vividly-bench", "serviceusage.googleapis.com"
COUNT, AIM_REQUESTS, AIM_TIMES = 60, 2, 5
_AT_ONCE, _SECONDS = 20, 30.0
# Google's own order of business for one that has no batch: a client, and a call for each.
_ONE_BY_ONE = """
import sys
from preflight.verify.google import Google
project, endpoint, *names = sys.argv[1:]
google = Google(project, endpoint)
for name in names:
    found = google.get("serviceusage.googleapis.com", f"v1/projects/{project}/services/{name}", 30)
    assert found and found["state"] == "ENABLED", name
"""


def measure() -> Iterator[str]:
    """Three commands in turns, and the requests that each made."""
    with tempfile.TemporaryDirectory() as folder, cloud() as running:
        root = Path(folder)
        names = _enabled(running.url)
        _project(root, names)
        own, single, listed = (
            _verify(root, running.url),
            _single(running.url, names),
            _gcloud(root, running.url),
        )
        counts = [_requests(running.url, action) for action in (own, single, *filter(None, [listed]))]
        word = judged(met=counts[0] == AIM_REQUESTS)
        yield f"{COUNT} APIs: {counts[0]} requests (aim: {AIM_REQUESTS}, {word})"
        times = side_by_side(own, single, *filter(None, [listed]))
        yield f"one request an API: {counts[1]} requests, {ratio(times[1], times[0])} the time of verify"
        if listed is None:
            yield "gcloud services list: gcloud is not installed here, so it is not measured"
            return
        word = judged(met=times[2] >= AIM_TIMES * times[0])
        yield (
            f"gcloud services list: {counts[2]} requests, {ratio(times[2], times[0])} the time of verify "
            f"(aim: {AIM_TIMES}x, {word})"
        )


def _enabled(url: str) -> list[str]:
    """Enable sixty APIs, and give their names."""
    google = Google(PROJECT, url)
    known = (name for name in sorted(discovery.index()) if name.endswith(".googleapis.com") and name != HOST)
    names: list[str] = []
    while len(names) < COUNT:
        batch = list(islice(known, min(_AT_ONCE, COUNT - len(names))))
        path = f"v1/projects/{PROJECT}/services:batchEnable"
        google.post(HOST, path, {"serviceIds": batch}, _SECONDS)
        names += batch
    return names


def _project(root: Path, names: list[str]) -> None:
    """Write a project that declares them, and what the engine would say of its stack."""
    (root / "infra").mkdir()
    entries = "".join(f"- api: {name}\n  reason: It is measured.\n" for name in names)
    (root / "infra/apis.yaml").write_text(entries, encoding="utf-8")
    step: dict[str, Any] = {
        "op": "create",
        "urn": "urn:pulumi:bench::bench::gcp:pubsub/topic:Topic::one",
        "newState": {"type": "gcp:pubsub/topic:Topic", "inputs": {"name": "one", "project": PROJECT}},
    }
    (root / "plan.json").write_text(json.dumps({"steps": [step]}), encoding="utf-8")


def _verify(root: Path, url: str) -> Callable[[], object]:
    words = ["--stack", "bench", "--root", str(root), "--plan", str(root / "plan.json"), "--endpoint", url]
    command = [str(HERE.python), "-m", "preflight.cli", "verify", *words, "--only", "apis", "--quiet"]
    return lambda: subprocess.run(command, check=True, cwd=HERE.root, env=environment(), capture_output=True)


def _single(url: str, names: list[str]) -> Callable[[], object]:
    command = [str(HERE.python), "-c", _ONE_BY_ONE, PROJECT, url, *names]
    return lambda: subprocess.run(command, check=True, cwd=HERE.root, env=environment(), capture_output=True)


def _gcloud(root: Path, url: str) -> Callable[[], object] | None:
    program = shutil.which("gcloud")
    if program is None:
        return None
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "CLOUDSDK_CONFIG": str(root),
        "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "true",
        "CLOUDSDK_CORE_PROJECT": PROJECT,
        "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
        "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_SERVICEUSAGE": f"{url}/{HOST}/",
        "NO_PROXY": "127.0.0.1",
    }
    command = [program, "services", "list", "--enabled", "--format=value(config.name)"]
    return lambda: subprocess.run(command, check=True, env=env, capture_output=True)


def _requests(url: str, action: Callable[[], object]) -> int:
    """How many calls of Service Usage an action makes."""
    before = requests.get(f"{url}/_local/status", timeout=_SECONDS).json()["calls"]
    action()
    calls = requests.get(f"{url}/_local/calls?since={before}", timeout=_SECONDS).json()["calls"]
    return sum(f"/{HOST}/" in call["path"] for call in calls)
