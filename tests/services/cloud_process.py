"""A local cloud as a process of its own, and projects in it that are ready for the services."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra import names, needs

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    import httpx

Json = dict[str, Any]
APIS = tuple(sorted({api for apis in needs.APIS.values() for api in apis}))
SUBSCRIPTION = "content-requests-read"


@contextmanager
def serving(folder: Path) -> Generator[str]:
    """Serves a folder until the block ends; gives the address."""
    command = [sys.executable, "-m", "localcloud", "serve", "--port", "0", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("localcloud: http://127.0.0.1:"), process.stderr and process.stderr.read()
        yield line.split()[1]
    finally:
        process.kill()
        process.communicate(timeout=10)


@dataclass(frozen=True)
class Project:
    """One project of the local cloud, with what the stack would have made in it."""

    address: str
    id: str
    http: httpx.Client

    def make(self) -> None:
        """Enables the APIs, makes bucket and topic, and a subscription to look at what was published."""
        self.enable(*APIS)
        topic = f"projects/{self.id}/topics/{names.TOPIC}"
        self.send("POST", f"storage/storage/v1/b?project={self.id}", {"name": self.bucket})
        self.send("PUT", f"pubsub/v1/{topic}", {})
        self.send("PUT", f"pubsub/v1/projects/{self.id}/subscriptions/{SUBSCRIPTION}", {"topic": topic})

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return names.bucket(self.id)

    def send(self, verb: str, path: str, body: object = None) -> Json:
        """Sends one request that must succeed: `pubsub/v1/projects/...`."""
        host, _, rest = path.partition("/")
        answer = self.http.request(verb, f"{self.address}/{host}.googleapis.com/{rest}", json=body)
        assert answer.is_success, f"{verb} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else {}

    def enable(self, *apis: str) -> None:
        """Enables APIs by their host names."""
        asked = {"serviceIds": list(apis)}
        self.send("POST", f"serviceusage/v1/projects/{self.id}/services:batchEnable", asked)

    def disable(self, api: str) -> None:
        """Disables one API by its host name."""
        self.send("POST", f"serviceusage/v1/projects/{self.id}/services/{api}:disable", {})

    def published(self) -> list[Json]:
        """The messages that were published since the last look."""
        path = f"pubsub/v1/projects/{self.id}/subscriptions/{SUBSCRIPTION}:pull"
        found = self.send("POST", path, {"maxMessages": 100}).get("receivedMessages", [])
        return [message["message"] for message in found]

    def objects(self) -> dict[str, str]:
        """The objects of the bucket: generation by name."""
        items = self.send("GET", f"storage/storage/v1/b/{self.bucket}/o").get("items", [])
        return {item["name"]: item["generation"] for item in items}

    def held(self, name: str) -> bytes:
        """What an object holds."""
        place = f"{self.address}/storage.googleapis.com/storage/v1/b/{self.bucket}/o/"
        answer = self.http.get(place + name.replace("/", "%2F"), params={"alt": "media"})
        assert answer.status_code == 200, answer.text
        return answer.content

    def put(self, name: str, content: object) -> None:
        """Writes an object of JSON."""
        path = f"{self.address}/storage.googleapis.com/upload/storage/v1/b/{self.bucket}/o"
        asked = {"uploadType": "media", "name": name}
        answer = self.http.post(path, params=asked, json=content)
        assert answer.status_code == 200, answer.text

    def delete(self, name: str) -> None:
        """Deletes an object."""
        quoted = name.replace("/", "%2F")
        self.send("DELETE", f"storage/storage/v1/b/{self.bucket}/o/{quoted}")

    def calls(self, words: str) -> list[Json]:
        """The calls of this project whose path holds some words."""
        calls = self.http.get(f"{self.address}/_local/calls").json()["calls"]
        return [call for call in calls if words in call["path"] and self.id in call["path"]]


def data_of(message: Json) -> Json:
    """The JSON that a message carries."""
    return json.loads(base64.b64decode(message["data"]))
