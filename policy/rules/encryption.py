"""The rule about keys of one's own; who needs none disables it for the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_policy.proxy import UnknownValueError

from rules import STACK, Declared, inside, known, stack_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Stack

TOPIC = "gcp:pubsub/topic:Topic"
SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type
KEYS = {
    TOPIC: "kmsKeyName",
    "gcp:artifactregistry/repository:Repository": "kmsKeyName",
    "gcp:secretmanager/regionalSecret:RegionalSecret": "customerManagedEncryption.kmsKeyName",
    "gcp:storage/bucket:Bucket": "encryption.defaultKmsKeyName",
    "gcp:cloudrunv2/service:Service": "template.encryptionKey",
    "gcp:cloudrunv2/workerPool:WorkerPool": "template.encryptionKey",
    "gcp:cloudrunv2/job:Job": "template.template.encryptionKey",
    "gcp:bigquery/dataset:Dataset": "defaultEncryptionConfiguration.kmsKeyName",
}

_SECRET_KEY = "customerManagedEncryption.kmsKeyName"  # noqa: S105 - a path
# Names in one sentence; the rest is counted.
_MOST = 8
_KEY = "projects/a-project/locations/us-central1/keyRings/content/cryptoKeys/content"


@stack_rule(
    judges=STACK,
    fix="name a key of Cloud KMS there",
    good=(
        Declared(STACK),
        Declared(TOPIC, {"kmsKeyName": _KEY}, name="requests"),
        Declared(
            SECRET,
            {"replication": {"auto": {"customerManagedEncryption": {"kmsKeyName": _KEY}}}},
            name="session-key",
        ),
    ),
    bad=(
        Declared(STACK),
        Declared(TOPIC, {"name": "requests"}, name="requests"),
        Declared(SECRET, {"replication": {"auto": {}}}, name="session-key"),
    ),
    severity="low",
    level="advisory",
)
def data_is_encrypted_with_own_keys(_: Resource, stack: Stack) -> Iterator[str]:
    """Google encrypts everything with its own keys; only a key of one's own can be taken away from it.

    Advisory, and said once for the whole stack: a lost key is lost data, and few small teams need one.
    https://cloud.google.com/kms/docs/cmek
    """
    without = sorted(one.name for one in stack.of("|".join([*KEYS, SECRET])) if not _has_key(one))
    if without:
        more = f" and {len(without) - _MOST} more" if len(without) > _MOST else ""
        yield f"encrypted with Google's keys alone: {', '.join(without[:_MOST])}{more}"


def _has_key(one: Resource) -> bool:
    """Say whether a key is named, or will be: a key that is not known yet is one."""
    if path := KEYS.get(one.type):
        return _named(one.props, path)
    automatic = known(one.props, "replication.auto")
    if automatic is not None:
        return _named(automatic, _SECRET_KEY)
    replicas = known(one.props, "replication.userManaged.replicas")
    return replicas is None or all(_named(replica, _SECRET_KEY) for replica in replicas)


def _named(block: object, path: str) -> bool:
    try:
        return bool(inside(block, path))
    except UnknownValueError:
        return True
