"""Rules about roles with which somebody becomes somebody else, or rules over a whole service.

A role is read before the members are, so that an unknown member hides no wrong role. Deliberately absent:
what custom roles hold where they are granted; `custom-roles-do-not-impersonate` judges them where they are
made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.grants import GRANTS, WIDE, grants_of
from rules.iam_members import ON_ACCOUNT
from rules.iam_roles import BASIC, ROBOT, STAFF, on_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

IMPERSONATING_ROLES = {
    "roles/iam.serviceAccountUser",
    "roles/iam.serviceAccountTokenCreator",
    "roles/iam.serviceAccountOpenIdTokenCreator",
    "roles/iam.workloadIdentityUser",
}
ADMINISTERING = {
    "roles/iam.serviceAccountAdmin",
    "roles/iam.serviceAccountKeyAdmin",
    "roles/iam.securityAdmin",
    "roles/resourcemanager.projectIamAdmin",
    "roles/resourcemanager.folderIamAdmin",
    "roles/resourcemanager.folderAdmin",
    "roles/resourcemanager.organizationAdmin",
}
ADMIN = re.compile(r"roles/.*admin(\.v\d+)?", re.IGNORECASE)
WORKLOAD = re.compile(
    r"serviceaccount:|principal(set)?://iam\.googleapis\.com/.*/workloadidentitypools/", re.IGNORECASE
)
# Google makes these for its services and grants them what they need; nobody else can be them.
GOOGLES_AGENT = re.compile(
    r"serviceaccount:(service-(org-|folder-)?\d{6,}@.+|\d+@cloudservices\.gserviceaccount\.com)",
    re.IGNORECASE,
)

ACCOUNT = {"serviceAccountId": "projects/a-project/serviceAccounts/api@a-project.iam.gserviceaccount.com"}


@resource_rule(
    judges=WIDE,
    fix="grant it on the one account that is meant, with gcp.serviceaccount.IAMMember",
    good=(
        Declared(ON_ACCOUNT, {**ACCOUNT, "role": "roles/iam.serviceAccountUser", "member": ROBOT}),
        on_project("roles/iam.serviceAccountViewer"),
    ),
    bad=(
        on_project("roles/iam.serviceAccountUser"),
        on_project("roles/iam.serviceAccountTokenCreator", STAFF),
    ),
    severity="high",
)
def nobody_impersonates_a_whole_project(grant: Resource) -> Iterator[str]:
    """On a project this role lets its holder act as every service account there, the strongest one included.

    Google's agents are no exception: Pub/Sub's needs no token creator for push since 8 April 2021, and an
    older one gets it on the pushing account.
    https://cloud.google.com/iam/docs/best-practices-service-accounts#project-level-grants
    """
    for one in grants_of(grant):
        if (role := one.role()) in IMPERSONATING_ROLES:
            yield f"{one.giving} {role}"


@resource_rule(
    judges=GRANTS,
    fix="leave it to the people who set the project up, outside of this stack",
    good=(on_project("roles/iam.serviceAccountViewer", STAFF),),
    bad=(
        on_project("roles/iam.serviceAccountAdmin"),
        on_project("roles/resourcemanager.projectIamAdmin", STAFF),
        Declared(ON_ACCOUNT, {**ACCOUNT, "role": "roles/iam.serviceAccountKeyAdmin", "member": ROBOT}),
    ),
    severity="high",
)
def nobody_administers_service_accounts(grant: Resource) -> Iterator[str]:
    """Whoever may change who acts as an account, or make keys for it, can become that account.

    That holds for one account as for a project, and for the roles that may rewrite the policy of a project,
    a folder or an organisation. Making accounts (roles/iam.serviceAccountCreator) is let pass.
    https://cloud.google.com/iam/docs/best-practices-service-accounts
    """
    for one in grants_of(grant):
        if (role := one.role()) in ADMINISTERING:
            yield f"{one.giving} {role}"


@resource_rule(
    judges=WIDE,
    fix="grant a narrower role, or this one on the single resource",
    good=(
        on_project("roles/run.viewer"),
        on_project("roles/storage.admin", STAFF),
        Declared(
            "gcp:storage/bucketIAMMember:BucketIAMMember",
            {"bucket": "a-project-content", "role": "roles/storage.objectAdmin", "member": ROBOT},
        ),
    ),
    bad=(on_project("roles/run.admin"), on_project("roles/compute.instanceAdmin.v1")),
    severity="high",
)
def service_accounts_hold_no_admin_role(grant: Resource) -> Iterator[str]:
    """A workload that administers a whole service in a project is a way to all of it for whoever breaks in.

    Judged are Google's own roles whose names end in admin, on projects, folders and organisations; workloads
    that come through a workload identity pool count as service accounts. Let pass: Google's service agents,
    and the roles that `nobody-administers-service-accounts` refuses for everybody.
    https://cloud.google.com/iam/docs/best-practices-service-accounts
    """
    for one in grants_of(grant):
        role = one.role()
        if not ADMIN.fullmatch(role) or role in ADMINISTERING or role in BASIC:
            continue
        for member in one.members():
            if WORKLOAD.match(member) and not GOOGLES_AGENT.fullmatch(member):
                yield f"{one.giving} {role} for {member}"
