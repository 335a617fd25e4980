"""Names that a bucket may have, what goes together in one, and who may do what in a new one.

https://cloud.google.com/storage/docs/buckets#naming and
https://cloud.google.com/storage/docs/access-control/iam-roles#legacy-roles
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud.errors import GoogleError, denied, invalid
from localcloud.etags import etag

if TYPE_CHECKING:
    from localcloud.casing import Json

_IDS = re.compile(r"(?!goog)[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
_LONGEST_PART = 63
_DAY = 86_400
_SHORTEST_SOFT, _LONGEST_SOFT = 7 * _DAY, 90 * _DAY
_LONGEST_RETENTION = 100 * 365.25 * _DAY
_ACTIONS = ("Delete", "SetStorageClass", "AbortIncompleteMultipartUpload")
_OF_UPLOADS = frozenset({"age", "matchesPrefix", "matchesSuffix"})


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
    prevention = body.get("iamConfiguration", {}).get("publicAccessPrevention", "inherited")
    if prevention not in ("inherited", "enforced", "unspecified"):
        raise invalid(f"Invalid argument: publicAccessPrevention '{prevention}' is not known.")
    _check_times(body)
    rules: Json = body.get("lifecycle") or {}
    for rule in rules.get("rule", []):
        _check_rule(rule.get("action") or {}, rule.get("condition") or {})


def _check_times(body: Json) -> None:
    policy: Json = body.get("softDeletePolicy") or {}
    soft = policy.get("retentionDurationSeconds")
    if soft is not None and int(soft) != 0 and not _SHORTEST_SOFT <= int(soft) <= _LONGEST_SOFT:
        raise invalid("The soft delete retention duration must be 0, or between 7 and 90 days.")
    retention: Json | None = body.get("retentionPolicy")
    if retention and not 0 < int(retention.get("retentionPeriod", 0)) < _LONGEST_RETENTION:
        raise invalid("The retention period must be more than 0 seconds and less than 100 years.")


def _check_rule(action: Json, condition: Json) -> None:
    """A rule has an action that Google knows, and something that must hold for it."""
    kind = action.get("type")
    if kind not in _ACTIONS:
        raise invalid(f"Invalid argument: the lifecycle action '{kind or ''}' is not known.")
    if (kind == "SetStorageClass") != bool(action.get("storageClass")):
        raise invalid("Invalid argument: a storage class goes with SetStorageClass, and only with that.")
    if not condition:
        raise invalid("Invalid argument: a lifecycle rule must have at least one condition.")
    if kind == "AbortIncompleteMultipartUpload" and not condition.keys() <= _OF_UPLOADS:
        words = (
            "age, matchesPrefix and matchesSuffix are the only conditions of AbortIncompleteMultipartUpload."
        )
        raise invalid(f"Invalid argument: {words}")
    if any(isinstance(value, int) and value < 0 for value in condition.values()):
        raise invalid("Invalid argument: the number of a lifecycle condition must not be negative.")


def check_changes(new: Json, old: Json) -> None:
    """Raises 403 for a locked retention policy that would become shorter or go away."""
    before: Json = old.get("retentionPolicy") or {}
    after: Json = new.get("retentionPolicy") or {}
    shorter = int(after.get("retentionPeriod", 0)) < int(before.get("retentionPeriod", 0))
    if before.get("isLocked") and (shorter or not after.get("isLocked")):
        raise denied(f"Cannot remove or shorten the locked retention policy of bucket '{old['name']}'.")


def required(name: str) -> GoogleError:
    """400 for a parameter that is not given, in the words of the older surfaces."""
    return GoogleError(400, "INVALID_ARGUMENT", f"Required parameter: {name}", reason="required")


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
