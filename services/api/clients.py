"""Every Google client of the API service: Gemini on Vertex AI, Pub/Sub and Cloud Storage.

Nothing else of the service makes one, and nothing here calls Google: a client is made once, and asks for its
token at its first call.
"""

# Google's library types its methods only in part.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from google import genai
from google.cloud import pubsub_v1, storage
from google.genai.types import HttpOptions

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

    from services.api.settings import Settings
    from services.vividly_service.cloud import Cloud

# A student waits for the answer, and Cloud Run waits a minute for the whole request.
_MODEL_TIMEOUT_MS = 20_000
MODEL_SECONDS = _MODEL_TIMEOUT_MS / 1000


@dataclass(frozen=True)
class Clients:
    """The clients; `topic` is the full name of where requests are published.

    `models` leads to where the role's model answers, `elsewhere` to other locations of its fallbacks.
    """

    models: genai.Client
    elsewhere: dict[str, genai.Client]
    publisher: pubsub_v1.PublisherClient
    topic: str
    storage: storage.Client
    bucket: storage.Bucket

    def close(self) -> None:
        """Lets go of every connection."""
        for client in (self.models, *self.elsewhere.values()):
            client.close()
        self.publisher.stop()
        self.publisher.transport.close()
        self.storage.close()


def connect(settings: Settings) -> Clients:
    """Makes the clients, led to Google or to wherever the settings say."""
    cloud = settings.cloud
    credentials = cloud.credentials()
    places = dict.fromkeys(use.location for use in settings.clarification.attempts())
    first, *others = ((place, _models(cloud, credentials, place)) for place in places)
    publisher = pubsub_v1.PublisherClient(
        # Never a batch of one: where a batch is full and then fails, the library keeps it and refuses all
        # that is published after it. A hundred fit, and no more wait at once than there are threads (40).
        transport=cloud.transport,
        credentials=credentials,
        client_options=cloud.options("pubsub.googleapis.com"),
    )
    store = storage.Client(
        project=cloud.project,
        credentials=credentials,
        client_options=cloud.options("storage.googleapis.com"),
    )
    topic = publisher.topic_path(cloud.project, settings.topic)
    return Clients(first[1], dict(others), publisher, topic, store, store.bucket(settings.bucket))


def _models(cloud: Cloud, credentials: Credentials, location: str) -> genai.Client:
    return genai.Client(
        vertexai=True,
        project=cloud.project,
        location=location,
        credentials=credentials,
        http_options=HttpOptions(
            base_url=cloud.address("aiplatform.googleapis.com"), api_version="v1", timeout=_MODEL_TIMEOUT_MS
        ),
    )
