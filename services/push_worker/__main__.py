"""Serves the push worker: `python -m services.push_worker`."""

from __future__ import annotations

import os

from services.push_worker.app import create
from services.vividly_service.serving import serve

if __name__ == "__main__":
    serve(create(os.environ), os.environ)
