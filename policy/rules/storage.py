"""Rules about buckets; who is on their access lists, acls.py judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.readings import each_within, hear_all, is_true, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

BUCKET = "gcp:storage/bucket:Bucket"

# What of a bucket's rules decides how long an object stays, or what keeping it costs.
_DECIDES = {"DELETE", "SETSTORAGECLASS"}
_SWITCHES = ("versioning.enabled", "autoclass.enabled", "enableObjectRetention")
_OLD_VERSIONS = {"action": {"type": "Delete"}, "condition": {"daysSinceNoncurrentTime": 30}}
_UPLOADS = {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 1}}


def _bucket(**inputs: object) -> Declared:
    return Declared(BUCKET, {"name": "a-project-content", "location": "US-CENTRAL1", **inputs})


@resource_rule(
    judges=BUCKET,
    fix="write uniform_bucket_level_access=True",
    good=(_bucket(uniformBucketLevelAccess=True),),
    bad=(_bucket(), _bucket(uniformBucketLevelAccess=False)),
    severity="high",
)
def buckets_use_uniform_access(bucket: Resource) -> Iterator[str]:
    """Without uniform access every object has its own list of who may read it, and no policy shows them.

    Unset, the provider leaves it off.
    https://cloud.google.com/storage/docs/uniform-bucket-level-access
    """
    if not is_true(bucket.get("uniformBucketLevelAccess")):
        yield "uniformBucketLevelAccess is not true"


@resource_rule(
    judges=BUCKET,
    fix='write public_access_prevention="enforced"',
    good=(_bucket(publicAccessPrevention="enforced"),),
    bad=(_bucket(), _bucket(publicAccessPrevention="inherited")),
    severity="high",
)
def buckets_prevent_public_access(bucket: Resource) -> Iterator[str]:
    """One careless grant makes a bucket public, unless the bucket itself refuses it.

    Unset, it is inherited: an organisation may enforce it, and may stop doing so.
    https://cloud.google.com/storage/docs/public-access-prevention
    """
    if (prevention := bucket.get("publicAccessPrevention")) != "enforced":
        yield f"publicAccessPrevention is {prevention or 'not set'}"


@resource_rule(
    judges=BUCKET,
    fix='write versioning={"enabled": True} to get things back, or lifecycle_rules that end them',
    good=(
        _bucket(versioning={"enabled": True}, lifecycleRules=[_OLD_VERSIONS]),
        _bucket(lifecycleRules=[{"action": {"type": "Delete"}, "condition": {"age": 7}}]),
        _bucket(retentionPolicy={"retentionPeriod": 2592000}),
        _bucket(autoclass={"enabled": True}),
    ),
    bad=(_bucket(), _bucket(versioning={"enabled": False}), _bucket(lifecycleRules=[_UPLOADS])),
    severity="medium",
)
def buckets_keep_or_expire(bucket: Resource) -> Iterator[str]:
    """Of a bucket that keeps no versions and deletes nothing, nobody decided what its objects are worth.

    An overwritten object is gone after Google's week of soft delete, and one that nobody needs is paid for
    for ever. Versions, retention (of the bucket or of objects), a soft delete policy of one's own, Autoclass,
    or rules that delete objects or move them to cheaper storage are a decision; clearing away unfinished
    uploads is none. A bucket with a hierarchical namespace can keep no versions: soft delete keeps them.
    https://cloud.google.com/storage/docs/object-versioning
    https://cloud.google.com/storage/docs/lifecycle
    """
    switches = (_switch(bucket, path) for path in _SWITCHES)
    others = (_retention(bucket), _soft_delete(bucket), _lifecycle(bucket))
    if not any(hear_all((*switches, *others))):
        yield "neither versioning nor lifecycleRules say what becomes of objects"


def _switch(bucket: Resource, path: str) -> Iterator[bool]:
    yield is_true(bucket.get(path))


def _retention(bucket: Resource) -> Iterator[bool]:
    yield bool(bucket.get("retentionPolicy"))


def _soft_delete(bucket: Resource) -> Iterator[bool]:
    yield number(bucket.get("softDeletePolicy.retentionDurationSeconds")) > 0


def _lifecycle(bucket: Resource) -> Iterator[bool]:
    kinds = each_within(bucket.props, "lifecycleRules", "action.type")
    yield from (str(kind).upper() in _DECIDES for kind in kinds)
