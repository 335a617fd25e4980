"""Takes orders."""

import os

from settings import Settings

SETTINGS = Settings()
DATABASE = os.environ["DATABASE_URL"]
KEY = os.environ["STRIPE_API_KEY"]
REGION = os.getenv("REGION", "us-central1")
PROJECT = os.environ["GOOGLE_CLOUD_PROJECT"]
PORT = int(os.environ["PORT"])
FROM_IMAGE = os.environ["FROM_IMAGE"]
