"""Serves the API service: `python -m services.api`."""

from __future__ import annotations

import os

from services.api.app import create
from services.vividly_service.serving import serve

if __name__ == "__main__":
    serve(create(os.environ), os.environ)
