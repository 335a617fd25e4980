"""A bucket with everything that Google fills in.

https://cloud.google.com/storage/docs/json_api/v1/buckets#resource
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import clock, regions
from localcloud.api import now
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

_REPLICATED = ("multi-region", "dual-region")
_CLASSES = (
    "STANDARD",
    "NEARLINE",
    "COLDLINE",
    "ARCHIVE",
    "MULTI_REGIONAL",
    "REGIONAL",
    "DURABLE_REDUCED_AVAILABILITY",
)


def filled(body: Json, old: Json | None = None) -> Json:
    """Gives a bucket with defaults; the lock of uniform access keeps its time."""
    location = str(body.get("location") or "US").upper()
    storage_class = body.get("storageClass") or "STANDARD"
    if storage_class not in _CLASSES:
        raise invalid(f"Invalid argument: the storage class {storage_class} is not known.")
    access: Json = {"publicAccessPrevention": "inherited", **body.get("iamConfiguration", {})}
    uniform: Json = dict(access.get("uniformBucketLevelAccess") or {"enabled": False})
    before = (old or {}).get("iamConfiguration", {}).get("uniformBucketLevelAccess", {})
    if uniform.get("enabled"):
        locked = before.get("lockedTime") or clock.timestamp(clock.seconds() + 90 * 86_400)
        uniform = {**uniform, "lockedTime": locked}
    access |= {"uniformBucketLevelAccess": uniform, "bucketPolicyOnly": uniform}
    soft: Json = {
        "retentionDurationSeconds": "604800",
        "effectiveTime": now(),
        **body.get("softDeletePolicy", {}),
    }
    kind = regions.bucket_type(location, body.get("customPlacementConfig"))
    bucket: Json = {**body, "location": location, "storageClass": storage_class, "iamConfiguration": access}
    bucket |= {"softDeletePolicy": soft, "locationType": kind}
    return bucket | ({"rpo": body.get("rpo", "DEFAULT")} if kind in _REPLICATED else {})
