"""Rules about secrets and their versions, global and regional."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, Ref, known, resource_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type
REGIONAL_SECRET = "gcp:secretmanager/regionalSecret:RegionalSecret"  # noqa: S105 - a type
VERSION = "gcp:secretmanager/secretVersion:SecretVersion"

_AUTO: dict[str, object] = {"secretId": "link-key", "replication": {"auto": {}}}


@resource_rule(
    judges=r"gcp:secretmanager/(secret:Secret|regionalSecret:RegionalSecret)",
    fix="write rotation with a rotation_period, and topics that tell whoever makes the next version",
    good=(
        Declared(SECRET, {**_AUTO, "rotation": {"rotationPeriod": "7776000s"}}),
        Declared(SECRET, {**_AUTO, "ttl": "86400s"}),
    ),
    bad=(
        Declared(SECRET, _AUTO),
        Declared(REGIONAL_SECRET, {"secretId": "link-key", "location": "us-central1"}),
    ),
    severity="medium",
)
def secrets_rotate(secret: Resource) -> Iterator[str]:
    """A secret that never changes is worth as much to whoever got hold of it years ago as on the first day.

    Secret Manager only sends a message when it is time; making the next version is the program's own work.
    A secret that expires by itself (ttl, expireTime) passes.
    https://cloud.google.com/secret-manager/docs/secret-rotation
    """
    if {"ttl", "expireTime"} & set(secret.props):
        return
    paths = ("rotation.rotationPeriod", "rotation.nextRotationTime")
    if not any(known(secret.props, path) for path in paths) and not any(map(secret.get, paths)):
        yield "rotation is not set"


@resource_rule(
    judges=r"gcp:secretmanager/(secretVersion:SecretVersion|regionalSecretVersion:RegionalSecretVersion)",
    fix="write secret_data_wo with secret_data_wo_version, or add versions outside of the program",
    good=(
        Declared(
            VERSION,
            {"secret": "link-key", "secretDataWo": Ref("generated", "result"), "secretDataWoVersion": 1},
        ),
    ),
    bad=(Declared(VERSION, {"secret": "link-key", "secretData": Ref("generated", "result")}),),
    severity="medium",
    level="advisory",
)
def secret_values_stay_out_of_state(version: Resource) -> Iterator[str]:
    """What stands in secretData stands in the state as well, for everybody who may read the state.

    Pulumi encrypts it there, with a key that whoever deploys has. A write-only value is sent to Google and
    kept nowhere else.
    https://www.pulumi.com/registry/packages/gcp/api-docs/secretmanager/secretversion/
    """
    if "secretData" in set(version.props):
        yield "secretData is kept in the state"
