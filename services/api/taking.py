"""Takes a request: writes down what is promised, publishes it, and promises the same thing every time.

The order is what nothing can be lost by. First the record, on the condition that none exists for this student
and key; then the message; then a mark that it was published. Whoever repeats a request after a crash in
between finds the record, sees no mark, and publishes again; the worker does nothing twice.

Deliberately absent: an ordering key. Requests do not depend on each other, and one that fails would hold up
all that come after it.

https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
"""

# Google's library types its methods only in part.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.api import clarification
from services.vividly_service import content_requests as shapes
from services.vividly_service import object_names
from services.vividly_service.answers import Problem, RefusedError
from services.vividly_service.content_requests import IDEMPOTENCY_KEY, JSON_TYPE, Record

if TYPE_CHECKING:
    from services.api.clients import Clients
    from services.vividly_service.content_requests import Asked
    from services.vividly_service.models import ModelUse
    from services.vividly_service.write_once import WriteOnce

_PUBLISH_SECONDS = 10


@dataclass(frozen=True)
class Taking:
    """What taking requests needs."""

    clients: Clients
    objects: WriteOnce
    clarification: ModelUse

    def take(self, student: str, key: str, asked: Asked) -> Record:
        """Gives the record of a request, which is on its way unless the record holds questions."""
        request = shapes.request_id(student, key)
        record = self._known(request) or self._promised(request, student, asked)
        if record.fingerprint != shapes.fingerprint(asked):
            raise RefusedError(
                422,
                Problem(
                    "Idempotency-Key",
                    "was already used for another request",
                    "make a new key for each new request",
                ),
            )
        if not record.questions:
            self._publish(request)
        return record

    def _known(self, request: str) -> Record | None:
        held = self.objects.read(object_names.record(request))
        return Record.model_validate_json(held) if held is not None else None

    def _promised(self, request: str, student: str, asked: Asked) -> Record:
        """Writes a new record; where somebody was faster, theirs is what is promised."""
        record = Record(
            request_id=request,
            student=student,
            fingerprint=shapes.fingerprint(asked),
            asked=asked,
            questions=clarification.questions(
                self.clients.models, self.clarification, asked, self.clients.elsewhere
            ),
            received_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        held = record.model_dump_json().encode()
        if self.objects.create(object_names.record(request), held, JSON_TYPE):
            return record
        return self._known(request) or record

    def _publish(self, request: str) -> None:
        mark = object_names.published(request)
        if self.objects.read(mark) is not None:
            return
        message = self.clients.publisher.publish(
            self.clients.topic,
            json.dumps({"request_id": request}).encode(),
            timeout=_PUBLISH_SECONDS,
            **{IDEMPOTENCY_KEY: request},
        ).result(timeout=_PUBLISH_SECONDS)
        self.objects.create(mark, json.dumps({"message_id": message}).encode(), JSON_TYPE)
