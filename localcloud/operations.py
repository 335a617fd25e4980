"""Long-running operations: done at once, readable afterwards, slow or failing when a fault says so.

Written after the handler has run: an operation that is to fail undoes what the handler did.
https://google.aip.dev/151
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import clock
from localcloud.errors import not_found

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

KIND = "operations"
_KEPT_SECONDS = 86_400


def start(
    call: Call, name: str, response: Json, metadata: Json | None = None, error: Json | None = None
) -> Json:
    """Gives the operation of a call; `name` as clients see it, `response` with its @type.

    `error` ends it badly although what it did stays, as a revision does that cannot start.
    """
    faults = call.cloud.faults
    slow = float(faults.now["operation_seconds"])
    if slow:
        faults.strike("operation_seconds")
    final: Json = {"name": name, **({"metadata": metadata} if metadata else {}), "done": True}
    if ending := _asked_for(call) or error:
        final["error"] = ending
    else:
        final["response"] = response
    record: Json = {"final": final, "ready": clock.seconds() + slow}
    call.operations.append((call.resolve(name), record))
    return _seen(record)


def located(
    call: Call, resource: str, response: Json, metadata: Json | None = None, error: Json | None = None
) -> Json:
    """Starts an operation named after the location of a resource: `projects/P/locations/L/operations/ID`."""
    place = "/".join(resource.split("/")[:4])
    return start(call, f"{place}/operations/{clock.new_uuid()}", response, metadata, error)


def keep(call: Call) -> None:
    """Writes down the operations that a call started, and forgets those of more than a day ago."""
    if call.operations:
        call.store.forget(KIND, clock.seconds() - _KEPT_SECONDS)
    for name, record in call.operations:
        call.store.put(call.service, KIND, name, record)


def get(call: Call) -> Json:
    """Serves `operations.get`."""
    record = call.store.get(call.service, call.resource)
    if record is None or "final" not in record:
        raise not_found(f"Operation '{call.resource}' was not found.")
    return _seen(record)


def _asked_for(call: Call) -> Json | None:
    """The error in which a fault ends this operation."""
    faults = call.cloud.faults
    if call.asked is None or faults.chosen("operation_error", call.asked) is None:
        return None
    faults.strike("operation_error")
    call.failing = True
    ending: Json = faults.now["operation_error"]
    return {field: ending[field] for field in ("code", "message", "details") if field in ending}


def _seen(record: Json) -> Json:
    final: Json = record["final"]
    if record["ready"] <= clock.seconds():
        return final
    return {key: value for key, value in final.items() if key not in ("response", "error")} | {"done": False}
