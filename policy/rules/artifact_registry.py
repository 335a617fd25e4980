"""Rules about repositories in Artifact Registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.readings import each_within, is_true

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

REPOSITORY = "gcp:artifactregistry/repository:Repository"

_KEEP = {"id": "keep-newest", "action": "KEEP", "mostRecentVersions": {"keepCount": 20}}
_DELETE = {"id": "delete-old", "action": "DELETE", "condition": {"olderThan": "2592000s"}}


def _repository(**inputs: object) -> Declared:
    return Declared(REPOSITORY, {"repositoryId": "images", "format": "DOCKER", **inputs})


@resource_rule(
    judges=REPOSITORY,
    fix="write cleanup_policies with an action DELETE, and KEEP for the newest versions",
    good=(
        _repository(cleanupPolicies=[_KEEP, _DELETE]),
        _repository(mode="VIRTUAL_REPOSITORY", virtualRepositoryConfig={}),
        _repository(repositoryId="packages", format="PYTHON"),
    ),
    bad=(_repository(), _repository(cleanupPolicies=[_KEEP])),
    severity="low",
)
def repositories_clean_up(repository: Resource) -> Iterator[str]:
    """Every build leaves an image behind, and each is paid for every month until somebody deletes it.

    A policy that only keeps deletes nothing. A virtual repository holds nothing itself, and passes; so do
    repositories of packages (Maven, npm, Python...), because others build on a version once it is released.
    https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy
    """
    if _mode(repository) == "VIRTUAL_REPOSITORY" or str(repository.get("format")).upper() != "DOCKER":
        return
    actions = each_within(repository.props, "cleanupPolicies", "action")
    if not any(str(action).upper() == "DELETE" for action in actions):
        empty = not repository.get("cleanupPolicies")
        yield "cleanupPolicies is empty" if empty else "cleanupPolicies only keep"


@resource_rule(
    judges=REPOSITORY,
    fix="write cleanup_policy_dry_run=False once the logs show what the policies would delete",
    good=(_repository(cleanupPolicyDryRun=False), _repository()),
    bad=(_repository(cleanupPolicyDryRun=True),),
    severity="low",
)
def cleanup_is_not_a_dry_run(repository: Resource) -> Iterator[str]:
    """In a dry run nothing is ever deleted, and nobody notices, because the policies stand there.

    Unset, it is none.
    https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy
    """
    if is_true(repository.get("cleanupPolicyDryRun")):
        yield "cleanupPolicyDryRun is true"


@resource_rule(
    judges=REPOSITORY,
    fix='write docker_config={"immutable_tags": True}',
    good=(
        _repository(dockerConfig={"immutableTags": True}),
        _repository(format="PYTHON"),
        _repository(mode="REMOTE_REPOSITORY", remoteRepositoryConfig={}),
    ),
    bad=(_repository(), _repository(dockerConfig={"immutableTags": False})),
    severity="medium",
    reads=("production",),
    given={"production": True},
)
def tags_are_immutable_in_production(repository: Resource) -> Iterator[str]:
    """A tag that can be moved names another image tomorrow, so nobody can say what was released.

    Judged in production only: in development, moving a tag is how people work. Only standard Docker
    repositories have such tags. Unset, tags can be moved.
    https://cloud.google.com/artifact-registry/docs/docker/names#versions
    """
    if not repository.settings.is_production or str(repository.get("format")).upper() != "DOCKER":
        return
    if (
        not is_true(repository.get("dockerConfig.immutableTags"))
        and _mode(repository) == "STANDARD_REPOSITORY"
    ):
        yield "dockerConfig.immutableTags is not true"


def _mode(repository: Resource) -> str:
    return str(repository.get("mode") or "STANDARD_REPOSITORY").upper()
