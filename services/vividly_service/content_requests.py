"""What one service tells the other: the record of a request, its script and its result.

Everything is written once and never replaced, so that no order of retries and crashes can change what was
promised: docs/decisions/0007-request-state-in-the-bucket.md. A message carries the id alone; the record is
what counts. Deliberately absent: who the student is. The record holds a hash, which is enough to let the same
student in again.
"""

from __future__ import annotations

import hashlib
import json
import re
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# The attribute of a message that says which request it is about, whatever its data looks like.
IDEMPOTENCY_KEY = "idempotency_key"
AUDIO_TYPE = "audio/mpeg"
JSON_TYPE = "application/json"
_ID = re.compile(r"[0-9a-f]{40}")

Topic = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
Interest = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class _Frozen(BaseModel):
    # What a newer version of the other service has written beside it is no reason to fail.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Asked(_Frozen):
    """What a student asks for. A description says how a wrong value is put right."""

    topic: Topic = Field(description="write what it is about in 3 to 500 characters")
    interests: tuple[Interest, ...] = Field(
        default=(), max_length=10, description="list up to 10 interests of 1 to 60 characters each"
    )


class Record(_Frozen):
    """What the API service has promised for one idempotency key: to serve a request, or these questions."""

    request_id: str
    student: str
    fingerprint: str
    asked: Asked
    questions: tuple[str, ...] = ()
    received_at: str


class State(StrEnum):
    """How a request stands."""

    CLARIFICATION = "clarification"
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class Script(_Frozen):
    """What is spoken."""

    title: str
    paragraphs: tuple[str, ...]

    def spoken(self) -> str:
        """Gives the text as it is spoken."""
        return "\n\n".join((self.title, *self.paragraphs))


class Result(_Frozen):
    """How a request ended; `reason` says why where it failed."""

    state: State
    reason: str = ""
    finished_at: str


def student_of(issuer: str, subject: str) -> str:
    """Gives the hash under which a student is known here."""
    return digest(issuer, subject)


def request_id(student: str, key: str) -> str:
    """Gives the id of the request that a student makes with an idempotency key."""
    return digest(student, key)[:40]


def fingerprint(asked: Asked) -> str:
    """Gives what tells two requests apart that came with the same key."""
    return digest(asked.topic, *asked.interests)


def is_request_id(text: str) -> bool:
    """Whether a text can be the id of a request."""
    return _ID.fullmatch(text) is not None


def digest(*parts: str) -> str:
    """Gives the hash of a list of texts."""
    # As a JSON list, so that no two lists of parts read the same.
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
