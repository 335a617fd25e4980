"""The rule about access that is handed out by lists of its own instead of by IAM: of buckets and datasets.

People, default accounts and holders of basic roles on such a list are refused by the rules about members.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.access_lists import BUCKET_ACL, DATASET, LISTS, OBJECT_ENTRY, entries_of
from rules.grants import PUBLIC_DOMAINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

PUBLIC_ENTRIES = {
    *PUBLIC_DOMAINS,
    "allusers",
    "allauthenticatedusers",
    "publicread",
    "publicreadwrite",
    "authenticatedread",
}


@resource_rule(
    judges=LISTS,
    fix="grant access with IAM, to the service accounts or the group that need it",
    good=(
        Declared(
            OBJECT_ENTRY,
            {"bucket": "b", "object": "o", "role": "READER", "entity": "group-staff@example.com"},
        ),
        Declared(
            DATASET, {"datasetId": "d", "accesses": [{"role": "OWNER", "specialGroup": "projectOwners"}]}
        ),
    ),
    bad=(
        Declared(OBJECT_ENTRY, {"bucket": "b", "object": "o", "role": "READER", "entity": "allUsers"}),
        Declared(BUCKET_ACL, {"bucket": "b", "roleEntities": ["READER:allAuthenticatedUsers"]}),
        Declared(BUCKET_ACL, {"bucket": "b", "predefinedAcl": "publicRead"}),
        Declared(
            DATASET,
            {"datasetId": "d", "accesses": [{"role": "READER", "specialGroup": "allAuthenticatedUsers"}]},
        ),
    ),
    severity="critical",
)
def acls_are_not_public(one: Resource) -> Iterator[str]:
    """An access list can open a bucket or a dataset to the internet beside every policy in IAM.

    allAuthenticatedUsers is everybody with a Google account, which is everybody, and so is the domain of
    addresses that Google gives away.
    https://cloud.google.com/storage/docs/access-control/lists
    https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets
    """
    for path, member in entries_of(one):
        if member.casefold().replace("-", "") in PUBLIC_ENTRIES:
            yield f"{path} holds {member}"
