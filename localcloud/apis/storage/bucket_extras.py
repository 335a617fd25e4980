"""The rarer methods of buckets: layout, locked retention, and lists that are empty here.

Absent: folders, managed folders, notifications and access control lists themselves.
https://cloud.google.com/storage/docs/json_api/v1/buckets
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.api import Api, Call
    from localcloud.casing import Json

    Find = Callable[[Call, str], Json]
    Save = Callable[[Call, Json, Json | None], Json]

#: What a bucket has none of here, by method; the word that each list says of itself.
_EMPTY = {
    "anywhereCaches.list": "storage#anywhereCaches",
    "rapidCaches.list": "storage#rapidCaches",
    "folders.list": "storage#folders",
    "managedFolders.list": "storage#managedFolders",
    "notifications.list": "storage#notifications",
}
_LISTS = {
    "bucketAccessControls.list": "storage#bucketAccessControls",
    "defaultObjectAccessControls.list": "storage#objectAccessControls",
}


def serve(api: Api, find: Find, match: Callable[[Call, Json], None], save: Save) -> None:
    """Puts the methods into the API of Storage."""

    def empty(call: Call) -> Json:
        find(call, call.path["bucket"])
        return {"kind": _EMPTY[call.method.id]}

    def control_list(call: Call) -> Json:
        found = find(call, call.path["bucket"])
        if found["iamConfiguration"]["uniformBucketLevelAccess"].get("enabled"):
            raise invalid("Cannot get legacy ACL for a bucket that has uniform bucket-level access.")
        return {"kind": _LISTS[call.method.id]}

    def layout(call: Call) -> Json:
        found = find(call, call.path["bucket"])
        kept = ("location", "locationType", "customPlacementConfig", "hierarchicalNamespace")
        shown = {key: found[key] for key in kept if key in found}
        return {"kind": "storage#storageLayout", "bucket": found["name"], **shown}

    def lock(call: Call) -> Json:
        old = find(call, call.path["bucket"])
        if call.query.get("ifMetagenerationMatch") is None:
            raise GoogleError(
                400, "INVALID_ARGUMENT", "Required parameter: ifMetagenerationMatch", reason="required"
            )
        match(call, old)
        if not old.get("retentionPolicy"):
            raise invalid("A bucket without a retention policy cannot have it locked.")
        return save(call, {**old, "retentionPolicy": {**old["retentionPolicy"], "isLocked": True}}, old)

    def no_keys(_call: Call) -> Json:
        return {"kind": "storage#hmacKeysMetadata"}

    api.on(*_EMPTY)(empty)
    api.on(*_LISTS)(control_list)
    api.on("buckets.getStorageLayout")(layout)
    api.on("buckets.lockRetentionPolicy")(lock)
    api.on("projects.hmacKeys.list")(no_keys)
