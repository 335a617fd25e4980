"""Names that a bucket may have, what goes together in one, and who may do what in a new one.

https://cloud.google.com/storage/docs/buckets#naming and
https://cloud.google.com/storage/docs/access-control/iam-roles#legacy-roles
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud.errors import invalid
from localcloud.etags import etag

if TYPE_CHECKING:
    from localcloud.casing import Json

_IDS = re.compile(r"(?!goog)[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
_LONGEST_PART = 63


def check_name(name: str) -> None:
    """Raises 400 for a name that no bucket may have."""
    parts = name.split(".")
    fine = (
        _IDS.fullmatch(name)
        and all(0 < len(part) <= _LONGEST_PART for part in parts)
        and not _ADDRESS.fullmatch(name)
        and "google" not in name
    )
    if not fine:
        raise invalid(f"Invalid bucket name: '{name}'")


def check_parts(body: Json) -> None:
    """Raises 400 for what does not go together."""
    uniform = body.get("iamConfiguration", {}).get("uniformBucketLevelAccess", {})
    if body.get("hierarchicalNamespace", {}).get("enabled") and not uniform.get("enabled"):
        raise invalid("Hierarchical namespace buckets must use uniform bucket-level access.")


def is_uniform(body: Json) -> bool:
    """Whether access to a bucket is by IAM alone."""
    return bool(body["iamConfiguration"]["uniformBucketLevelAccess"].get("enabled"))


def first_policy(body: Json, project: str) -> Json:
    """The policy of a new bucket: the legacy roles of the project's people, for objects where uniform."""
    owners, viewers = [f"projectEditor:{project}", f"projectOwner:{project}"], [f"projectViewer:{project}"]
    roles = {"BucketOwner": owners, "BucketReader": viewers}
    if is_uniform(body):
        roles |= {"ObjectOwner": owners, "ObjectReader": viewers}
    return {
        "version": 1,
        "etag": etag({"bucket": body["name"], "policy": 1}, size=6),
        "bindings": [
            {"role": f"roles/storage.legacy{role}", "members": members} for role, members in roles.items()
        ],
    }
