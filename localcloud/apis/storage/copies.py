"""Copies of objects within the local cloud: `rewrite`, done in one step, and the older `copy`.

https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.apis.storage import uploads
from localcloud.apis.storage.kept import CHANGEABLE, HOST, key, match
from localcloud.errors import not_found

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json


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
    return uploads.stored(call, call.path["destinationBucket"], told, content, media)
