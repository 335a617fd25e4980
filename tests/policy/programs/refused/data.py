"""Artifact Registry, Secret Manager, Storage, Logging."""

from __future__ import annotations

import good
import pulumi_gcp as gcp
from good import PROJECT


def declare() -> None:
    good.repository("repositories-clean-up--never", cleanup_policies=None)
    good.repository("cleanup-is-not-a-dry-run--forgotten", cleanup_policy_dry_run=True)
    good.secret("secrets-rotate--never", rotation=None, topics=None)
    gcp.secretmanager.RegionalSecret(
        "secrets-rotate--regional", project=PROJECT, location="us-central1", secret_id="regional-key"
    )
    once = {"rotation_period": None, "next_rotation_time": "2027-01-01T00:00:00Z"}
    good.secret("secrets-rotate--once", rotation=once)
    good.secret(
        "secrets-rotate--in-ten-years",
        rotation={"rotation_period": "315360000s", "next_rotation_time": "2027-01-01T00:00:00Z"},
    )
    good.bucket("buckets-use-uniform-access--off", uniform_bucket_level_access=False)
    good.bucket("buckets-use-uniform-access--unset", uniform_bucket_level_access=None)
    good.bucket("buckets-prevent-public-access--inherited", public_access_prevention="inherited")
    good.bucket("buckets-prevent-public-access--unset", public_access_prevention=None)
    good.bucket("buckets-keep-or-expire--neither", versioning=None)
    good.bucket("buckets-keep-or-expire--off", versioning={"enabled": False})
    rule = "acls-are-not-public"
    gcp.storage.BucketAccessControl(f"{rule}--bucket", bucket="b", role="READER", entity="allUsers")
    gcp.storage.ObjectAccessControl(
        f"{rule}--object", bucket="b", object="o", role="READER", entity="allUsers"
    )
    gcp.storage.DefaultObjectAccessControl(
        f"{rule}--default-object", bucket="b", role="READER", entity="allAuthenticatedUsers"
    )
    gcp.storage.BucketAccessControl(f"{rule}--domain", bucket="b", role="READER", entity="domain-gmail.com")
    gcp.storage.BucketAccessControl(
        "grants-name-no-single-person--bucket", bucket="b", role="READER", entity="user-a@example.com"
    )
    gcp.storage.BucketACL(
        "default-service-accounts-get-no-role--list",
        bucket="b",
        role_entities=["READER:user-123456789012-compute@developer.gserviceaccount.com"],
    )
    gcp.storage.ObjectAccessControl(
        "members-are-not-holders-of-basic-roles--object",
        bucket="b",
        object="o",
        role="READER",
        entity="project-viewers-123456789012",
    )
    gcp.bigquery.DatasetAccess(
        "grants-name-no-single-person--dataset",
        project=PROJECT,
        dataset_id="lessons",
        role="READER",
        user_by_email="someone@example.com",
    )
    gcp.storage.BucketACL(f"{rule}--predefined", bucket="b", predefined_acl="publicRead")
    gcp.storage.BucketACL(f"{rule}--entities", bucket="b", role_entities=["READER:allUsers"])
    gcp.storage.DefaultObjectACL(f"{rule}--default-entities", bucket="b", role_entities=["READER:allUsers"])
    gcp.logging.ProjectBucketConfig(
        "log-retention-is-set--unset", project=PROJECT, location="global", bucket_id="_Default"
    )
