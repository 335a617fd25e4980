"""What a role can be granted on, by the words of the table: which types of the stack a `bucket` is.

https://www.pulumi.com/registry/packages/gcp/api-docs/
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """How the stack calls a kind of resource, and how a grant on one is written in its program."""

    types: tuple[str, ...]
    grant: str
    argument: str


KINDS: dict[str, Kind] = {
    "bucket": Kind(
        ("gcp:storage/bucket:Bucket", "gcp:storage/managedFolder:ManagedFolder"),
        "gcp.storage.BucketIAMMember",
        "bucket",
    ),
    "topic": Kind(("gcp:pubsub/topic:Topic",), "gcp.pubsub.TopicIAMMember", "topic"),
    "subscription": Kind(
        ("gcp:pubsub/subscription:Subscription",), "gcp.pubsub.SubscriptionIAMMember", "subscription"
    ),
    "secret": Kind(
        ("gcp:secretmanager/secret:Secret", "gcp:secretmanager/regionalSecret:RegionalSecret"),
        "gcp.secretmanager.SecretIamMember",
        "secret_id",
    ),
    "queue": Kind(("gcp:cloudtasks/queue:Queue",), "gcp.cloudtasks.QueueIamMember", "name"),
    "dataset": Kind(("gcp:bigquery/dataset:Dataset",), "gcp.bigquery.DatasetIamMember", "dataset_id"),
    "table": Kind(
        ("gcp:bigquery/table:Table", "gcp:bigquery/dataset:Dataset", "gcp:bigquery/iam:Iam"),
        "gcp.bigquery.DatasetIamMember",
        "dataset_id",
    ),
    "key": Kind(
        ("gcp:kms/cryptoKey:CryptoKey", "gcp:kms/keyRing:KeyRing"),
        "gcp.kms.CryptoKeyIAMMember",
        "crypto_key_id",
    ),
    "service": Kind(
        (
            "gcp:cloudrunv2/service:Service",
            "gcp:cloudrun/service:Service",
            "gcp:cloudfunctionsv2/function:Function",
            "gcp:cloudfunctions/function:Function",
        ),
        "gcp.cloudrunv2.ServiceIamMember",
        "name",
    ),
    "job": Kind(("gcp:cloudrunv2/job:Job",), "gcp.cloudrunv2.JobIamMember", "name"),
    "serviceAccount": Kind(
        ("gcp:serviceaccount/account:Account",), "gcp.serviceaccount.IAMMember", "service_account_id"
    ),
    "database": Kind(
        ("gcp:spanner/database:Database", "gcp:spanner/instance:Instance"),
        "gcp.spanner.DatabaseIAMMember",
        "database",
    ),
    "project": Kind((), "gcp.projects.IAMMember", "project"),
}
#: What is granted here holds for every resource in it.
WIDE = frozenset(
    {
        "gcp:organizations/project:Project",
        "gcp:organizations/folder:Folder",
        "gcp:organizations/organization:Organization",
    }
)


def covers(granted_on: str, resource: str) -> bool:
    """Say whether a grant on a type of the stack can reach what the table calls `resource`."""
    return granted_on in WIDE or granted_on in KINDS[resource].types


def line(resource: str, role: str, identity: str) -> str:
    """Give the line of a Pulumi program that grants a role."""
    kind = KINDS[resource]
    return f'{kind.grant}(..., {kind.argument}=..., role="{role}", member="serviceAccount:{identity}")'
