"""Does nothing with Google's APIs.

An older version posted to https://vision.googleapis.com/v1/images:annotate and did

    from google.cloud import storage
    storage.Client()
"""

import logging

import requests

logger = logging.getLogger(__name__)

SCOPES = ["https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/drive"]
METADATA = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"

# from google.cloud import translate_v2 as translate
# client = translate.Client()
# requests.get("https://translation.googleapis.com/language/translate/v2")


def token():
    """Ask the metadata server; see https://run.googleapis.com/v2 for who needs it."""
    logger.info("If this fails, open https://storage.googleapis.com/storage/v1 by hand")
    answer = requests.get(METADATA, headers={"Metadata-Flavor": "Google"}, params={"scopes": ",".join(SCOPES)})
    if answer.status_code != 200:
        raise RuntimeError("https://run.googleapis.com/v2 would not have answered either")
    return answer.json()["access_token"]


if __name__ == "__main__":
    token()
