"""The clients lead to Google's own hosts, or, where the settings say so, to paths under one address.

Made, not called: what they say of themselves is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from cloud_process import Project
from google.oauth2.credentials import Credentials
from issuers import Issuer
from running import api_variables, worker_variables

from services.api import clients as api_clients
from services.api import settings as api_settings
from services.push_worker import clients as worker_clients
from services.push_worker import settings as worker_settings
from services.vividly_service import cloud

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL = ("CLOUD_ENDPOINT", "CLOUD_TRANSPORT", "CLOUD_CREDENTIALS")
LOOPBACK = "http://127.0.0.1:1"
_PROJECT = Project(LOOPBACK, "vividly-clients", cast("Any", None))
_ISSUER = Issuer("https://issuer.example.com")
_ISSUER.address = "https://issuer.example.com/certs"


@pytest.fixture(autouse=True)
def identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """An identity as Cloud Run gives one; it is not asked for a token here."""

    def default(**_options: object) -> tuple[Credentials, str]:
        return Credentials("token"), "another-project"

    monkeypatch.setattr(cloud.google.auth, "default", default)


def google(told: dict[str, str]) -> dict[str, str]:
    """Settings without what leads elsewhere."""
    return {name: value for name, value in told.items() if name not in LOCAL}


def host(client: Any) -> str:  # noqa: ANN401 - two kinds of generated clients
    """The host of a generated client."""
    return str(client.transport._host)


def vertex(client: Any) -> str:  # noqa: ANN401 - only its inside says where it leads
    """The address of a client for Gemini, whose project is the settings'."""
    assert client._api_client.vertexai is True
    assert client._api_client.project == _PROJECT.id
    return str(client._api_client._http_options.base_url).rstrip("/")


@pytest.fixture(params=["google", "local"])
def told(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def api(told: str) -> Iterator[api_clients.Clients]:
    variables = api_variables(_PROJECT, _ISSUER)
    made = api_clients.connect(api_settings.read(google(variables) if told == "google" else variables))
    yield made
    made.close()


@pytest.fixture
def worker(told: str) -> Iterator[worker_clients.Clients]:
    variables = worker_variables(_PROJECT, _ISSUER)
    made = worker_clients.connect(worker_settings.read(google(variables) if told == "google" else variables))
    yield made
    made.close()


def test_the_api_services_clients(told: str, api: api_clients.Clients) -> None:
    publisher, store = host(api.publisher), cast("Any", api.storage)._connection.API_BASE_URL
    if told == "google":
        assert publisher == "pubsub.googleapis.com:443"
        assert store == "https://storage.googleapis.com"
        assert vertex(api.models) == "https://aiplatform.googleapis.com"
    else:
        assert publisher == f"{LOOPBACK}/pubsub.googleapis.com"
        assert store == f"{LOOPBACK}/storage.googleapis.com"
        assert vertex(api.models) == f"{LOOPBACK}/aiplatform.googleapis.com"
    assert api.topic == f"projects/{_PROJECT.id}/topics/content-requests"


def test_the_workers_clients(told: str, worker: worker_clients.Clients) -> None:
    speech, store = host(worker.speech), cast("Any", worker.storage)._connection.API_BASE_URL
    leads = {vertex(client) for client in worker.models.values()}
    if told == "google":
        assert speech == "texttospeech.googleapis.com:443"
        assert store == "https://storage.googleapis.com"
        assert leads == {"https://aiplatform.googleapis.com"}
    else:
        assert speech == f"{LOOPBACK}/texttospeech.googleapis.com"
        assert store == f"{LOOPBACK}/storage.googleapis.com"
        assert leads == {f"{LOOPBACK}/aiplatform.googleapis.com"}


def test_a_role_in_a_region_is_called_there() -> None:
    regional = {
        "SPEECH_LOCATION": "eu",
        "INTEREST_MATCHING_LOCATION": "europe-west4",
        "SCRIPT_GENERATION_LOCATION": "global",
    }
    variables = google(worker_variables(_PROJECT, _ISSUER)) | regional
    made = worker_clients.connect(worker_settings.read(variables))
    try:
        assert host(made.speech) == "eu-texttospeech.googleapis.com:443"
        assert {place: vertex(client) for place, client in made.models.items()} == {
            "europe-west4": "https://europe-west4-aiplatform.googleapis.com",
            "global": "https://aiplatform.googleapis.com",
        }
    finally:
        made.close()
