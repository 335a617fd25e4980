"""The bucket of generated scripts and audio.

Closed to the public twice: access is by IAM alone, and public grants are refused by the bucket itself.
A deleted object comes back for a week (soft delete), an overwritten one for a month (versions). Deliberately
absent: an age at which content is deleted, since students come back to it; it moves to cheaper storage.

No service may replace or delete objects. Both read, and create what is not there yet (each write says that
nothing may be there): a creator cannot overwrite, so no fault in a service can harm what was made. Two roles
instead of one with a condition on a folder: such a condition leaves listing out unless it also compares the
prefix that is listed, and this needs no condition at all.

https://cloud.google.com/storage/docs/public-access-prevention
https://cloud.google.com/storage/docs/access-control/iam-roles
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_gcp as gcp

from infra import names

if TYPE_CHECKING:
    from infra.identities import Identities
    from infra.shape import Settings

_WEEK = 7 * 24 * 3600
# What the services do with content, by the role that lets them.
_ROLES = {"reads": "roles/storage.objectViewer", "creates": "roles/storage.objectCreator"}


@dataclass(frozen=True)
class Content:
    """The bucket, and by account id the grants on it."""

    bucket: gcp.storage.Bucket
    grants: dict[str, list[gcp.storage.BucketIAMMember]]


def declare(settings: Settings, identities: Identities) -> Content:
    """Declare the bucket, open to the two services and nobody else."""
    bucket = _bucket(settings)
    grants = {
        who: [
            gcp.storage.BucketIAMMember(
                f"{who}-{does}-content", bucket=bucket.name, role=role, member=account.member
            )
            for does, role in _ROLES.items()
        ]
        for who, account in identities.of_services().items()
    }
    return Content(bucket, grants)


def _bucket(settings: Settings) -> gcp.storage.Bucket:
    name = names.bucket(settings.project)
    return gcp.storage.Bucket(
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
