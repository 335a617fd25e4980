"""The bucket and the registry: closed, and they delete what nobody needs and nothing else."""

from __future__ import annotations

from expectations import CONFIG, every_environment, settings_of
from program_under_mocks import run, run_environment


@every_environment
def test_the_bucket_is_closed_to_the_public(environment: str) -> None:
    bucket = run_environment(environment).named("generated-content").inputs
    assert bucket["uniformBucketLevelAccess"] is True
    assert bucket["publicAccessPrevention"] == "enforced"
    assert bucket["location"] == settings_of(environment).region.upper()


def test_live_content_is_never_deleted_by_age() -> None:
    rules = run("test", CONFIG).named("generated-content").inputs["lifecycleRules"]
    assert rules == [
        {"action": {"type": "SetStorageClass", "storageClass": "NEARLINE"}, "condition": {"age": 90}},
        # Only versions that were replaced or deleted: a condition by age would take live ones too.
        {"action": {"type": "Delete"}, "condition": {"daysSinceNoncurrentTime": 30}},
        {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 1}},
    ]


def test_what_was_deleted_or_overwritten_by_mistake_comes_back() -> None:
    bucket = run("test", CONFIG).named("generated-content").inputs
    assert bucket["versioning"] == {"enabled": True}
    assert bucket["softDeletePolicy"] == {"retentionDurationSeconds": 7 * 24 * 3600}


def test_no_service_can_overwrite_or_delete() -> None:
    declared = run("test", CONFIG)
    grants = declared.of("gcp:storage/bucketIAMMember:BucketIAMMember")
    roles = {grant.name: grant.inputs["role"] for grant in grants}
    assert roles == {
        "vividly-api-reads-content": "roles/storage.objectViewer",
        "vividly-api-creates-content": "roles/storage.objectCreator",
        "vividly-push-worker-reads-content": "roles/storage.objectViewer",
        "vividly-push-worker-creates-content": "roles/storage.objectCreator",
    }


def test_only_old_images_without_a_tag_are_deleted_and_the_newest_are_kept() -> None:
    repository = run("test", CONFIG).named("vividly").inputs
    assert repository["cleanupPolicyDryRun"] is False
    assert repository["cleanupPolicies"] == [
        {"id": "keep-newest", "action": "KEEP", "mostRecentVersions": {"keepCount": 20}},
        {
            "id": "delete-old-untagged",
            "action": "DELETE",
            "condition": {"tagState": "UNTAGGED", "olderThan": "2592000s"},
        },
    ]
