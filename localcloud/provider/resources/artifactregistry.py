"""Artifact Registry repositories and the members of their policies.

Source: https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories
"""

from __future__ import annotations

import re

from localcloud.provider.iam_kinds import member, on
from localcloud.provider.kind import PATH_PART, Kind
from localcloud.provider.names import last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.steps import Steps
from localcloud.provider.values import Properties, Value, same_caseless, text

REPOSITORIES = "projects/{project}/locations/{location}/repositories"
IN_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
ANY_TAG = "ANY"


def _in_seconds(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    """``30d`` as ``2592000s``: the API takes seconds only."""
    found = re.fullmatch(r"(\d+)([smhd])", text(value))
    return f"{int(found[1]) * IN_SECONDS[found[2]]}s" if found else value


def _same_duration(one: Value, other: Value) -> bool:
    return _in_seconds(one, {}) == _in_seconds(other, {})


def _same_tag_state(one: Value, other: Value) -> bool:
    return (one or ANY_TAG) == (other or ANY_TAG)


DURATION = Rule(encode=_in_seconds, same=_same_duration)

KINDS = [
    Kind(
        type="gcp:artifactregistry/repository:Repository",
        api="artifactregistry",
        id=f"{REPOSITORIES}/{{repositoryId}}",
        create=("POST", REPOSITORIES),
        create_query={"repository_id": "{repositoryId}"},
        imports=("{project}/{location}/{repositoryId}", "{location}/{repositoryId}", "{repositoryId}"),
        steps=Steps(),
        operations=frozenset({"create", "delete"}),
        rules={
            "repositoryId": PATH_PART,
            "name": Rule(decode=last_segment),
            "format": Rule(force_new=True, same=same_caseless),
            "mode": Rule(force_new=True, default="STANDARD_REPOSITORY"),
            "kmsKeyName": Rule(force_new=True),
            "mavenConfig.allowSnapshotOverwrites": Rule(force_new=True),
            "mavenConfig.versionPolicy": Rule(force_new=True, default="VERSION_POLICY_UNSPECIFIED"),
            "remoteRepositoryConfig": Rule(force_new=True),
            "cleanupPolicies": Rule(keyed="id"),
            "cleanupPolicies.condition.tagState": Rule(default=ANY_TAG, same=_same_tag_state),
            "cleanupPolicies.condition.olderThan": DURATION,
            "cleanupPolicies.condition.newerThan": DURATION,
            "vulnerabilityScanningConfig": Rule(computed=True),
            "vulnerabilityScanningConfig.enablementState": Rule(computed=True),
            "vulnerabilityScanningConfig.enablementStateReason": Rule(computed=True),
        },
    ),
    member(
        "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
        "artifactregistry",
        on(f"{REPOSITORIES}/{{repository}}"),
        (f"{REPOSITORIES}/{{repository}}", "{project}/{location}/{repository}", "{location}/{repository}"),
        owner=("repository",),
        expand={"repository": f"{REPOSITORIES}/{{repository}}"},
    ),
]
