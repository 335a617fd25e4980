"""Buckets that keep too little or let too many in."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_BOOLEAN_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Rule
from rules.storage import (
    BUCKET,
    buckets_keep_or_expire,
    buckets_prevent_public_access,
    buckets_use_uniform_access,
)

UNKNOWN = UNKNOWN_STRING_VALUE


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
        (buckets_keep_or_expire, {"autoclass": {"enabled": False}}, "neither"),
        (buckets_keep_or_expire, {"enableObjectRetention": False}, "neither"),
        (buckets_keep_or_expire, {"softDeletePolicy": {"retentionDurationSeconds": 0}}, "neither"),
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
        (buckets_keep_or_expire, {"versioning": {"enabled": "true"}}),
        (buckets_keep_or_expire, {"versioning": {"enabled": True}, "lifecycleRules": UNKNOWN_ARRAY_VALUE}),
        (buckets_keep_or_expire, {"versioning": UNKNOWN, "lifecycleRules": [action("Delete")]}),
        (buckets_keep_or_expire, {"lifecycleRules": [action(UNKNOWN), action("SetStorageClass")]}),
        (buckets_keep_or_expire, {"retentionPolicy": {"retentionPeriod": 86400}}),
        (buckets_keep_or_expire, {"autoclass": {"enabled": True}, "versioning": UNKNOWN}),
        (buckets_keep_or_expire, {"enableObjectRetention": True}),
        (buckets_keep_or_expire, {"softDeletePolicy": {"retentionDurationSeconds": 2592000}}),
        (
            buckets_keep_or_expire,
            {
                "hierarchicalNamespace": {"enabled": True},
                "softDeletePolicy": {"retentionDurationSeconds": "604800"},
            },
        ),
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
