"""What keeps a revision from a secret that it names: no such version, a version that is off, no right to it.

Only what is clear counts as a missing right: a role, a group or an identity pool whose inside cannot be known
here counts as one that holds it. Policies of folders and organisations are not looked at.
https://cloud.google.com/run/docs/configuring/services/secrets
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localcloud.api import Call
    from localcloud.casing import Json

_HOST, _PROJECTS = "secretmanager.googleapis.com", "cloudresourcemanager.googleapis.com"
_PERMISSION = "secretmanager.versions.access"
_ACCESS = frozenset({"roles/secretmanager.secretAccessor", "roles/secretmanager.admin", "roles/owner"})
_EVERYBODY = ("allUsers", "allAuthenticatedUsers")
_MANY = ("group:", "domain:", "principalSet:")


def unreadable(call: Call, account: str, reference: Json, place: str) -> Iterator[str]:
    """Says what is wrong with one reference (`secret`, `version`) of a revision that runs as `account`."""
    given, version = str(reference["secret"]), str(reference.get("version") or "latest")
    name = call.resolve(given) if "/" in given else f"projects/{call.project.id}/secrets/{given}"
    body = call.store.get(_HOST, f"{name}/versions/{_number(call, name, version)}")
    if body is None:
        yield f"{place}: Secret {name}/versions/{version} was not found"
        return
    if body["state"] != "ENABLED":
        yield f"{place}: Secret {name}/versions/{version} is in {body['state']} state"
    if not _may_read(call, name, f"serviceAccount:{account}"):
        yield (
            f"{place}: Permission denied on secret: {name}/versions/{version} for Revision service account "
            f"{account}. The service account used must be granted the 'Secret Manager Secret Accessor' role "
            "(roles/secretmanager.secretAccessor) at the secret, project or higher level"
        )


def _number(call: Call, name: str, version: str) -> str:
    if version == "latest":
        newest = call.store.page(_HOST, "projects.secrets.versions", name, "", 1)
        return str(newest[0][1]["name"]).rpartition("/")[2] if newest else version
    secret = call.store.get(_HOST, name) or {}
    return str(secret.get("versionAliases", {}).get(version, version))


def _may_read(call: Call, name: str, member: str) -> bool:
    places = ((_HOST, name), (_PROJECTS, name.partition("/secrets/")[0]))
    return any(
        _opens(call, str(binding["role"])) and any(_may_be(one, member) for one in binding["members"])
        for service, place in places
        for binding in (call.store.policy(service, place) or {}).get("bindings", ())
    )


def _opens(call: Call, role: str) -> bool:
    """Whether a role may hold the permission; one of another project or of an organisation may."""
    if role.startswith("roles/"):
        return role in _ACCESS
    found = call.store.get("iam.googleapis.com", call.resolve(role))
    return found is None or (not found.get("deleted") and _PERMISSION in found.get("includedPermissions", ()))


def _may_be(one: str, member: str) -> bool:
    return one == member or one in _EVERYBODY or one.startswith(_MANY)
