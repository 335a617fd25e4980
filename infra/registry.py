"""The Docker repository that every image of this environment comes from.

Its own in every environment: an image is copied to the next one by digest, so that what was tested is what
runs. Cleanup keeps the newest versions of each image whatever their age, then deletes untagged ones.
Deliberately absent: dry run, in which nothing is ever deleted and nobody notices.

https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi_gcp as gcp

from infra import names

if TYPE_CHECKING:
    from infra.shape import Settings

_MONTH = f"{30 * 24 * 3600}s"


def declare(settings: Settings) -> gcp.artifactregistry.Repository:
    """Declare the repository."""
    return gcp.artifactregistry.Repository(
        names.REPOSITORY,
        project=settings.project,
        location=settings.region,
        repository_id=names.REPOSITORY,
        format="DOCKER",
        description="Images of Vividly's services",
        docker_config={"immutable_tags": settings.immutable_tags},
        cleanup_policy_dry_run=False,
        cleanup_policies=[
            {"id": "keep-newest", "action": "KEEP", "most_recent_versions": {"keep_count": 20}},
            {
                "id": "delete-old-untagged",
                "action": "DELETE",
                "condition": {"tag_state": "UNTAGGED", "older_than": _MONTH},
            },
        ],
        labels=names.labels(settings.environment, settings.labels),
    )
