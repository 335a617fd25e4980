"""Where everything about a request lies in the bucket; nothing there is ever replaced.

docs/decisions/0007-request-state-in-the-bucket.md
"""

from __future__ import annotations

from services.vividly_service.content_requests import digest


def record(request: str) -> str:
    """Where the API service writes down what it has promised."""
    return f"requests/{request}/request.json"


def published(request: str) -> str:
    """Where the API service writes down that the request is on its way."""
    return f"requests/{request}/published.json"


def script(request: str) -> str:
    """Where the worker puts the script."""
    return f"requests/{request}/script.json"


def audio(request: str) -> str:
    """Where the worker puts the audio."""
    return f"requests/{request}/audio.mp3"


def result(request: str) -> str:
    """Where the worker writes down how it ended."""
    return f"requests/{request}/result.json"


def rejected(message: str) -> str:
    """Where the worker writes down a message that is about no request."""
    return f"rejected/{digest(message)[:40]}.json"
