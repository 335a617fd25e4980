"""Where objects are kept, and the preconditions that reads and writes are held against.

https://cloud.google.com/storage/docs/request-preconditions
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from localcloud.errors import GoogleError, denied, not_found

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

KIND = "objects"
HOST = "storage.googleapis.com"
#: What of an object its owner may change.
CHANGEABLE = (
    "contentType",
    "cacheControl",
    "contentDisposition",
    "contentEncoding",
    "contentLanguage",
    "metadata",
    "customTime",
    "eventBasedHold",
    "temporaryHold",
    "retention",
    "storageClass",
    "acl",
    "contexts",
)
_HOLDS = {"temporaryHold": "Temporary", "eventBasedHold": "Event-Based"}


def precondition_failed() -> GoogleError:
    """412, as Storage says it."""
    words = "At least one of the pre-conditions you specified did not hold."
    return GoogleError(412, "FAILED_PRECONDITION", words, reason="conditionNotMet")


def put(call: Call, body: Json) -> None:
    """Writes an object's metadata."""
    name = key(body["bucket"], body["name"])
    project = call.named.id if call.named else ""
    call.store.put(
        HOST, KIND, name, body, sort=body["name"], parent=f"buckets/{body['bucket']}", project=project
    )


def key(bucket: str, name: str) -> str:
    """Gives the canonical name of an object."""
    # Quoted, so that deleting `a` does not take `a/b` with it.
    return f"buckets/{bucket}/o/{quote(name, safe='')}"


def existing(call: Call) -> Json:
    """Gives the object that a call names, in the generation it asks for."""
    bucket, name = call.path["bucket"], call.path["object"]
    body = call.store.get(HOST, key(bucket, name))
    wanted = call.query.get("generation")
    if body is None or (wanted is not None and str(wanted) != body["generation"]):
        raise not_found(f"No such object: {bucket}/{name}")
    return body


def owners_words(call: Call, told: Json) -> Json:
    """What of an object its owner says; access control lists mean nothing where access is uniform."""
    bucket = (
        call.store.get(HOST, f"buckets/{call.path.get('bucket') or call.path['destinationBucket']}") or {}
    )
    access = bucket.get("iamConfiguration", {}).get("uniformBucketLevelAccess", {})
    return {
        field: told[field]
        for field in CHANGEABLE
        if field in told and not (field == "acl" and access.get("enabled"))
    }


def check_holds(body: Json | None) -> None:
    """Raises 403 for an object that is held, before it is deleted or replaced."""
    for field, words in _HOLDS.items():
        if body and body.get(field):
            raise denied(
                f"Object '{body['bucket']}/{body['name']}' is under active {words} hold and cannot be "
                "deleted, overwritten or archived until hold is removed."
            )


def match(call: Call, body: Json | None, *, of: str = "") -> None:
    """Holds the four preconditions against an object; generation 0 stands for "there is none".

    `of` is "Source" for the source of a copy.
    """
    for field in ("generation", "metageneration"):
        current = body[field] if body else "0"
        name = field.capitalize()
        wanted, unwanted = call.query.get(f"if{of}{name}Match"), call.query.get(f"if{of}{name}NotMatch")
        if wanted is not None and str(wanted) != current:
            raise precondition_failed()
        if unwanted is not None and str(unwanted) == current:
            raise GoogleError(304, "", "") if call.method.verb == "GET" else precondition_failed()
