"""Serves a request: script, audio, result, each written once.

Whoever comes second at a step takes what the first has written and goes on from there, so that a message
delivered twice, even at the same time, gives one result, whose audio speaks its script. A crash loses the
step it happened in and nothing else. Deliberately absent: a lock. It would have to outlive the one that holds
it for as long as a script takes, and meanwhile every delivery would fail towards the dead letters.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from services.push_worker import speech
from services.vividly_service import log, object_names
from services.vividly_service.content_requests import AUDIO_TYPE, JSON_TYPE, Record, Result, Script, State
from services.vividly_service.generated import BlockedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.cloud import texttospeech

    from services.push_worker.messages import Delivery
    from services.push_worker.settings import Voice
    from services.push_worker.writing import Writer
    from services.vividly_service.content_requests import Asked
    from services.vividly_service.write_once import WriteOnce

_LOGGER = logging.getLogger(__name__)
# Cloud Run ends a request after 540 seconds without a line in the log, and Pub/Sub delivers again after 600.
# So speaking ends early enough to store audio and result; before it, two calls of a model (120 s each) and
# seven of the bucket (20 s each) have taken at most 380.
_SPOKEN_BY_SECONDS = 450


@dataclass(frozen=True)
class Work:
    """What serving requests needs."""

    writer: Writer
    speakers: Mapping[str, texttospeech.TextToSpeechClient]
    voices: tuple[Voice, ...]
    objects: WriteOnce

    def serve(self, delivery: Delivery) -> None:
        """Brings a request to its result; whatever is raised may go better at the next delivery."""
        request, until = delivery.request_id, monotonic() + _SPOKEN_BY_SECONDS
        if self.objects.read(object_names.result(request)) is not None:
            _LOGGER.info("the request has its result already", extra=log.fields(attempt=delivery.attempt))
            return
        record = self._record(request)
        if record is None:
            self.reject(delivery.message_id, "no request was recorded under its request_id")
            return
        try:
            script = self._script(request, record.asked)
        except BlockedError as error:
            _LOGGER.warning("the request is refused by the model", extra=log.fields(error_kind="other"))
            self._finish(request, State.FAILED, f"blocked: {error}")
            return
        self._audio(request, script, until)
        self._finish(request, State.DONE)

    def reject(self, message_id: str, why: str) -> None:
        """Writes down a message that is about no request, so that it need not come again."""
        held = json.dumps({"message_id": message_id, "why": why, "rejected_at": _now()}).encode()
        self.objects.create(object_names.rejected(message_id), held, JSON_TYPE)
        _LOGGER.error("a message is rejected: %s", why, extra=log.fields(error_kind="other"))

    def _record(self, request: str) -> Record | None:
        held = self.objects.read(object_names.record(request))
        return Record.model_validate_json(held) if held is not None else None

    def _script(self, request: str, asked: Asked) -> Script:
        """The script of the request; where somebody was faster, theirs."""
        name = object_names.script(request)
        held = self.objects.read(name)
        if held is None:
            written = self.writer.script(asked, self.writer.interest(asked))
            held = written.model_dump_json().encode()
            if not self.objects.create(name, held, JSON_TYPE):
                held = self.objects.read(name) or held
        return Script.model_validate_json(held)

    def _audio(self, request: str, script: Script, until: float) -> None:
        name = object_names.audio(request)
        if not self.objects.holds(name):
            audio = speech.speak_with_any(self.speakers, self.voices, script.spoken(), until)
            self.objects.create(name, audio, AUDIO_TYPE)

    def _finish(self, request: str, state: State, reason: str = "") -> None:
        result = Result(state=state, reason=reason, finished_at=_now())
        if self.objects.create(object_names.result(request), result.model_dump_json().encode(), JSON_TYPE):
            _LOGGER.info("the request is %s", state.value)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
