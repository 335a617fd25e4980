"""Where the worker finds what it calls."""

import os

DOMAIN = "googleapis.com"
VISION_HOST = f"vision.{DOMAIN}"
VISION_URL = f"https://{VISION_HOST}/v1"
TRANSLATE_URL = os.environ.get("TRANSLATE_URL", "https://translation.googleapis.com/v3")
RESERVED_NAMES = ["secretmanager." + DOMAIN]
