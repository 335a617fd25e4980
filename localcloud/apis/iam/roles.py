"""Roles: custom ones of a project, kept; predefined ones by name, without their lists of permissions.

Deleting is soft: a deleted custom role keeps its id, and `undelete` brings it back. Absent: roles of
organisations, what predefined roles contain.
https://cloud.google.com/iam/docs/reference/rest/v1/projects.roles
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, etags, kinds, masks, paging
from localcloud.api import Api, Call, Kind
from localcloud.errors import already_exists, failed_precondition, invalid, not_found

if TYPE_CHECKING:
    from localcloud.casing import Json

AT = "projects.roles"
_IDS = re.compile(r"[A-Za-z0-9_.]{3,64}")
_PREDEFINED_NAME = re.compile(r"roles/[A-Za-z0-9_.]+")
_PERMISSION = re.compile(r"[a-z0-9.-]+\.[A-Za-z0-9]+\.[A-Za-z0-9]+")
_STALE = "There were concurrent changes of the role; read it again and repeat."
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 100, 300
ROLES = Kind(at=AT, schema="Role", missing="The role named {name} was not found.", default_page=300)
#: The roles that this platform's programs give, and the basic ones.
_PREDEFINED = {
    "roles/artifactregistry.reader": "Artifact Registry Reader",
    "roles/artifactregistry.writer": "Artifact Registry Writer",
    "roles/cloudtrace.agent": "Cloud Trace Agent",
    "roles/editor": "Editor",
    "roles/iam.serviceAccountTokenCreator": "Service Account Token Creator",
    "roles/iam.serviceAccountUser": "Service Account User",
    "roles/iam.workloadIdentityUser": "Workload Identity User",
    "roles/logging.logWriter": "Logs Writer",
    "roles/monitoring.metricWriter": "Monitoring Metric Writer",
    "roles/owner": "Owner",
    "roles/pubsub.publisher": "Pub/Sub Publisher",
    "roles/pubsub.subscriber": "Pub/Sub Subscriber",
    "roles/run.admin": "Cloud Run Admin",
    "roles/run.developer": "Cloud Run Developer",
    "roles/run.invoker": "Cloud Run Invoker",
    "roles/secretmanager.admin": "Secret Manager Admin",
    "roles/secretmanager.secretAccessor": "Secret Manager Secret Accessor",
    "roles/storage.admin": "Storage Admin",
    "roles/storage.objectAdmin": "Storage Object Admin",
    "roles/storage.objectCreator": "Storage Object Creator",
    "roles/storage.objectViewer": "Storage Object Viewer",
    "roles/viewer": "Viewer",
}


def serve(api: Api) -> None:
    """Puts roles into the API of IAM."""
    api.kind(ROLES)
    api.on("roles.get")(get_predefined)
    api.on("roles.list", "roles.queryGrantableRoles")(list_predefined)
    for verb, handler in (("create", create), ("list", list_), ("patch", patch)):
        api.on(f"{AT}.{verb}")(handler)
    api.on(f"{AT}.delete", f"{AT}.undelete")(bury)


def get_predefined(call: Call) -> Json:
    """A predefined role; one that is not in the table is shown under its own name."""
    name = call.resource
    if not _PREDEFINED_NAME.fullmatch(name):
        raise not_found(f"The role named {name} was not found.")
    return _predefined(name)


def list_predefined(call: Call) -> Json:
    """The predefined roles of the table."""
    asked = call.body if call.method.id == "roles.queryGrantableRoles" else call.query
    size = paging.size(asked, default=ROLES.default_page, limit=ROLES.largest_page)
    found, token = paging.cut(call.method.id, asked, size, paging.known(_PREDEFINED, _predefined))
    return paging.shown("roles", found, token)


def create(call: Call) -> Json:
    """Makes a custom role."""
    leaf, body = str(call.body.get("roleId", "")), call.body.get("role", {})
    if not _IDS.fullmatch(leaf):
        words = (
            f"The role ID {leaf} is invalid: 3 to 64 letters, digits, underscores and periods are allowed."
        )
        raise invalid(words, "role_id")
    name = f"{call.resource}/roles/{leaf}"
    if call.store.get(call.service, name) is not None:
        raise already_exists(f"A role named {leaf} in {call.resource} already exists.")
    return _saved(call, {"stage": "ALPHA", **body, "name": name})


def list_(call: Call) -> Json:
    """The custom roles of a project, without the deleted ones unless these are asked for."""
    answer = kinds.list_(call, ROLES)
    whole = call.query.get("view") == "FULL"
    shown = [
        {key: value for key, value in role.items() if whole or key != "includedPermissions"}
        for role in answer.pop("roles", [])
        if call.query.get("showDeleted") or not role.get("deleted")
    ]
    return answer | ({"roles": shown} if shown else {})


def patch(call: Call) -> Json:
    """Changes what the mask names; without one, what was sent."""
    old = kinds.existing(call, ROLES, call.resource)
    if old.get("deleted"):
        raise failed_precondition(f"The role {call.resource} is deleted; undelete it first.")
    etags.check(call.body.get("etag"), old["etag"], _STALE)
    mask = masks.writable(call.document, "Role", call.query.get("updateMask"))
    new = masks.apply(old, call.body, mask) if mask else {**old, **call.body}
    return _saved(call, {**new, "name": old["name"]})


def bury(call: Call) -> Json:
    """Deletes softly, or undoes that."""
    role, deleting = kinds.existing(call, ROLES, call.resource), call.method.id.endswith(".delete")
    etags.check(call.query.get("etag") or call.body.get("etag"), role["etag"], _STALE)
    if bool(role.pop("deleted", False)) == deleting:
        raise failed_precondition(f"The role {call.resource} is {'already' if deleting else 'not'} deleted.")
    return _saved(call, {**role, "deleted": True} if deleting else role)


def _saved(call: Call, role: Json) -> Json:
    for field, longest in (("title", _LONGEST_TITLE), ("description", _LONGEST_DESCRIPTION)):
        if len(str(role.get(field, ""))) > longest:
            raise invalid(f"The {field} of a role must not be longer than {longest}.", f"role.{field}")
    for permission in role.get("includedPermissions", []):
        if not _PERMISSION.fullmatch(permission):
            raise invalid(f"Permission {permission} is not valid.", "role.included_permissions")
    role["etag"] = etags.etag({"name": role["name"], "write": clock.new_uuid()}, size=8)
    call.store.put(call.service, AT, role["name"], role)
    return role


def _predefined(name: str) -> Json:
    leaf = name.rpartition("/")[2]
    return {"name": name, "title": _PREDEFINED.get(name, leaf), "stage": "GA", "etag": "AA=="}
