"""Rules about buckets, and about access that is handed out by lists of its own instead of by IAM."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rules import Declared, each, resource_rule
from rules.readings import each_within, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

BUCKET = "gcp:storage/bucket:Bucket"
DATASET = "gcp:bigquery/dataset:Dataset"
BUCKET_ACL = "gcp:storage/bucketACL:BucketACL"
OBJECT_ENTRY = "gcp:storage/objectAccessControl:ObjectAccessControl"

# Where a type names whom it lets in.
ENTRIES = {
    "gcp:storage/bucketAccessControl:BucketAccessControl": ("entity",),
    "gcp:storage/defaultObjectAccessControl:DefaultObjectAccessControl": ("entity",),
    OBJECT_ENTRY: ("entity",),
    BUCKET_ACL: ("predefinedAcl", "defaultAcl", "roleEntities"),
    "gcp:storage/defaultObjectACL:DefaultObjectACL": ("roleEntities",),
    "gcp:storage/objectACL:ObjectACL": ("predefinedAcl", "roleEntities"),
    "gcp:bigquery/datasetAccess:DatasetAccess": ("specialGroup", "iamMember"),
    DATASET: ("accesses.specialGroup", "accesses.iamMember"),
}
PUBLIC = {"allusers", "allauthenticatedusers", "publicread", "publicreadwrite", "authenticatedread"}

# What of a bucket's rules decides how long an object stays, or what keeping it costs.
_DECIDES = {"DELETE", "SETSTORAGECLASS"}
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
    if str(bucket.get("uniformBucketLevelAccess")).casefold() != "true":
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
    ),
    bad=(_bucket(), _bucket(versioning={"enabled": False}), _bucket(lifecycleRules=[_UPLOADS])),
    severity="medium",
)
def buckets_keep_or_expire(bucket: Resource) -> Iterator[str]:
    """Of a bucket that keeps no versions and deletes nothing, nobody decided what its objects are worth.

    An overwritten object is gone after Google's week of soft delete, and one that nobody needs is paid for
    for ever. Versions, a retention policy, or rules that delete objects or move them to cheaper storage are
    a decision; clearing away unfinished uploads is none.
    https://cloud.google.com/storage/docs/object-versioning
    https://cloud.google.com/storage/docs/lifecycle
    """
    askings = (partial(_versions, bucket), partial(_retention, bucket), partial(_lifecycle, bucket))
    if not any(told(askings)):
        yield "neither versioning nor lifecycleRules say what becomes of objects"


def _versions(bucket: Resource) -> Iterator[bool]:
    yield str(bucket.get("versioning.enabled")).casefold() == "true"


def _retention(bucket: Resource) -> Iterator[bool]:
    yield bool(bucket.get("retentionPolicy"))


def _lifecycle(bucket: Resource) -> Iterator[bool]:
    kinds = each_within(bucket.props, "lifecycleRules", "action.type")
    yield from (str(kind).upper() in _DECIDES for kind in kinds)


@resource_rule(
    judges="|".join(ENTRIES),
    fix="grant access with IAM, to the service accounts or the group that need it",
    good=(
        Declared(
            OBJECT_ENTRY, {"bucket": "b", "object": "o", "role": "READER", "entity": "user-a@example.com"}
        ),
        Declared(
            DATASET, {"datasetId": "d", "accesses": [{"role": "OWNER", "specialGroup": "projectOwners"}]}
        ),
    ),
    bad=(
        Declared(OBJECT_ENTRY, {"bucket": "b", "object": "o", "role": "READER", "entity": "allUsers"}),
        Declared(BUCKET_ACL, {"bucket": "b", "roleEntities": ["READER:allAuthenticatedUsers"]}),
        Declared(BUCKET_ACL, {"bucket": "b", "predefinedAcl": "publicRead"}),
        Declared(
            DATASET,
            {"datasetId": "d", "accesses": [{"role": "READER", "specialGroup": "allAuthenticatedUsers"}]},
        ),
    ),
    severity="critical",
)
def acls_are_not_public(one: Resource) -> Iterator[str]:
    """An access list can open a bucket or a dataset to the internet beside every policy in IAM.

    allAuthenticatedUsers is everybody with a Google account, which is everybody.
    https://cloud.google.com/storage/docs/access-control/lists
    https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets
    """
    yield from told(partial(_public, one, path) for path in ENTRIES[one.type])


def _public(one: Resource, path: str) -> Iterator[str]:
    listed, _, inner = path.rpartition(".")
    for value in each_within(one.props, listed, inner) if listed else each(one.props, inner):
        if str(value).casefold().replace("-", "").rpartition(":")[2] in PUBLIC:
            yield f"{path} holds {value}"
