"""Copies of objects within the local cloud: `rewrite`, done in one step, the older `copy`, and `compose`.

https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite and
https://cloud.google.com/storage/docs/composite-objects
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.apis.storage.generations import stored
from localcloud.apis.storage.kept import CHANGEABLE, HOST, key, match, precondition_failed, put
from localcloud.errors import invalid, not_found

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
    source = key(call.path["sourceBucket"], call.path["sourceObject"])
    old = call.store.get(HOST, source)
    wanted = call.query.get("sourceGeneration")
    if old is None or (wanted is not None and str(wanted) != old["generation"]):
        raise not_found(f"No such object: {call.path['sourceBucket']}/{call.path['sourceObject']}")
    match(call, old, of="Source")
    told = {name: old[name] for name in CHANGEABLE if name in old} if not call.body else call.body
    content, media = call.store.blob(HOST, source) or b"", str(old["contentType"])
    told = {**told, "name": call.path["destinationObject"]}
    return stored(call, call.path["destinationBucket"], told, content, media)


def compose(call: Call) -> Json:
    """Makes one object of up to 32 others of the same bucket, one after the other."""
    bucket, sources = call.path["destinationBucket"], call.body.get("sourceObjects", [])
    if not 0 < len(sources) <= _MOST_SOURCES:
        raise invalid(f"The number of source components provided must be 1 to {_MOST_SOURCES}.")
    content = b"".join(_component(call, bucket, source) for source in sources)
    told = {**call.body.get("destination", {}), "name": call.path["destinationObject"]}
    made = stored(call, bucket, told, content, "application/octet-stream")
    made = {field: value for field, value in made.items() if field != "md5Hash"}
    made["componentCount"] = len(sources)
    put(call, made)
    return made


def _component(call: Call, bucket: str, source: Json) -> bytes:
    place = key(bucket, str(source.get("name", "")))
    found = call.store.get(HOST, place)
    generation = source.get("generation")
    if found is None or (generation is not None and str(generation) != found["generation"]):
        raise not_found(f"No such object: {bucket}/{source.get('name', '')}")
    wanted = source.get("objectPreconditions", {}).get("ifGenerationMatch")
    if wanted is not None and str(wanted) != found["generation"]:
        raise precondition_failed()
    return call.store.blob(HOST, place) or b""
