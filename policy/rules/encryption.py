"""The rule about keys of one's own; who needs none disables it for the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, each, resource_rule
from rules.readings import hear_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

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

_KEY = "projects/a-project/locations/us-central1/keyRings/content/cryptoKeys/content"


@resource_rule(
    judges="|".join([*KEYS, SECRET]),
    fix="name a key of Cloud KMS there",
    good=(
        Declared(TOPIC, {"kmsKeyName": _KEY}),
        Declared(SECRET, {"replication": {"auto": {"customerManagedEncryption": {"kmsKeyName": _KEY}}}}),
    ),
    bad=(
        Declared(TOPIC, {"name": "requests"}),
        Declared(SECRET, {"replication": {"auto": {}}}),
    ),
    severity="low",
    level="advisory",
    gathered=True,
)
def data_is_encrypted_with_own_keys(one: Resource) -> Iterator[str]:
    """Google encrypts everything with its own keys; only a key of one's own can be taken away from it.

    Advisory: a lost key is lost data, and few small teams need one.
    https://cloud.google.com/kms/docs/cmek
    """
    if path := KEYS.get(one.type):
        yield from [] if one.get(path) else [f"{path} names no key"]
        return
    if (automatic := one.get("replication.auto")) is not None:
        yield from _without_key(automatic, "replication.auto")
        return
    replicas = enumerate(each(one.props, "replication.userManaged.replicas"))
    place = "replication.userManaged.replicas"
    yield from hear_all(_without_key(replica, f"{place}[{number}]") for number, replica in replicas)


def _without_key(block: object, place: str) -> Iterator[str]:
    if not any(each(block, "customerManagedEncryption.kmsKeyName")):
        yield f"{place}.customerManagedEncryption names no key"
