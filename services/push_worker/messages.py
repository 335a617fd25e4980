"""Reads what Pub/Sub pushes: an envelope around a message, and in the message the id of a request.

A message that is about no request will never be about one, so it is told apart from a body that Pub/Sub did
not write.

https://cloud.google.com/pubsub/docs/push#receive_push
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.vividly_service.answers import Problem, RefusedError
from services.vividly_service.content_requests import IDEMPOTENCY_KEY, is_request_id


class BadMessageError(Exception):
    """A message that no later delivery makes better; `message_id` is what Pub/Sub calls it."""

    def __init__(self, message_id: str, why: str) -> None:
        super().__init__(why)
        self.message_id, self.why = message_id, why


@dataclass(frozen=True)
class Delivery:
    """One delivery of a message about a request; `attempt` counts from 1 where dead letters are kept."""

    message_id: str
    request_id: str
    attempt: int


class _Message(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    message_id: str = Field(alias="messageId", min_length=1, max_length=200)
    data: str = ""
    attributes: dict[str, str] = Field(default_factory=dict)


class _Envelope(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    message: _Message
    attempt: int = Field(default=0, alias="deliveryAttempt")


class _Content(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    request_id: str


def read(body: bytes) -> Delivery:
    """Gives the delivery that a body holds; 400 for no push, BadMessageError for no request."""
    try:
        envelope = _Envelope.model_validate_json(body)
    except ValidationError as error:
        problem = Problem("body", "is no push of Pub/Sub", "send a message with its messageId")
        raise RefusedError(400, problem) from error
    message = envelope.message
    try:
        content = _Content.model_validate_json(base64.b64decode(message.data, validate=True))
    except ValueError as error:  # which ValidationError and the errors of base64 are
        raise BadMessageError(message.message_id, "its data is no content request") from error
    if not is_request_id(content.request_id):
        raise BadMessageError(message.message_id, "its request_id is none")
    if message.attributes.get(IDEMPOTENCY_KEY) != content.request_id:
        raise BadMessageError(message.message_id, f"its {IDEMPOTENCY_KEY} does not fit its request_id")
    return Delivery(message.message_id, content.request_id, envelope.attempt)
