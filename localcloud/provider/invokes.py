"""Look-ups that a program makes while it runs. One is served; the stack itself makes none.

Source: https://www.pulumi.com/registry/packages/gcp/api-docs/organizations/getproject/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.provider import VERSION
from localcloud.provider.steps import RefusedError
from localcloud.provider.transport import ONE_SERIES, Request
from localcloud.provider.values import Properties, as_dict, text

if TYPE_CHECKING:
    from localcloud.provider.job import Cloud

GET_PROJECT = "gcp:organizations/getProject:getProject"
COMPACT = {"prettyPrint": "false"}


def invoke(cloud: Cloud, token: str, arguments: Properties) -> Properties:
    """A look-up's result.

    Raises:
        RefusedError: The stand-in does not serve it.
    """
    if token != GET_PROJECT:
        raise RefusedError(
            f"{token}: the stand-in provider does not serve this look-up; the official plugin does: "
            f"pulumi plugin install resource gcp {VERSION}"
        )
    identity = text(arguments.get("projectId")) or cloud.configuration.project
    if not identity:
        raise RefusedError(f"{token}: project_id: required field is not set; give it or set gcp:project")
    project = _get(cloud, "cloudresourcemanager", f"projects/{identity}")
    billing = _get(cloud, "cloudbilling", f"projects/{identity}/billingInfo")
    parent = as_dict(project.get("parent"))
    return {
        "id": f"projects/{identity}",
        "projectId": text(project.get("projectId")) or identity,
        "name": text(project.get("name")),
        "number": text(project.get("projectNumber")),
        "orgId": text(parent.get("id")) if parent.get("type") == "organization" else "",
        "folderId": text(parent.get("id")) if parent.get("type") == "folder" else "",
        "billingAccount": text(billing.get("billingAccountName")).removeprefix("billingAccounts/"),
        "labels": as_dict(project.get("labels")),
        "effectiveLabels": as_dict(project.get("labels")),
        "pulumiLabels": as_dict(project.get("labels")),
        "tags": {},
        "autoCreateNetwork": False,
        "deletionPolicy": "",
    }


def _get(cloud: Cloud, api: str, path: str) -> Properties:
    address = cloud.configuration.address(api) + path
    return cloud.transport.send(Request("GET", address, COMPACT), ONE_SERIES)
