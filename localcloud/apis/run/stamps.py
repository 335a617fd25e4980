"""What every resource of Cloud Run carries: times, generation, etag, conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import clock, etags
from localcloud.api import now

if TYPE_CHECKING:
    from localcloud.casing import Json

TYPES = "type.googleapis.com/google.cloud.run.v2."
_CALLER = "local@example.com"


def stamped(name: str, body: Json, old: Json | None) -> Json:
    """Gives a resource with new stamps; what was made stays made at its time."""
    moment = now()
    generation = str(int(old["generation"]) + 1) if old else "1"
    stamp: Json = {
        "createTime": old["createTime"] if old else moment,
        "updateTime": moment,
        "uid": old["uid"] if old else clock.new_uuid(),
        "generation": generation,
        "observedGeneration": generation,
        "reconciling": False,
        "creator": _CALLER,
        "lastModifier": _CALLER,
    }
    tag = etags.etag({"name": name, "write": clock.new_uuid()}, size=18)
    return {**body, **stamp, "etag": f'"{tag}"'}


def condition(kind: str, failure: str) -> Json:
    """Gives a condition; `failure` says why it is not met, or nothing."""
    state = "CONDITION_FAILED" if failure else "CONDITION_SUCCEEDED"
    condition: Json = {"type": kind, "state": state, "lastTransitionTime": now()}
    return {**condition, "message": failure} if failure else condition
