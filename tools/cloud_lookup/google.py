"""Reads from Google, or from the local cloud, over REST: at the endpoints of the stack's own configuration.

A call that was refused for the moment (429, 5xx, no connection) is made again, since a look-up that gives up
too early would leave something behind. Deliberately absent: any call that changes something.

https://www.pulumi.com/registry/packages/gcp/installation-configuration/
https://cloud.google.com/apis/design/errors
"""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING, cast

import requests

from tools.cloud_lookup.declared import block, blocks
from tools.terminal import COULD_NOT_LOOK, CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tools.cloud_lookup.declared import Json

TOKEN = "gcp:accessToken"  # noqa: S105 - the name of a setting
_TOKEN_VARIABLE = "GOOGLE_OAUTH_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
_FOR_THE_MOMENT = {429, 500, 502, 503, 504}
WAITS = (0.2, 0.4, 0.8, 1.5, 3.0, 5.0, 8.0)
ADDRESSES = {
    "serviceUsage": "https://serviceusage.googleapis.com/v1/",
    "resourceManager": "https://cloudresourcemanager.googleapis.com/v1/",
    "iamBeta": "https://iam.googleapis.com/v1/",
    "pubsub": "https://pubsub.googleapis.com/v1/",
    "artifactRegistry": "https://artifactregistry.googleapis.com/v1/",
    "cloudRunV2": "https://run.googleapis.com/v2/",
    "secretManager": "https://secretmanager.googleapis.com/v1/",
    "storage": "https://storage.googleapis.com/storage/v1/",
    "monitoring": "https://monitoring.googleapis.com/",
    "logging": "https://logging.googleapis.com/v2/",
    "billingBudgets": "https://billingbudgets.googleapis.com/v1/",
    "cloudScheduler": "https://cloudscheduler.googleapis.com/v1/",
    "cloudTasks": "https://cloudtasks.googleapis.com/v2/",
}


class ApiOffError(Exception):
    """The API is not enabled in the project, so that nothing can be said about what it holds."""


class RefusedError(Exception):
    """Google does not let us look; the message is its own."""


class Google:
    """One look at the cloud: what was read once is not read again, so take a new one for the next look."""

    def __init__(
        self,
        config: Mapping[str, object],
        sleep: Callable[[float], None] = time.sleep,
        session: requests.Session | None = None,
    ) -> None:
        self._config, self._sleep = config, sleep
        self._session = session or requests.Session()
        self._read: dict[tuple[str, str, str], Json | None] = {}
        self.project = str(config.get("gcp:project") or config.get("vividly:project") or "")
        self.region = str(config.get("gcp:region") or config.get("vividly:region") or "us-central1")

    def address(self, api: str, path: str) -> str:
        """Where `path` of an API is; Service Usage is asked as v1, whatever version its endpoint names."""
        base = str(self._config.get(f"gcp:{api}CustomEndpoint") or ADDRESSES[api])
        if api == "serviceUsage":
            base = base.rstrip("/").rpartition("/")[0] + "/v1/"
        return base + path

    def get(self, api: str, path: str, query: Mapping[str, str] | None = None) -> Json | None:
        """What is there; None where nothing is."""
        return self._once("GET", self.address(api, path), query or {}, None)

    def ask(self, api: str, path: str, query: Mapping[str, str], body: Json) -> Json | None:
        """The same for what Google reads with POST."""
        return self._once("POST", self.address(api, path), query, body)

    def pages(self, api: str, path: str, key: str, query: Mapping[str, str] | None = None) -> list[Json]:
        """Every entry of a list, however many pages it has."""
        found: list[Json] = []
        asked = dict(query or {})
        while True:
            page = self.get(api, path, asked) or {}
            found += page.get(key) or []
            if not page.get("nextPageToken"):
                return found
            asked["pageToken"] = page["nextPageToken"]

    def _once(self, method: str, address: str, query: Mapping[str, str], body: Json | None) -> Json | None:
        key = (method, address, str(sorted(query.items())))
        if key not in self._read:
            self._read[key] = self._answer(method, address, query, body)
        return self._read[key]

    def _answer(self, method: str, address: str, query: Mapping[str, str], body: Json | None) -> Json | None:
        said = ""
        for wait in (*WAITS, None):
            try:
                answer = self._session.request(
                    method, address, params=dict(query), json=body, headers=self._headers(), timeout=60
                )
            except requests.RequestException as error:
                said = f"no answer ({type(error).__name__})"
            else:
                if answer.status_code not in _FOR_THE_MOMENT:
                    return _understood(answer)
                said = f"{answer.status_code} {answer.reason}"
            if wait is not None:
                self._sleep(wait)
        raise CommandError(f"{address}: no-answer {said}, {len(WAITS) + 1} times; try again", COULD_NOT_LOOK)

    def _headers(self) -> dict[str, str]:
        if not self._config.get(TOKEN):
            self._config = {**self._config, TOKEN: os.environ.get(_TOKEN_VARIABLE) or _printed_token()}
        headers = {"Authorization": f"Bearer {self._config[TOKEN]}"}
        # A person's own credentials bring no project to bill the call to, and some APIs insist on one.
        return (
            headers
            if self._config.get(TOKEN) == "local"
            else {**headers, "X-Goog-User-Project": self.project}
        )


def _understood(answer: requests.Response) -> Json | None:
    if answer.status_code == requests.codes.not_found:
        return None
    try:
        body = cast("Json", answer.json()) if answer.content else {}
    except ValueError:
        body = {}
    if answer.ok:
        return body
    error = block(body.get("error"))
    for detail in blocks(error.get("details")):
        if detail.get("reason") == "SERVICE_DISABLED":
            raise ApiOffError(str(detail["metadata"]["service"]))
    raise RefusedError(f"{answer.status_code} {error.get('message') or answer.reason}")


def _printed_token() -> str:
    command = ["gcloud", "auth", "print-access-token"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise CommandError(
            f"gcloud: no-token {' '.join(command)} gave none ({error}); run `gcloud auth login`",
            COULD_NOT_LOOK,
        ) from error
    return done.stdout.strip()
