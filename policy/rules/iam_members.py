"""Rules about to whom a role is granted, on any resource of any Google service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.access_lists import LISTS, OBJECT_ENTRY
from rules.default_accounts import is_default
from rules.grants import ENTITLEMENT, GRANTS, grants_of
from rules.iam_roles import MEMBER, ROBOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

PERSON = re.compile(
    r"(deleted:)?user:|(deleted:)?principal://(goog/subject/|iam\.googleapis\.com/.*/workforcepools/[^/]+/subject/)",
    re.IGNORECASE,
)
EVERYBODY_THERE = re.compile(
    r"principalset://("
    r"iam\.googleapis\.com/.*/(workloadidentitypools|workforcepools)/[^/]+/\*"
    r"|cloudresourcemanager\.googleapis\.com/(projects|folders|organizations)/[^/]+"
    r"(/type/(serviceaccount|workloadpool|workforcepool))?)",
    re.IGNORECASE,
)

VIEWER = {"project": "a-project", "role": "roles/run.viewer"}
POOL = "principalSet://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/github"
OF_AN_ORGANIZATION = "principalSet://cloudresourcemanager.googleapis.com/organizations/123456789012"
ON_ACCOUNT = "gcp:serviceaccount/iAMMember:IAMMember"
ACCOUNT = {
    "serviceAccountId": "projects/a-project/serviceAccounts/api@a-project.iam.gserviceaccount.com",
    "role": "roles/iam.workloadIdentityUser",
}


@resource_rule(
    judges=f"{GRANTS}|{LISTS}",
    fix="make an account for the workload with gcp.serviceaccount.Account, and grant to that one",
    good=(
        Declared(MEMBER, {**VIEWER, "member": ROBOT}),
        Declared(
            MEMBER,
            {**VIEWER, "member": "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"},
        ),
    ),
    bad=(
        Declared(
            MEMBER,
            {**VIEWER, "member": "serviceAccount:123456789012-compute@developer.gserviceaccount.com"},
        ),
        Declared(
            "gcp:pubsub/topicIAMBinding:TopicIAMBinding",
            {
                "topic": "requests",
                "role": "roles/pubsub.publisher",
                "members": ["serviceAccount:a-project@appspot.gserviceaccount.com"],
            },
        ),
    ),
    severity="high",
)
def default_service_accounts_get_no_role(grant: Resource) -> Iterator[str]:
    """Everything that names no account runs as the default one, so whatever it gets, all of that gets.

    Judged are the default accounts of Compute Engine and App Engine, of this project or of another. Google's
    agents (service-NUMBER@...) and Cloud Build's old account are none of them.
    https://cloud.google.com/iam/docs/service-account-types#default
    """
    for one in grants_of(grant):
        for member in one.members():
            if member.casefold().startswith("serviceaccount:") and is_default(member):
                yield f"{one.where} {member}"


@resource_rule(
    judges=f"{GRANTS}|{LISTS}|{ENTITLEMENT}",
    fix="grant it to a group that the person belongs to, like group:staff@example.com",
    good=(
        Declared(MEMBER, {**VIEWER, "member": "group:staff@example.com"}),
        Declared(MEMBER, {**VIEWER, "member": ROBOT}),
    ),
    bad=(
        Declared(MEMBER, {**VIEWER, "member": "user:someone@example.com"}),
        Declared(
            OBJECT_ENTRY, {"bucket": "b", "object": "o", "role": "READER", "entity": "user-a@example.com"}
        ),
    ),
    severity="medium",
)
def grants_name_no_single_person(grant: Resource) -> Iterator[str]:
    """People change jobs more often than programs are read, and a role that names one of them stays.

    Who a person is, the message does not repeat. A single subject of a workforce pool is a person too. Judged
    as well are the access lists of buckets, objects and datasets, and those whom an entitlement of Privileged
    Access Manager names.
    https://cloud.google.com/iam/docs/groups-best-practices
    """
    for one in grants_of(grant):
        for member in one.members():
            if found := PERSON.match(member):
                yield f"{one.where} {found[0]}..., a single person"


@resource_rule(
    judges=GRANTS,
    fix="name an attribute, like .../attribute.repository/acme/app, or one subject with principal://",
    good=(
        Declared(ON_ACCOUNT, {**ACCOUNT, "member": f"{POOL}/attribute.repository/acme/app"}),
        Declared(
            ON_ACCOUNT, {**ACCOUNT, "member": f"{POOL.replace('Set', '')}/subject/repo:acme/app:ref:main"}
        ),
    ),
    bad=(
        Declared(ON_ACCOUNT, {**ACCOUNT, "member": f"{POOL}/*"}),
        Declared(ON_ACCOUNT, {**ACCOUNT, "member": f"{OF_AN_ORGANIZATION}/type/ServiceAccount"}),
    ),
    severity="critical",
)
def pool_grants_name_an_attribute(grant: Resource) -> Iterator[str]:
    """The whole pool is whoever any of its providers lets in, today's and those that are added later.

    With a public provider such as GitHub's, one slip in its condition is then a way in for everybody. A whole
    workforce pool, and all accounts of a project, a folder or an organisation, are as wide.
    https://cloud.google.com/iam/docs/principal-identifiers
    """
    for one in grants_of(grant):
        for member in one.members():
            if EVERYBODY_THERE.fullmatch(member):
                yield f"{one.where} {member}"
