"""Where objects are kept, and the preconditions that reads and writes are held against.

https://cloud.google.com/storage/docs/request-preconditions
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from localcloud.errors import GoogleError, denied, invalid
from localcloud.etags import etag

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

KIND = "objects"
HOST = "storage.googleapis.com"
#: The type of content whose type nobody said.
UNKNOWN = "application/octet-stream"
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
    put_at(call, KIND, key(body["bucket"], body["name"]), body, sort=body["name"])


def put_at(call: Call, kind: str, name: str, body: Json, *, sort: str) -> None:
    """Writes the metadata of a generation under a name, with an etag that changes with it."""
    project = call.named.id if call.named else ""
    numbers = {"object": body["name"], **{part: body[part] for part in ("generation", "metageneration")}}
    body["etag"] = etag(numbers, size=6)
    parent = f"buckets/{body['bucket']}"
    call.store.put(HOST, kind, name, body, sort=sort, parent=parent, project=project)


def key(bucket: str, name: str) -> str:
    """Gives the canonical name of an object."""
    # Quoted, so that deleting `a` does not take `a/b` with it.
    return f"buckets/{bucket}/o/{quote(name, safe='')}"


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
        wanted, unwanted = number(call, f"if{of}{name}Match"), number(call, f"if{of}{name}NotMatch")
        if wanted is not None and wanted != current:
            raise precondition_failed()
        if unwanted is not None and unwanted == current:
            raise GoogleError(304, "", "") if call.method.verb == "GET" else precondition_failed()


def number(call: Call, name: str) -> str | None:
    """Gives a number of the query, None where it is not given; raises 400 for anything else."""
    given = call.query.get(name)
    if given is not None and not str(given).lstrip("-").isdecimal():
        raise invalid(f"Invalid value for {name}: '{given}' is no whole number.", name)
    return None if given is None else str(int(str(given)))
