"""Rules about secrets and their versions, global and regional."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, Ref, resource_rule
from rules.readings import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type
REGIONAL_SECRET = "gcp:secretmanager/regionalSecret:RegionalSecret"  # noqa: S105 - a type
VERSION = "gcp:secretmanager/secretVersion:SecretVersion"

# A leap year, in days.
_LONGEST = 366

_AUTO: dict[str, object] = {"secretId": "link-key", "replication": {"auto": {}}}


@resource_rule(
    judges=r"gcp:secretmanager/(secret:Secret|regionalSecret:RegionalSecret)",
    fix="write rotation with a rotation_period of at most a year, and topics that say when it is time",
    good=(
        Declared(SECRET, {**_AUTO, "rotation": {"rotationPeriod": "7776000s"}}),
        Declared(SECRET, {**_AUTO, "ttl": "86400s"}),
    ),
    bad=(
        Declared(SECRET, _AUTO),
        Declared(REGIONAL_SECRET, {"secretId": "link-key", "location": "us-central1"}),
        Declared(SECRET, {**_AUTO, "rotation": {"nextRotationTime": "2027-01-01T00:00:00Z"}}),
        Declared(SECRET, {**_AUTO, "rotation": {"rotationPeriod": "315360000s"}}),
    ),
    severity="medium",
)
def secrets_rotate(secret: Resource) -> Iterator[str]:
    """A secret that never changes is worth as much to whoever got hold of it years ago as on the first day.

    Secret Manager only sends a message when it is time; making the next version is the program's own work.
    A time of the next rotation without a period is one message and then none, and a period of more than a
    year outlasts whoever set it. A secret that expires by itself (ttl, expireTime) passes.
    https://cloud.google.com/secret-manager/docs/secret-rotation
    """
    if {"ttl", "expireTime"} & set(secret.props):
        return
    if not secret.get("rotation"):
        yield "rotation is not set"
    elif not (period := secret.get("rotation.rotationPeriod")):
        yield "rotation.rotationPeriod is not set"
    elif not 0 < seconds(period) <= _LONGEST * 86400:
        yield f"rotation.rotationPeriod is {period}, and a year is the most"


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
