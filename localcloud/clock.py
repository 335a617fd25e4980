"""Time and random ids as Google writes them; one place, so that a test can hold the clock still."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime


def seconds() -> float:
    """Seconds since 1970."""
    return time.time()


def timestamp(at: float | None = None) -> str:
    """RFC 3339 with microseconds, UTC: `2026-01-02T03:04:05.000006Z`."""
    moment = datetime.fromtimestamp(seconds() if at is None else at, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_uuid() -> str:
    """A random id in the 8-4-4-4-12 form."""
    return str(uuid.uuid4())
