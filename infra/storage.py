"""The bucket of generated scripts and audio.

Closed to the public twice: access is by IAM alone, and public grants are refused by the bucket itself.
A deleted object comes back for a week (soft delete), an overwritten one for a month (versions). Deliberately
absent: an age at which content is deleted, since students come back to it; it moves to cheaper storage.

https://cloud.google.com/storage/docs/public-access-prevention
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_gcp as gcp

from infra import names

if TYPE_CHECKING:
    from infra.identities import Identities
    from infra.shape import Settings

_WEEK = 7 * 24 * 3600


def declare(settings: Settings, identities: Identities) -> gcp.storage.Bucket:
    """Declare the bucket, readable and writable by the two services and nobody else."""
    name = names.bucket(settings.project)
    bucket = gcp.storage.Bucket(
        "generated-content",
        project=settings.project,
        name=name,
        # Google answers in upper case; lower case would be seen as another place and replace the bucket.
        location=settings.region.upper(),
        storage_class="STANDARD",
        uniform_bucket_level_access=True,
        public_access_prevention="enforced",
        versioning={"enabled": True},
        soft_delete_policy={"retention_duration_seconds": _WEEK},
        lifecycle_rules=[
            {"action": {"type": "SetStorageClass", "storage_class": "NEARLINE"}, "condition": {"age": 90}},
            {"action": {"type": "Delete"}, "condition": {"days_since_noncurrent_time": 30}},
            {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 1}},
        ],
        force_destroy=settings.destroy_content,
        labels=names.labels(settings.environment, settings.labels),
        opts=pulumi.ResourceOptions(protect=settings.deletion_protection),
    )
    for who, account in identities.of_services().items():
        gcp.storage.BucketIAMMember(
            f"{who}-writes-content",
            bucket=bucket.name,
            role="roles/storage.objectUser",
            member=account.member,
        )
    return bucket
