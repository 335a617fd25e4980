"""Workload identity pools and their providers.

Source: https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.kind import PATH_PART, Kind
from localcloud.provider.spec import Rule
from localcloud.provider.steps import Steps

if TYPE_CHECKING:
    from localcloud.provider.job import Job
    from localcloud.provider.values import Properties

POOLS = "projects/{project}/locations/global/workloadIdentityPools"
PROVIDERS = f"{POOLS}/{{workloadIdentityPoolId}}/providers"
ALL_OPERATIONS = frozenset({"create", "update", "delete"})
POOL_ID = "{workloadIdentityPoolId}"
PROVIDER_ID = "{workloadIdentityPoolProviderId}"


class SoftDeleted(Steps):
    """What was deleted is still answered for a month; it counts as gone."""

    def read(self, job: Job, identity: str) -> Properties | None:
        """None where it is gone or marked as deleted."""
        answer = job.find(identity)
        return None if answer is None or answer.get("state") == "DELETED" else answer


class Pools(SoftDeleted):
    """A pool's attestation rules are asked for whenever it is read."""

    def read(self, job: Job, identity: str) -> Properties | None:
        """The pool; a cloud that does not know its rules breaks the read, as with the official provider."""
        answer = super().read(job, identity)
        if answer is None:
            return None
        rules = job.send("GET", f"{identity}:listAttestationRules")
        return {**answer, "attestationRules": rules.get("attestationRules")}


KINDS = [
    Kind(
        type="gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
        api="iam",
        id=f"{POOLS}/{POOL_ID}",
        create=("POST", POOLS),
        create_query={"workloadIdentityPoolId": POOL_ID},
        imports=(f"{{project}}/{POOL_ID}", POOL_ID),
        steps=Pools(),
        operations=ALL_OPERATIONS,
        rules={
            "workloadIdentityPoolId": PATH_PART,
            "mode": Rule(force_new=True, computed=True, in_update=True),
        },
    ),
    Kind(
        type="gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
        api="iam",
        id=f"{PROVIDERS}/{PROVIDER_ID}",
        create=("POST", PROVIDERS),
        create_query={"workloadIdentityPoolProviderId": PROVIDER_ID},
        imports=(f"{{project}}/{POOL_ID}/{PROVIDER_ID}", f"{POOL_ID}/{PROVIDER_ID}"),
        steps=SoftDeleted(),
        operations=ALL_OPERATIONS,
        rules={"workloadIdentityPoolId": PATH_PART, "workloadIdentityPoolProviderId": PATH_PART},
    ),
]
