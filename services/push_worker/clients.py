"""Every Google client of the push worker: Gemini on Vertex AI, Text-to-Speech and Cloud Storage.

Nothing else of the service makes one, and nothing here calls Google: a client is made once, and asks for its
token at its first call.
"""

# Google's library types its methods only in part.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from google import genai
from google.api_core.client_options import ClientOptions
from google.cloud import storage, texttospeech
from google.genai.types import HttpOptions

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

    from services.push_worker.settings import Settings
    from services.vividly_service.cloud import Cloud

# A script takes its time; what fails is pushed again by Pub/Sub, so nothing is retried here. Two such calls,
# and what the bucket takes before and after, leave time to speak: see work.py.
_MODEL_TIMEOUT_MS = 120_000
MODEL_SECONDS = _MODEL_TIMEOUT_MS / 1000
_EVERYWHERE = "global"


@dataclass(frozen=True)
class Clients:
    """The clients; those for Gemini and for speech by location, the first being the role's own."""

    models: dict[str, genai.Client]
    speakers: dict[str, texttospeech.TextToSpeechClient]
    storage: storage.Client
    bucket: storage.Bucket

    def close(self) -> None:
        """Lets go of every connection."""
        for client in self.models.values():
            client.close()
        for speaker in self.speakers.values():
            speaker.transport.close()
        self.storage.close()

    @property
    def speech(self) -> texttospeech.TextToSpeechClient:
        """Gives the one that leads to where the role's own voice answers."""
        return next(iter(self.speakers.values()))


def connect(settings: Settings) -> Clients:
    """Makes the clients, led to Google or to wherever the settings say."""
    cloud = settings.cloud
    credentials = cloud.credentials()
    uses = (*settings.matching.attempts(), *settings.generation.attempts())
    speakers = {
        voice.location: texttospeech.TextToSpeechClient(
            transport=cloud.transport,
            credentials=credentials,
            client_options=_speech_options(cloud, voice.location),
        )
        for voice in settings.voices
    }
    store = storage.Client(
        project=cloud.project,
        credentials=credentials,
        client_options=cloud.options("storage.googleapis.com"),
    )
    places = dict.fromkeys(use.location for use in uses)
    models = {place: _models(cloud, credentials, place) for place in places}
    return Clients(models, speakers, store, store.bucket(settings.bucket))


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


def _speech_options(cloud: Cloud, location: str) -> ClientOptions:
    """The voice answers at one endpoint for everywhere, or at a region's own."""
    host = "texttospeech.googleapis.com"
    if cloud.endpoint or location == _EVERYWHERE:
        return cloud.options(host)
    return ClientOptions(api_endpoint=f"{location}-{host}")
