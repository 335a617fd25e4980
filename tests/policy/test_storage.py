"""Buckets that keep too little or let too many in, and access lists that do the same."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_BOOLEAN_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Rule
from rules.storage import (
    BUCKET,
    BUCKET_ACL,
    DATASET,
    ENTRIES,
    acls_are_not_public,
    buckets_keep_or_expire,
    buckets_prevent_public_access,
    buckets_use_uniform_access,
)

UNKNOWN = UNKNOWN_STRING_VALUE
DATASET_ACCESS = "gcp:bigquery/datasetAccess:DatasetAccess"
OBJECT_ACL = "gcp:storage/objectACL:ObjectACL"
DEFAULT_ACL = "gcp:storage/defaultObjectACL:DefaultObjectACL"
SINGLE = [kind for kind, places in ENTRIES.items() if places == ("entity",)]


def action(kind: str) -> dict[str, object]:
    return {"action": {"type": kind}, "condition": {"age": 30}}


@pytest.mark.parametrize(
    ("rule", "inputs", "what"),
    [
        (buckets_use_uniform_access, {}, "is not true"),
        (buckets_use_uniform_access, {"uniformBucketLevelAccess": False}, "is not true"),
        (buckets_use_uniform_access, {"uniformBucketLevelAccess": "false"}, "is not true"),
        (buckets_prevent_public_access, {}, "is not set"),
        (buckets_prevent_public_access, {"publicAccessPrevention": "inherited"}, "is inherited"),
        (buckets_keep_or_expire, {}, "neither versioning"),
        (buckets_keep_or_expire, {"versioning": {"enabled": False}, "lifecycleRules": []}, "neither"),
        (buckets_keep_or_expire, {"lifecycleRules": [action("AbortIncompleteMultipartUpload")]}, "neither"),
    ],
)
def test_a_bucket_is_refused(rule: Rule, inputs: dict[str, object], what: str) -> None:
    ((name, text),) = judged(Declared(BUCKET, {"location": "US", **inputs}), [rule])
    assert name == rule.name
    assert what in text.partition(";")[0]


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        (buckets_use_uniform_access, {"uniformBucketLevelAccess": True, "name": UNKNOWN}),
        (buckets_use_uniform_access, {"uniformBucketLevelAccess": "true"}),
        (buckets_prevent_public_access, {"publicAccessPrevention": "enforced"}),
        (buckets_keep_or_expire, {"versioning": {"enabled": True}}),
        (buckets_keep_or_expire, {"versioning": {"enabled": True}, "lifecycleRules": UNKNOWN_ARRAY_VALUE}),
        (buckets_keep_or_expire, {"versioning": UNKNOWN, "lifecycleRules": [action("Delete")]}),
        (buckets_keep_or_expire, {"lifecycleRules": [action(UNKNOWN), action("SetStorageClass")]}),
        (buckets_keep_or_expire, {"retentionPolicy": {"retentionPeriod": 86400}}),
    ],
)
def test_a_bucket_passes(rule: Rule, inputs: dict[str, object]) -> None:
    assert judged(Declared(BUCKET, {"location": "US", **inputs}), [rule]) == []


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        (buckets_use_uniform_access, {"uniformBucketLevelAccess": UNKNOWN_BOOLEAN_VALUE}),
        (buckets_prevent_public_access, {"publicAccessPrevention": UNKNOWN}),
        (buckets_keep_or_expire, {"versioning": {"enabled": UNKNOWN_BOOLEAN_VALUE}}),
        (buckets_keep_or_expire, {"lifecycleRules": [action(UNKNOWN)]}),
    ],
)
def test_what_is_unknown_of_a_bucket_is_not_judged(rule: Rule, inputs: dict[str, object]) -> None:
    assert judged(Declared(BUCKET, inputs), [rule]) == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(
    ("kind", "inputs", "what"),
    [
        *((kind, {"entity": "allUsers", "role": UNKNOWN}, "entity holds allUsers") for kind in SINGLE),
        *((kind, {"entity": "AllAuthenticatedUsers"}, "entity holds All") for kind in SINGLE),
        (BUCKET_ACL, {"predefinedAcl": "publicReadWrite"}, "predefinedAcl holds publicReadWrite"),
        (BUCKET_ACL, {"predefinedAcl": "authenticatedRead"}, "predefinedAcl holds"),
        (BUCKET_ACL, {"defaultAcl": "publicRead"}, "defaultAcl holds publicRead"),
        (BUCKET_ACL, {"predefinedAcl": UNKNOWN, "roleEntities": ["OWNER:a", "READER:allUsers"]}, "roleEnt"),
        (OBJECT_ACL, {"predefinedAcl": "publicRead"}, "predefinedAcl holds"),
        (OBJECT_ACL, {"roleEntities": [UNKNOWN, "READER:allUsers"]}, "roleEntities holds READER:allUsers"),
        (DEFAULT_ACL, {"roleEntities": ["READER:allAuthenticatedUsers"]}, "roleEntities holds"),
        (DATASET, {"accesses": [{"iamMember": "allUsers"}]}, "accesses.iamMember holds allUsers"),
        (DATASET, {"accesses": [{"specialGroup": UNKNOWN}, {"iamMember": "allUsers"}]}, "accesses.iam"),
        (DATASET, {"accesses": [{"specialGroup": UNKNOWN}, {"specialGroup": "allUsers"}]}, "accesses.spe"),
        (DATASET_ACCESS, {"specialGroup": "allAuthenticatedUsers"}, "specialGroup holds"),
        (DATASET_ACCESS, {"iamMember": "allUsers"}, "iamMember holds"),
    ],
)
def test_a_list_that_lets_everybody_in_is_refused(kind: str, inputs: dict[str, object], what: str) -> None:
    said = judged(Declared(kind, inputs), [acls_are_not_public])
    assert said[0][0] == "acls-are-not-public"
    assert said[0][1].startswith(what)


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        *((kind, {"entity": "user-allUsers@example.com"}) for kind in SINGLE),
        *((kind, {"entity": "project-owners-123"}) for kind in SINGLE),
        (BUCKET_ACL, {"predefinedAcl": "projectPrivate"}),
        (BUCKET_ACL, {"roleEntities": ["OWNER:project-owners-123", "READER:group-a@example.com"]}),
        (OBJECT_ACL, {"predefinedAcl": "bucketOwnerRead"}),
        (DEFAULT_ACL, {"roleEntities": []}),
        (DATASET, {}),
        (DATASET, {"accesses": [{"specialGroup": "projectReaders"}, {"view": {"tableId": "allUsers"}}]}),
        (DATASET_ACCESS, {"userByEmail": "a@example.com", "role": UNKNOWN}),
        (DATASET_ACCESS, {"iamMember": "principalSet://x/allUsers"}),
    ],
)
def test_a_list_of_somebody_in_particular_passes(kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, inputs), [acls_are_not_public]) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SINGLE[0], {"entity": UNKNOWN}),
        (BUCKET_ACL, {"roleEntities": ["OWNER:a", UNKNOWN]}),
        (DATASET, {"accesses": UNKNOWN_ARRAY_VALUE}),
        (DATASET, {"accesses": [{"iamMember": UNKNOWN}, {"iamMember": "user:a@example.com"}]}),
    ],
)
def test_somebody_unknown_on_a_list_is_not_judged(kind: str, inputs: dict[str, object]) -> None:
    said = judged(Declared(kind, inputs), [acls_are_not_public])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]
