"""The services in this process, told what the stack tells them, and led to the local cloud."""

from __future__ import annotations

import base64
import io
import json
import uuid
from contextlib import contextmanager, redirect_stdout
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from starlette.testclient import TestClient

from infra import names, variables
from preflight.models import registry
from services.api import app as api
from services.push_worker import app as push_worker

if TYPE_CHECKING:
    from collections.abc import Generator

    import httpx
    from cloud_process import Project
    from issuers import Issuer

    from infra.shape import Settings

TOPIC = "Why do magnets stick to the fridge"
VAGUE = "Maths"
# The standard output of the services; pytest's own begins anew between the setting up of a test and the test.
LOG = io.StringIO()
LINK_KEY = "a key that only the tests sign with"


def api_variables(project: Project, issuer: Issuer) -> dict[str, str]:
    """What the API service is told."""
    told = variables.of_api(_settings(project), registry.load())
    return (
        told
        | _local(project)
        | {
            "STUDENT_ISSUER": issuer.name,
            "STUDENT_CERTIFICATES": issuer.address,
            "RESULT_LINK_KEY": LINK_KEY,
        }
    )


def worker_variables(project: Project, issuer: Issuer) -> dict[str, str]:
    """What the push worker is told; it is behind nothing here, so signatures must be there."""
    told = variables.of_push_worker(_settings(project), registry.load(), pusher(project))
    return (
        told
        | _local(project)
        | {
            "PUSH_ISSUER": issuer.name,
            "PUSH_CERTIFICATES": issuer.address,
            "PUSH_SIGNATURE": "present",
        }
    )


def pusher(project: Project) -> str:
    """The identity as which Pub/Sub pushes."""
    return names.email(project.id, names.PUSHER_IDENTITY)


def _settings(project: Project) -> Settings:
    told = SimpleNamespace(environment="local", project=project.id, region="us-central1")
    return cast("Settings", told)


def _local(project: Project) -> dict[str, str]:
    return {
        "CLOUD_ENDPOINT": project.address,
        "CLOUD_TRANSPORT": "rest",
        "CLOUD_CREDENTIALS": "anonymous",
    }


class Api:
    """A student at the API service."""

    def __init__(self, http: TestClient, project: Project, issuer: Issuer) -> None:
        self.http, self._project, self._issuer = http, project, issuer

    def headers(self, student: str = "student-1", **claims: object) -> dict[str, str]:
        """Headers that say who asks."""
        return {"Authorization": f"Bearer {self._issuer.token(self._project.id, student, **claims)}"}

    def ask(self, key: str = "", student: str = "student-1", **body: object) -> httpx.Response:
        """Makes a request; with a key of its own unless one is given."""
        headers = self.headers(student) | {"Idempotency-Key": key or str(uuid.uuid4())}
        return cast("Any", self.http).post("/requests", json={"topic": TOPIC, **body}, headers=headers)

    def get(self, path: str, student: str = "student-1") -> httpx.Response:
        """Reads something as a student."""
        return cast("Any", self.http).get(path, headers=self.headers(student))


class Worker:
    """Pub/Sub at the push worker."""

    def __init__(self, http: TestClient, project: Project, issuer: Issuer, audience: str) -> None:
        self.http, self._project, self._issuer, self._audience = http, project, issuer, audience

    def token(self, audience: str = "", **claims: object) -> str:
        """A token as Pub/Sub sends it; `claims` replace its own."""
        own = {"email": pusher(self._project), "email_verified": True}
        return self._issuer.token(audience or self._audience, "pubsub", **(own | claims))

    def push(self, message: dict[str, Any], token: str | None = None) -> httpx.Response:
        """Pushes a message."""
        envelope = {"message": message, "subscription": "projects/p/subscriptions/s", "deliveryAttempt": 1}
        return self.send(json.dumps(envelope).encode(), token)

    def send(self, body: bytes, token: str | None = None) -> httpx.Response:
        """Sends any body."""
        headers = {"Authorization": f"Bearer {self.token() if token is None else token}"}
        return cast("Any", self.http).post("/", content=body, headers=headers)


def message(request: str, number: str = "1", **more: object) -> dict[str, Any]:
    """A message about a request."""
    data = base64.b64encode(json.dumps({"request_id": request}).encode()).decode()
    return {"messageId": number, "data": data, "attributes": {"idempotency_key": request}, **more}


@contextmanager
def api_service(project: Project, issuer: Issuer, **more: str) -> Generator[Api]:
    """The API service until the block ends; `more` replaces what it is told."""
    with redirect_stdout(LOG):
        app = api.create(api_variables(project, issuer) | more)
    with TestClient(app) as http:
        yield Api(http, project, issuer)


@contextmanager
def worker_service(project: Project, issuer: Issuer, **more: str) -> Generator[Worker]:
    """The push worker until the block ends; `more` replaces what it is told."""
    told = worker_variables(project, issuer) | more
    with redirect_stdout(LOG):
        app = push_worker.create(told)
    with TestClient(app) as http:
        yield Worker(http, project, issuer, told["PUSH_AUDIENCE"])
