"""Labels pictures and translates the labels."""

import google.auth
from google.auth.transport.requests import AuthorizedSession

from worker import settings
from worker.settings import TRANSLATE_URL


def session():
    credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    return AuthorizedSession(credentials), project


def labels(address):
    calls, _ = session()
    body = {"requests": [{"image": {"source": {"imageUri": address}}, "features": [{"type": "LABEL_DETECTION"}]}]}
    return calls.post(f"{settings.VISION_URL}/images:annotate", json=body).json()


def translated(words, target):
    calls, project = session()
    url = f"{TRANSLATE_URL}/projects/{project}:translateText"
    return calls.post(url, json={"contents": words, "targetLanguageCode": target}).json()


if __name__ == "__main__":
    print(translated(labels("https://example.com/cat.jpg"), "de"))
