"""Permissions that can stand in custom roles: `gcloud iam roles create` asks for them before it makes one.

The table holds those of the services that this platform uses. Absent: all others; whatever has the shape of a
permission is taken in a role all the same.
https://cloud.google.com/iam/docs/reference/rest/v1/permissions/queryTestablePermissions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import paging
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Api, Call
    from localcloud.casing import Json

_ALL = "create delete get list update"
_POLICY = "getIamPolicy setIamPolicy"
_TABLE = {
    "artifactregistry.repositories": f"{_ALL} {_POLICY} deleteArtifacts downloadArtifacts uploadArtifacts",
    "cloudscheduler.jobs": f"{_ALL} enable fullView pause run",
    "cloudtasks.queues": f"{_ALL} {_POLICY} pause purge resume",
    "cloudtasks.tasks": "create delete fullView get list run",
    "iam.roles": f"{_ALL} undelete",
    "iam.serviceAccountKeys": "create delete disable enable get list",
    "iam.serviceAccounts": (
        f"{_ALL} {_POLICY} actAs disable enable getAccessToken getOpenIdToken implicitDelegation signBlob "
        "signJwt undelete"
    ),
    "iam.workloadIdentityPoolProviders": f"{_ALL} undelete",
    "iam.workloadIdentityPools": f"{_ALL} undelete",
    "logging.buckets": f"{_ALL} undelete",
    "logging.logEntries": "create list",
    "logging.logMetrics": _ALL,
    "monitoring.alertPolicies": _ALL,
    "monitoring.dashboards": _ALL,
    "monitoring.notificationChannels": _ALL,
    "monitoring.timeSeries": "create list",
    "monitoring.uptimeCheckConfigs": _ALL,
    "pubsub.schemas": f"create delete get list {_POLICY} attach commit listRevisions rollback validate",
    "pubsub.snapshots": f"{_ALL} {_POLICY} seek",
    "pubsub.subscriptions": f"{_ALL} {_POLICY} consume",
    "pubsub.topics": f"{_ALL} {_POLICY} attachSubscription detachSubscription publish",
    "resourcemanager.projects": f"get update {_POLICY}",
    "run.executions": "cancel delete get list",
    "run.jobs": f"{_ALL} {_POLICY} run runWithOverrides",
    "run.revisions": "delete get list",
    "run.routes": "get invoke list",
    "run.services": f"{_ALL} {_POLICY}",
    "secretmanager.secrets": f"{_ALL} {_POLICY}",
    "secretmanager.versions": "access add destroy disable enable get list",
    "serviceusage.services": "disable enable get list use",
    "storage.buckets": f"{_ALL} {_POLICY}",
    "storage.objects": f"{_ALL} {_POLICY}",
}
_NAMES = sorted(f"{kind}.{verb}" for kind, verbs in _TABLE.items() for verb in verbs.split())


def serve(api: Api) -> None:
    """Puts the question for permissions into the API of IAM."""
    api.on("permissions.queryTestablePermissions")(query_testable)


def query_testable(call: Call) -> Json:
    """The permissions of the table, whatever the resource."""
    name = str(call.body.get("fullResourceName", ""))
    if not name.startswith("//"):
        raise invalid(
            f"Invalid full resource name '{name}': it begins with //SERVICE/.", "full_resource_name"
        )
    size = paging.size(call.body, default=100, limit=1000)
    permissions = paging.known(_NAMES, lambda one: {"name": one, "stage": "GA"})
    found, token = paging.cut(f"{call.method.id} {name}", call.body, size, permissions)
    return paging.shown("permissions", found, token)
