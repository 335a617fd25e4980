"""Generations of objects that are not live any more: noncurrent ones and soft-deleted ones.

In a bucket that keeps versions, what is replaced, or deleted without its number, becomes noncurrent. What is
deleted for good stays for as long as the bucket's soft delete policy says: listed, not readable, restorable.
Absent: lifecycle rules, which act on nothing here; soft-deleted buckets; restoring in bulk.
https://cloud.google.com/storage/docs/object-versioning and https://cloud.google.com/storage/docs/soft-delete
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from localcloud import clock
from localcloud.api import now
from localcloud.apis.storage.kept import HOST, key, number, put_at
from localcloud.errors import GoogleError, invalid, not_found

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

NONCURRENT, SOFT = "noncurrent objects", "soft-deleted objects"
_PLACES = {NONCURRENT: "noncurrent", SOFT: "softdeleted"}


def place(kind: str, bucket: str, name: str, generation: str) -> str:
    """Gives the canonical name of a generation that is not live."""
    return f"buckets/{bucket}/{_PLACES[kind]}/{quote(name, safe='')}/{generation}"


def existing(call: Call) -> Json:
    """Gives the object that a call names: the live one, or the generation that it asks for."""
    bucket, name, wanted = call.path["bucket"], call.path["object"], number(call, "generation")
    if call.query.get("softDeleted"):
        if wanted is None:
            raise invalid("A soft-deleted object is named by its generation.", "generation")
        return restorable(call, bucket, name, wanted)[0]
    body = call.store.get(HOST, key(bucket, name))
    if wanted is not None and (body is None or wanted != body["generation"]):
        body = found(call, NONCURRENT, bucket, name, wanted)
    if body is None:
        raise not_found(f"No such object: {bucket}/{name}")
    return body


def source(call: Call, bucket: str, name: str, generation: object) -> tuple[Json, bytes]:
    """Gives an object and its bytes, live or in an older generation, or raises 404."""
    body = call.store.get(HOST, key(bucket, name))
    if generation is not None and (body is None or str(generation) != body["generation"]):
        body = found(call, NONCURRENT, bucket, name, generation)
    if body is None:
        raise not_found(f"No such object: {bucket}/{name}")
    return body, call.store.blob(HOST, at(call, body)) or b""


def found(call: Call, kind: str, bucket: str, name: str, generation: object) -> Json | None:
    """Gives a generation that is not live, unless it is gone."""
    if not str(generation).isdecimal():
        return None
    body = call.store.get(HOST, place(kind, bucket, name, str(generation)))
    return None if body is None or _is_over(body) else body


def listed(call: Call, kind: str, bucket: str) -> list[tuple[str, Json]]:
    """Gives all of a bucket, by name and number."""
    rows = call.store.page(HOST, kind, f"buckets/{bucket}", "", 1_000_000)
    return [(sort, body) for sort, body in rows if not _is_over(body)]


def sort_key(body: Json) -> str:
    """The order of generations in lists: by name, then by number."""
    return f"{body['name']}\0{body['generation']:0>20}"


def retire(call: Call, live: Json) -> None:
    """Takes a live object's place away, as replacing it or deleting it without its number does."""
    versioning: Json = _bucket(call, live).get("versioning") or {}
    if versioning.get("enabled"):
        _move(call, live, NONCURRENT, {"timeDeleted": now()})
    else:
        remove(call, live)


def remove(call: Call, body: Json) -> None:
    """Deletes a generation for good, which leaves it soft-deleted where the bucket's policy says so."""
    bucket = _bucket(call, body)
    _check_retained(bucket, body)
    policy: Json = bucket.get("softDeletePolicy") or {}
    seconds = int(policy.get("retentionDurationSeconds") or 0)
    if seconds == 0:
        call.store.delete(HOST, at(call, body))
        return
    ends = {"softDeleteTime": now(), "hardDeleteTime": clock.timestamp(clock.seconds() + seconds)}
    _move(call, body, SOFT, ends)


def at(call: Call, body: Json) -> str:
    """Where a generation is kept: among the live ones, or among the noncurrent."""
    live = call.store.get(HOST, key(body["bucket"], body["name"]))
    if live is not None and live["generation"] == body["generation"]:
        return key(body["bucket"], body["name"])
    return place(NONCURRENT, body["bucket"], body["name"], body["generation"])


def restorable(call: Call, bucket: str, name: str, generation: object) -> tuple[Json, bytes]:
    """Gives a soft-deleted generation and its bytes, or raises 404."""
    body = found(call, SOFT, bucket, name, generation)
    if body is None:
        raise not_found(f"No such object: {bucket}/{name}#{generation}")
    return body, call.store.blob(HOST, place(SOFT, bucket, name, str(generation))) or b""


def _check_retained(bucket: Json, body: Json) -> None:
    """Raises 403 for an object that a policy of its bucket, or its own retention, keeps."""
    policy: Json = bucket.get("retentionPolicy") or {}
    own: Json = body.get("retention") or {}
    made = datetime.fromisoformat(str(body["timeCreated"])).timestamp()
    ends = made + int(policy.get("retentionPeriod", 0))
    if until := own.get("retainUntilTime"):
        ends = max(ends, datetime.fromisoformat(str(until)).timestamp())
    if ends > max(made, clock.seconds()):
        words = (
            f"Object '{body['bucket']}/{body['name']}' is subject to bucket's retention policy or object "
            f"retention and cannot be deleted or overwritten until {clock.timestamp(ends)}"
        )
        raise GoogleError(403, "PERMISSION_DENIED", words, reason="retentionPolicyNotMet")


def _bucket(call: Call, body: Json) -> Json:
    return call.store.get(HOST, f"buckets/{body['bucket']}") or {}


def _move(call: Call, body: Json, kind: str, stamps: Json) -> None:
    before = at(call, body)
    content = call.store.blob(HOST, before) or b""
    call.store.delete(HOST, before)
    after = place(kind, body["bucket"], body["name"], body["generation"])
    put_at(call, kind, after, body | stamps, sort=sort_key(body))
    call.store.put_blob(HOST, after, content)


def _is_over(body: Json) -> bool:
    """Whether the time in which a soft-deleted object can be restored has passed."""
    return str(body.get("hardDeleteTime", "~")) <= now()
