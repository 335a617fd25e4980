"""Log buckets: two that every project has, and those that people make; a deleted one can be had back.

`_Required` cannot be changed, neither of the two can be deleted, and no name but theirs begins with an
underscore. A locked bucket can be deleted only when it is empty; what was routed to a bucket is not known
here, so that it is refused.
Absent: entries, views, links.
https://cloud.google.com/logging/docs/buckets
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, kinds, operations
from localcloud.api import Call, Kind, now
from localcloud.apis.logging import bucket_rules
from localcloud.errors import failed_precondition, invalid, unimplemented

if TYPE_CHECKING:
    from localcloud.casing import Json

AT = "projects.locations.buckets"
_TYPES = "type.googleapis.com/google.logging.v2."
_REQUIRED_DAYS = 400
_KEPT_SECONDS = 7 * 86_400
_DEFAULTS: dict[str, Json] = {
    "_Default": {"description": "Default bucket", "retentionDays": bucket_rules.USUAL_DAYS},
    "_Required": {"description": "Audit bucket", "retentionDays": _REQUIRED_DAYS, "locked": True},
}
#: When a deleted bucket is gone, in seconds since 1970; kept beside what Google shows.
_GONE = "purgeAfter"


def prepare(call: Call) -> None:
    """Writes the two buckets of a project down, and forgets those that were deleted a week ago."""
    if call.named is None:
        raise unimplemented(f"The local cloud keeps log buckets of projects only, not of {call.resource}.")
    for leaf, body in _DEFAULTS.items():
        name = f"projects/{call.project.id}/locations/global/buckets/{leaf}"
        if call.store.get(call.service, name) is None:
            call.store.put(call.service, AT, name, {"name": name, **body, "lifecycleState": "ACTIVE"})
    buckets = call.store.page(call.service, AT, f"projects/{call.project.id}/locations/-", "", 1_000_000)
    for _, body in buckets:
        if _GONE in body and body[_GONE] < clock.seconds():
            call.store.delete(call.service, body["name"])


BUCKETS = Kind(
    at=AT,
    schema="LogBucket",
    id_param="bucketId",
    ids=re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"),
    bad_id="Invalid bucket id '{id}': letters, digits, underscores, hyphens and periods, up to 100; "
    "it begins with a letter or a digit.",
    check=bucket_rules.check,
    fill=bucket_rules.fill,
)


def get(call: Call) -> Json:
    """One bucket; a deleted one says so for a week."""
    prepare(call)
    return _shown(kinds.get(call, BUCKETS))


def list_(call: Call) -> Json:
    """The buckets of a place, or of every place."""
    prepare(call)
    answer = kinds.list_(call, BUCKETS)
    return answer | ({"buckets": [_shown(body) for body in answer["buckets"]]} if "buckets" in answer else {})


def create(call: Call) -> Json:
    """Makes a bucket; `createAsync` answers an operation."""
    prepare(call)
    made = kinds.create(call, BUCKETS)
    return _answer(call, made, {"createBucketRequest": {"parent": call.resource, "bucket": made}})


def patch(call: Call) -> Json:
    """Changes what the mask names; a mask is a must. `updateAsync` answers an operation."""
    prepare(call)
    if not call.query.get("updateMask"):
        raise invalid("The update_mask must be set.", "update_mask")
    changed = kinds.patch(call, BUCKETS)
    return _answer(call, changed, {"updateBucketRequest": {"name": call.resource, "bucket": changed}})


def _answer(call: Call, body: Json, request: Json) -> Json:
    if not call.method.id.endswith("Async"):
        return body
    metadata: Json = {"@type": _TYPES + "BucketMetadata", "startTime": now(), "endTime": now(), **request}
    metadata["state"] = "OPERATION_STATE_SUCCEEDED"
    return operations.located(call, body["name"], {"@type": _TYPES + "LogBucket", **body}, metadata)


def delete(call: Call) -> Json:
    """Marks a bucket as deleted; its name stays taken for a week."""
    prepare(call)
    body = kinds.existing(call, BUCKETS, call.resource)
    leaf = call.resource.rpartition("/")[2]
    if leaf in _DEFAULTS:
        raise invalid(f"The bucket {leaf} cannot be deleted.", "name")
    if body["lifecycleState"] != "ACTIVE":
        raise failed_precondition(f"Bucket {call.resource} is deleted already.")
    if body.get("locked"):
        words = f"Bucket {call.resource} is locked, and a locked bucket may only be deleted if it is empty; "
        raise failed_precondition(words + "the local cloud does not know what lies in it.")
    body |= {"lifecycleState": "DELETE_REQUESTED", _GONE: clock.seconds() + _KEPT_SECONDS}
    call.store.put(call.service, AT, call.resource, body)
    return {}


def undelete(call: Call) -> Json:
    """Takes a deletion back."""
    prepare(call)
    body = kinds.existing(call, BUCKETS, call.resource)
    if body["lifecycleState"] == "ACTIVE":
        raise failed_precondition(f"Bucket {call.resource} is not deleted.")
    call.store.put(call.service, AT, call.resource, {**_shown(body), "lifecycleState": "ACTIVE"})
    return {}


def _shown(body: Json) -> Json:
    return {key: value for key, value in body.items() if key != _GONE}
