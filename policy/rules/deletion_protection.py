"""Rules about what production must not lose by mistake.

Deliberately absent: types whose default was not looked up, and machines, which are made to be replaced.

https://www.pulumi.com/registry/packages/gcp/api-docs/cloudrunv2/service/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.containers import JOB, SERVICE, WORKER_POOL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

_SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type
_SQL = "gcp:sql/databaseInstance:DatabaseInstance"
# All but secrets are protected unless the program says false; secrets are protected if it says true.
_PROTECTED = (
    SERVICE,
    JOB,
    WORKER_POOL,
    _SQL,
    "gcp:activedirectory/domain:Domain",
    "gcp:alloydb/cluster:Cluster",
    "gcp:bigquery/table:Table",
    "gcp:bigtable/instance:Instance",
    "gcp:certificateauthority/authority:Authority",
    "gcp:container/cluster:Cluster",
    "gcp:memcache/instance:Instance",
    "gcp:organizations/folder:Folder",
    "gcp:redis/instance:Instance",
    _SECRET,
    "gcp:secretmanager/regionalSecret:RegionalSecret",
    "gcp:spanner/database:Database",
    "gcp:workflows/workflow:Workflow",
)


@resource_rule(
    judges="|".join(_PROTECTED),
    fix="write deletion_protection=True",
    good=(
        Declared(SERVICE, {"location": "us-central1", "template": {}}),
        Declared(_SECRET, {"secretId": "result-link-key", "deletionProtection": True}),
    ),
    bad=(
        Declared(SERVICE, {"location": "us-central1", "template": {}, "deletionProtection": False}),
        Declared(_SQL, {"databaseVersion": "POSTGRES_17", "deletionProtection": False}),
        Declared(_SECRET, {"secretId": "result-link-key", "deletionProtection": False}),
    ),
    severity="high",
    reads=("production",),
    given={"production": True},
)
def production_is_protected_from_deletion(resource: Resource) -> Iterator[str]:
    """In production, a renamed resource or a destroy in the wrong stack must fail instead of deleting.

    What is left unset is let pass: of everything here but secrets, the default protects.
    deletion_policy="PREVENT" protects as well. The services of the first Cloud Run API know no such
    protection.
    https://www.pulumi.com/registry/packages/gcp/api-docs/cloudrunv2/service/
    """
    if not resource.settings.is_production:
        return
    if str(resource.get("deletionPolicy") or "").upper() == "PREVENT":
        return
    if str(resource.get("deletionProtection")).casefold() == "false":
        yield "deletionProtection is false"
