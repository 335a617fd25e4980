"""A new generation of an object: what its owner says of it, what Google works out, and its bytes.

https://cloud.google.com/storage/docs/json_api/v1/objects#resource
"""

from __future__ import annotations

import base64
from hashlib import md5
from typing import TYPE_CHECKING
from urllib.parse import quote

from localcloud import clock, validate
from localcloud.api import now
from localcloud.apis.storage import past
from localcloud.apis.storage.kept import HOST, check_holds, key, match, owners_words, put
from localcloud.crc32c import crc32c
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json


def metadata(call: Call, raw: bytes) -> Json:
    """Reads what an owner says of an object."""
    checker = validate.Validator(call.document, required=False)
    told = checker.message("Object", validate.parse(raw))
    checker.refuse()
    return told


def check_name(name: str) -> None:
    """Raises 400 for a name that no object may have."""
    if not name or len(name.encode()) > 1024 or "\n" in name or "\r" in name or name in (".", ".."):
        raise invalid("Required: an object name of 1 to 1024 bytes without line ends.")


def stored(call: Call, bucket: str, told: Json, content: bytes, media: str) -> Json:
    """Writes a new generation of an object and gives it; `told` is what its owner says of it."""
    name = str(call.query.get("name") or told.get("name") or "")
    check_name(name)
    if encoding := call.query.get("contentEncoding"):
        told = {**told, "contentEncoding": encoding}
    old = call.store.get(HOST, key(bucket, name))
    match(call, old)
    check_holds(old)
    generation, moment = str(_later(old)), now()
    storage_class = (call.store.get(HOST, f"buckets/{bucket}") or {}).get("storageClass", "STANDARD")
    link = f"https://www.googleapis.com/storage/v1/b/{bucket}/o/{quote(name, safe='')}"
    body: Json = {
        **owners_words(call, told),
        "kind": "storage#object",
        "id": f"{bucket}/{name}/{generation}",
        "selfLink": link,
        "name": name,
        "bucket": bucket,
        "generation": generation,
        "metageneration": "1",
        "contentType": told.get("contentType") or media,
        "storageClass": told.get("storageClass") or storage_class,
        "size": str(len(content)),
        "md5Hash": base64.b64encode(md5(content, usedforsecurity=False).digest()).decode(),
        "crc32c": base64.b64encode(crc32c(content).to_bytes(4, "big")).decode(),
        **dict.fromkeys(("timeCreated", "updated", "timeFinalized", "timeStorageClassUpdated"), moment),
    }
    _check_sums(told, body)
    if old is not None:
        past.retire(call, old)
    put(call, body)
    call.store.put_blob(HOST, key(bucket, name), content)
    return body


def _later(old: Json | None) -> int:
    """The number of a new generation: the moment, and larger than the one before."""
    return max(int(clock.seconds() * 1_000_000), int(old["generation"]) + 1 if old else 0)


def _check_sums(told: Json, body: Json) -> None:
    for field in ("md5Hash", "crc32c"):
        if field in told and told[field] != body[field]:
            raise invalid(
                f'Provided {field} "{told[field]}" doesn\'t match calculated {field} "{body[field]}".'
            )
