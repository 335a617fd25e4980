"""Objects made of others: `rewrite`, done in one step, the older `copy`, `move`, `restore` and `compose`.

https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite and
https://cloud.google.com/storage/docs/composite-objects
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.apis.storage import past
from localcloud.apis.storage.generations import stored
from localcloud.apis.storage.kept import (
    CHANGEABLE,
    UNKNOWN,
    check_holds,
    match,
    number,
    precondition_failed,
    put,
)
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_MOST_SOURCES = 32


def rewrite(call: Call) -> Json:
    """Copies, and says how much: everything, at once."""
    made = copy(call)
    size = {"objectSize": made["size"], "totalBytesRewritten": made["size"]}
    return {"kind": "storage#rewriteResponse", "done": True, **size, "resource": made}


def copy(call: Call) -> Json:
    """Copies; metadata comes from the body, or from the source where the body says nothing."""
    wanted = number(call, "sourceGeneration")
    old, content = past.source(call, call.path["sourceBucket"], call.path["sourceObject"], wanted)
    match(call, old, of="Source")
    told = call.body or copied(old)
    media = str(old.get("contentType", UNKNOWN))
    told = {**told, "name": call.path["destinationObject"]}
    return stored(call, call.path["destinationBucket"], told, content, media)


def copied(old: Json) -> Json:
    """What a copy takes over; its storage class is the bucket's, and nobody holds it."""
    left_out = ("storageClass", "temporaryHold", "eventBasedHold", "retention")
    return {name: old[name] for name in CHANGEABLE if name in old and name not in left_out}


def move(call: Call) -> Json:
    """Gives an object another name in its bucket."""
    bucket, name = call.path["bucket"], call.path["sourceObject"]
    old, content = past.source(call, bucket, name, None)
    match(call, old, of="Source")
    check_holds(old)
    told = {name: old[name] for name in CHANGEABLE if name in old}
    media = str(old.get("contentType", UNKNOWN))
    made = stored(call, bucket, {**told, "name": call.path["destinationObject"]}, content, media)
    if made["name"] != old["name"]:
        past.remove(call, old)
    return made


def restore(call: Call) -> Json:
    """Makes a live object of a soft-deleted one, which stays."""
    if call.query.get("generation") is None:
        raise invalid("Required parameter: generation", "generation")
    bucket, name = call.path["bucket"], call.path["object"]
    old, content = past.restorable(call, bucket, name, number(call, "generation"))
    told = {name: old[name] for name in CHANGEABLE if name in old}
    return stored(call, bucket, {**told, "name": name}, content, str(old.get("contentType", UNKNOWN)))


def compose(call: Call) -> Json:
    """Makes one object of up to 32 others of the same bucket, one after the other."""
    bucket, sources = call.path["destinationBucket"], call.body.get("sourceObjects", [])
    if not 0 < len(sources) <= _MOST_SOURCES:
        raise invalid(f"The number of source components provided must be 1 to {_MOST_SOURCES}.")
    content = b"".join(_component(call, bucket, source) for source in sources)
    told = {**call.body.get("destination", {}), "name": call.path["destinationObject"]}
    made = stored(call, bucket, told, content, UNKNOWN)
    made = {field: value for field, value in made.items() if field != "md5Hash"}
    made["componentCount"] = len(sources)
    put(call, made)
    return made


def _component(call: Call, bucket: str, source: Json) -> bytes:
    found, content = past.source(call, bucket, str(source.get("name", "")), source.get("generation"))
    wanted = source.get("objectPreconditions", {}).get("ifGenerationMatch")
    if wanted is not None and str(wanted) != found["generation"]:
        raise precondition_failed()
    return content
