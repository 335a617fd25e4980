"""Rules about what production must not lose by mistake.

Deliberately absent: types whose default was not looked up, and machines, which are made to be replaced.

https://www.pulumi.com/registry/packages/gcp/api-docs/cloudrunv2/service/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.containers import JOB, SERVICE, WORKER_POOL
from rules.readings import is_false
from rules.secret_manager import REGIONAL_SECRET, SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

_SQL = "gcp:sql/databaseInstance:DatabaseInstance"
_TABLE = "gcp:bigquery/table:Table"
_FIRESTORE = "gcp:firestore/database:Database"
_PROJECT = "gcp:organizations/project:Project"
_REDIS_CLUSTER = "gcp:redis/cluster:Cluster"
# All but secrets are protected unless the program says false; secrets are protected if it says true.
_PROTECTED = (
    SERVICE,
    JOB,
    WORKER_POOL,
    _SQL,
    "gcp:activedirectory/domain:Domain",
    "gcp:alloydb/cluster:Cluster",
    _TABLE,
    "gcp:bigtable/instance:Instance",
    "gcp:certificateauthority/authority:Authority",
    "gcp:container/cluster:Cluster",
    "gcp:memcache/instance:Instance",
    "gcp:organizations/folder:Folder",
    "gcp:redis/instance:Instance",
    "gcp:memorystore/instance:Instance",
    _FIRESTORE,
    _PROJECT,
    _REDIS_CLUSTER,
    SECRET,
    REGIONAL_SECRET,
    "gcp:spanner/database:Database",
    "gcp:workflows/workflow:Workflow",
)


@resource_rule(
    judges="|".join(_PROTECTED),
    fix="write deletion_protection=True, or what the type calls it, or protect=True in its options",
    good=(
        Declared(SERVICE, {"location": "us-central1", "template": {}}),
        Declared(SECRET, {"secretId": "result-link-key", "deletionProtection": True}),
    ),
    bad=(
        Declared(SERVICE, {"location": "us-central1", "template": {}, "deletionProtection": False}),
        Declared(_SQL, {"databaseVersion": "POSTGRES_17", "deletionProtection": False}),
        Declared(SECRET, {"secretId": "result-link-key", "deletionProtection": False}),
        Declared(_REDIS_CLUSTER, {"shardCount": 3, "deletionProtectionEnabled": False}),
        Declared(_PROJECT, {"name": "a-project", "deletionPolicy": "DELETE"}),
    ),
    severity="high",
    reads=("production",),
    given={"production": True},
)
def production_is_protected_from_deletion(resource: Resource) -> Iterator[str]:
    """In production, a renamed resource or a destroy in the wrong stack must fail instead of deleting.

    What is left unset is let pass: of everything here but secrets, the default protects.
    deletion_policy="PREVENT" and Pulumi's own protect=True protect as well. The services of the first Cloud
    Run API know no such protection, and a view in BigQuery holds no data.
    https://www.pulumi.com/registry/packages/gcp/api-docs/cloudrunv2/service/
    """
    if not resource.settings.is_production or resource.protected or _holds_nothing(resource):
        return
    policy = str(resource.get("deletionPolicy") or "").upper()
    if policy == "PREVENT":
        return
    if resource.type == _PROJECT and policy == "DELETE":
        yield "deletionPolicy is DELETE"
    for path in ("deletionProtection", "deletionProtectionEnabled"):
        if is_false(resource.get(path)):
            yield f"{path} is false"
    if str(resource.get("deleteProtectionState")).upper() == "DELETE_PROTECTION_DISABLED":
        yield "deleteProtectionState is DELETE_PROTECTION_DISABLED"


def _holds_nothing(resource: Resource) -> bool:
    return resource.type == _TABLE and bool({"view", "materializedView"} & set(resource.props))
