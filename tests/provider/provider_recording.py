"""The recorded traffic of the official provider, and a stand-in for the cloud that answers from it.

An operation's polls are answered in the recorded order; any other request with several recorded answers
moves to the next one when something was written in between.
"""

from __future__ import annotations

import json
import threading
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

from localcloud.provider.google_errors import GoogleError
from localcloud.provider.transport import Request, Transport

if TYPE_CHECKING:
    from localcloud.provider.values import Properties

RECORDING = Path(__file__).parents[1] / "localcloud" / "provider_traffic.jsonl"
PROJECT_NUMBER = "123456789012"
BASE = "http://127.0.0.1:1/"
CONFIG = {
    "serviceUsageCustomEndpoint": f"{BASE}serviceusage.googleapis.com/v1beta1/",
    "resourceManagerCustomEndpoint": f"{BASE}cloudresourcemanager.googleapis.com/v1/",
    "iamBetaCustomEndpoint": f"{BASE}iam.googleapis.com/v1/",
    "pubsubCustomEndpoint": f"{BASE}pubsub.googleapis.com/v1/",
    "artifactRegistryCustomEndpoint": f"{BASE}artifactregistry.googleapis.com/v1/",
    "cloudRunV2CustomEndpoint": f"{BASE}run.googleapis.com/v2/",
    "secretManagerCustomEndpoint": f"{BASE}secretmanager.googleapis.com/v1/",
    "storageCustomEndpoint": f"{BASE}storage.googleapis.com/storage/v1/",
    "computeCustomEndpoint": f"{BASE}compute.googleapis.com/compute/beta/",
    "cloudBillingCustomEndpoint": f"{BASE}cloudbilling.googleapis.com/v1/",
    "monitoringCustomEndpoint": f"{BASE}monitoring.googleapis.com/",
    "loggingCustomEndpoint": f"{BASE}logging.googleapis.com/v2/",
    "billingBudgetsCustomEndpoint": f"{BASE}billingbudgets.googleapis.com/v1/",
    "cloudSchedulerCustomEndpoint": f"{BASE}cloudscheduler.googleapis.com/v1/",
    "cloudTasksCustomEndpoint": f"{BASE}cloudtasks.googleapis.com/v2/",
    "project": "demo",
    "pollInterval": "1ms",
}

Key = tuple[str, str, str, str]
"""Method, path with its host, query and body, the last two as sorted JSON."""


@cache
def everything() -> list[dict[str, Any]]:
    """Every recorded line."""
    text = RECORDING.read_text("utf-8").replace("{project_number}", PROJECT_NUMBER)
    return [cast("dict[str, Any]", json.loads(line)) for line in text.splitlines()]


def rows(program: str, phase: str, *types: str) -> list[dict[str, Any]]:
    """The recorded lines of some resource types in one phase of one program."""
    return [
        line
        for line in everything()
        if line["program"] == program and line["phase"] == phase and line["resource"].endswith(types)
    ]


def ordered(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A body with the order taken out of what is a set: environment variables."""
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {k: _sorted_by_name(v) if k == "env" else ordered(v) for k, v in members.items()}
    return [ordered(item) for item in cast("list[Any]", value)] if isinstance(value, list) else value


def _sorted_by_name(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda entry: str(entry["name"]))


def key_of(row: dict[str, Any]) -> Key:
    """A recorded request, ready to be compared."""
    query = dict(parse_qsl(row["query"]))
    body = "" if row["body"] in (None, "") else json.dumps(ordered(row["body"]), sort_keys=True)
    return row["method"], row["path"], json.dumps(query, sort_keys=True), body


def expected(lines: list[dict[str, Any]]) -> Counter[Key]:
    """How often each request was recorded."""
    counted: Counter[Key] = Counter()
    for row in lines:
        counted[key_of(row)] += row["times"]
    return counted


class Replay(Transport):
    """Answers from recorded lines; ``sent`` counts what was asked, ``unknown`` what was never recorded."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        super().__init__("local", threading.Event())
        self._answers: defaultdict[Key, list[dict[str, Any]]] = defaultdict(list)
        for row in lines:
            self._answers[key_of(row)].append(row)
        self._position: Counter[Key] = Counter()
        self._written: defaultdict[Key, bool] = defaultdict(bool)
        self.sent: Counter[Key] = Counter()
        self.unknown: list[Key] = []

    def sleep(self, seconds: float) -> None:
        """Waits are not what is compared."""

    def send(self, request: Request, patience: float) -> Properties:
        """The next recorded answer to the request."""
        assert patience > 0
        key = self._key(request)
        self.sent[key] += 1
        if key not in self._answers:
            self.unknown.append(key)
            raise GoogleError(404, '{"error": {"code": 404, "message": "never recorded"}}')
        row = self._answers[key][self._advance(key)]
        if row["status"] >= 300:
            raise GoogleError(row["status"], json.dumps(row["response"]))
        return cast("Properties", json.loads(json.dumps(row["response"])) or {})

    def _key(self, request: Request) -> Key:
        query = json.dumps({"alt": "json", **request.query}, sort_keys=True)
        body = "" if request.body is None else json.dumps(ordered(request.body), sort_keys=True)
        return request.method, request.url.removeprefix(BASE.rstrip("/")), query, body

    def _advance(self, key: Key) -> int:
        """Where in its answers the request is now."""
        is_read = key[0] == "GET" or ":getIamPolicy" in key[1]
        seen = self.sent[key] > 1
        moves = "/operations/" in key[1] or not is_read or self._written[key]
        if seen and moves:
            self._position[key] = min(self._position[key] + 1, len(self._answers[key]) - 1)
        self._written[key] = False
        if not is_read:
            self._written = defaultdict(bool, dict.fromkeys(self._answers, True))
        return self._position[key]
