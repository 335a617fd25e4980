"""Rules about basic roles, granted on any resource of any Google service.

A role is read before the members are, so that an unknown member hides no wrong role.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.access_lists import BUCKET_ACL, LISTS
from rules.grants import ENTITLEMENT, GRANTS, grants_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

BASIC = {f"roles/{name}" for name in ("owner", "editor", "viewer", "admin", "writer", "reader")}
HOLDERS_OF_BASIC = ("projectowner:", "projecteditor:", "projectviewer:")
# BigQuery's names for them. Owners on a dataset's own list are what Google puts there.
SPECIAL_GROUPS = {"projectowners", "projectwriters", "projectreaders"}
OWNERS_OF_DATASETS = "accesses.specialGroup holds projectOwners"

ROBOT = "serviceAccount:api@a-project.iam.gserviceaccount.com"
STAFF = "group:staff@example.com"
MEMBER = "gcp:projects/iAMMember:IAMMember"


def policy_data(role: str, member: str) -> str:
    """Write a policy with one binding, for the examples."""
    return json.dumps({"bindings": [{"role": role, "members": [member]}]})


def on_project(role: str, member: str = ROBOT) -> Declared:
    """Declare a grant on a project, for the examples."""
    return Declared(MEMBER, {"project": "a-project", "role": role, "member": member})


@resource_rule(
    judges=f"{GRANTS}|{ENTITLEMENT}",
    fix="grant a predefined role of the one service that is used, on the narrowest resource that has it",
    good=(on_project("roles/aiplatform.user"), on_project("roles/logging.viewer", STAFF)),
    bad=(
        on_project("roles/editor"),
        on_project("roles/viewer", STAFF),
        Declared(
            "gcp:projects/iAMPolicy:IAMPolicy",
            {"project": "a-project", "policyData": policy_data("roles/owner", ROBOT)},
        ),
    ),
    severity="high",
)
def roles_are_not_basic(grant: Resource) -> Iterator[str]:
    """Owner, editor and viewer reach into every service of the project, those that come later included.

    So do admin, writer and reader, their successors. A condition does not make them narrow, nor does an
    entitlement, which grants them for some hours.
    https://cloud.google.com/iam/docs/roles-overview#basic
    """
    for one in grants_of(grant):
        if (role := one.role()).casefold() in BASIC:
            yield f"{one.giving} {role}"


@resource_rule(
    judges=f"{GRANTS}|{LISTS}",
    fix="name the service accounts or the group that need the role",
    good=(
        Declared(
            "gcp:storage/bucketIAMMember:BucketIAMMember",
            {"bucket": "a-project-content", "role": "roles/storage.objectViewer", "member": ROBOT},
        ),
    ),
    bad=(
        Declared(
            "gcp:storage/bucketIAMMember:BucketIAMMember",
            {
                "bucket": "a-project-content",
                "role": "roles/storage.objectViewer",
                "member": "projectViewer:a-project",
            },
        ),
        Declared(BUCKET_ACL, {"bucket": "b", "roleEntities": ["READER:project-viewers-123456789012"]}),
    ),
    severity="medium",
)
def members_are_not_holders_of_basic_roles(grant: Resource) -> Iterator[str]:
    """projectOwner, projectEditor and projectViewer stand for whoever holds a basic role, now or later.

    Cloud Storage and BigQuery know these members for compatibility, and access lists know them as
    project-owners-NUMBER or projectOwners; the default accounts are among them. A dataset's own list may name
    projectOwners: they own it anyway.
    https://cloud.google.com/storage/docs/access-control/iam#convenience-values
    """
    for one in grants_of(grant):
        for member in one.members():
            what = f"{one.where} {member}"
            if member.casefold().startswith(HOLDERS_OF_BASIC) or (
                member.casefold() in SPECIAL_GROUPS and what != OWNERS_OF_DATASETS
            ):
                yield what
