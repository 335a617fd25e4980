"""Shows how a request stands, and what came of it, to the student who asked and to nobody else.

A request of somebody else is one that does not exist: the answer must not tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.api import links
from services.vividly_service import content_requests as shapes
from services.vividly_service import object_names
from services.vividly_service.answers import Problem, RefusedError
from services.vividly_service.content_requests import Record, Result, State

if TYPE_CHECKING:
    from services.api.links import Links
    from services.vividly_service.write_once import Held, WriteOnce

# What can be fetched of a result: where it lies, and its type.
PARTS = {
    "script": (object_names.script, shapes.JSON_TYPE),
    "audio": (object_names.audio, shapes.AUDIO_TYPE),
}


@dataclass(frozen=True)
class Part:
    """One part of a result, and its type."""

    held: Held
    media: str


@dataclass(frozen=True)
class Reading:
    """What reading needs."""

    objects: WriteOnce
    links: Links

    def standing(self, student: str, request: str) -> dict[str, object]:
        """Gives how a request stands, with links where it is done and there is a key to sign them."""
        record = self._own(student, request)
        shown: dict[str, object] = {"request_id": request, "state": State.PENDING}
        if record.questions:
            return shown | {"state": State.CLARIFICATION, "questions": list(record.questions)}
        held = self.objects.read(object_names.result(request))
        if held is None:
            return shown
        result = Result.model_validate_json(held)
        shown |= {"state": result.state, "finished_at": result.finished_at}
        if result.state is State.FAILED:
            return shown | {"reason": result.reason}
        if self.links.key:
            shown["links"] = {part: self.links.sign(path_of(request, part)) for part in PARTS}
        return shown

    def part(self, student: str, request: str, part: str) -> Part:
        """Gives a part of a result to the student who asked for it."""
        self._own(student, request)
        return self._part(request, part)

    def linked(self, request: str, part: str, expires: str, signature: str) -> Part:
        """Gives a part of a result to whoever holds a link to it."""
        if not self.links.holds(path_of(request, part), expires, signature):
            problem = Problem("signature", "does not fit this address", "ask for the request again")
            raise RefusedError(403, problem)
        if links.expired(expires):
            raise RefusedError(410, Problem("expires", "has passed", "ask for the request again"))
        return self._part(request, part)

    def _own(self, student: str, request: str) -> Record:
        held = self.objects.read(object_names.record(request)) if shapes.is_request_id(request) else None
        record = Record.model_validate_json(held) if held is not None else None
        if record is None or record.student != student:
            raise _missing(f"/requests/{request[:64]}")
        return record

    def _part(self, request: str, part: str) -> Part:
        if part not in PARTS or not shapes.is_request_id(request):
            raise _missing(path_of(request[:64], part[:64]))
        name_of, media = PARTS[part]
        # Script and audio are there before the result is, and only the result makes them one.
        found = self.objects.find(name_of(request)) if self._done(request) else None
        if found is None:
            raise _missing(path_of(request, part))
        return Part(found, media)

    def _done(self, request: str) -> bool:
        held = self.objects.read(object_names.result(request))
        return held is not None and Result.model_validate_json(held).state is State.DONE


def path_of(request: str, part: str) -> str:
    """Gives the address of a part of a result."""
    return f"/results/{request}/{part}"


def _missing(place: str) -> RefusedError:
    return RefusedError(404, Problem(place, "was not found", "use the Location that came with your request"))
