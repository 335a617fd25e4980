"""IAM v1: service accounts and their policies; roles, keys and pools are in files of their own.

Absent: making keys, signing, roles of organisations.
https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from localcloud import clock, etags, kinds, masks, policies
from localcloud.api import Api, Call, Cloud, Kind
from localcloud.apis.iam import default_accounts, deleted_members, keys, permissions, roles, workload_pools
from localcloud.apis.iam.default_accounts import DELETED
from localcloud.apis.iam.default_accounts import ETAG as _ETAG
from localcloud.errors import GoogleError, already_exists, invalid, not_found

if TYPE_CHECKING:
    from localcloud.casing import Json
    from localcloud.projects import Project

API = Api("iam.googleapis.com")
_IDS = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_DOMAIN = "iam.gserviceaccount.com"
ACCOUNTS = API.kind(
    Kind(at="projects.serviceAccounts", schema="ServiceAccount", default_page=20, largest_page=100)
)
_ANYWHERE = re.compile(r"v1/projects/-/serviceAccounts/([^/:]+)")
workload_pools.serve(API)
roles.serve(API)
permissions.serve(API)
_CHANGEABLE = ("displayName", "description", "etag", "*")
_DESCRIPTION_BYTES, _DISPLAY_BYTES = 256, 100


def project_of(cloud: Cloud, path: str, _query: Json) -> Project | None:
    """The project of an account that is asked for in any project: its address says it."""
    found = _ANYWHERE.match(unquote(path))
    return cloud.projects.known(default_accounts.owner(found[1])) if found else None


API.project_of = project_of


@API.on("projects.serviceAccounts.create")
def create(call: Call) -> Json:
    """Makes an account; its id is the part of its address before the @."""
    leaf, given = str(call.body.get("accountId", "")), call.body.get("serviceAccount", {})
    if not _IDS.fullmatch(leaf):
        words = (
            f'The account ID "{leaf}" does not have a length between 6 and 30 or does not match '
            "[a-z]([-a-z0-9]*[a-z0-9])."
        )
        raise invalid(words, "account_id")
    email = f"{leaf}@{call.project.id}.{_DOMAIN}"
    name = f"projects/{call.project.id}/serviceAccounts/{email}"
    if call.store.get(call.service, name) is not None:
        raise already_exists(
            f"Service account {leaf} already exists within project projects/{call.project.id}."
        )
    unique = _unique_id()
    account: Json = {
        **{key: given[key] for key in ("displayName", "description") if key in given},
        "name": name,
        "projectId": call.project.id,
        "uniqueId": unique,
        "email": email,
        "oauth2ClientId": unique,
        "etag": _ETAG,
    }
    _check(account)
    call.store.put(call.service, ACCOUNTS.at, name, account)
    return account


@API.on("projects.serviceAccounts.list")
def list_(call: Call) -> Json:
    """The accounts of a project, those that Google makes by itself among them."""
    default_accounts.ensure(call.cloud, call.project)
    return kinds.list_(call, ACCOUNTS)


@API.on("projects.serviceAccounts.get")
def get(call: Call) -> Json:
    """One account, by address or unique id, in any project with `-`."""
    return _existing(call)


@API.on("projects.serviceAccounts.patch")
def patch(call: Call) -> Json:
    """Changes the fields of the mask in the body."""
    account, sent = _existing(call), call.body.get("serviceAccount", {})
    mask = masks.paths(call.query.get("updateMask") or call.body.get("updateMask"))
    if not mask:
        raise invalid("The update mask is missing.", "update_mask")
    if wrong := [path for path in mask if path[0] not in _CHANGEABLE]:
        raise invalid(
            f"The field {'.'.join(wrong[0])} of a service account cannot be changed.", "update_mask"
        )
    return _saved(call, masks.apply(account, {**sent, "etag": _ETAG}, mask), sent, account)


@API.on("projects.serviceAccounts.update")
def update(call: Call) -> Json:
    """Replaces display name and description."""
    account, sent = _existing(call), call.body
    fixed = {key: value for key, value in account.items() if key not in ("displayName", "description")}
    return _saved(call, {**sent, **fixed}, sent, account)


@API.on("projects.serviceAccounts.delete")
def delete(call: Call) -> Json:
    """Deletes an account; `undelete` brings it back by its unique id."""
    account = _existing(call)
    call.store.delete(call.service, account["name"])
    grave = f"projects/{account['projectId']}/{DELETED}/{account['uniqueId']}"
    call.store.put(call.service, DELETED, grave, account)
    deleted_members.bury(call.store, account)
    return {}


@API.on("projects.serviceAccounts.undelete")
def undelete(call: Call) -> Json:
    """Brings a deleted account back, unless its address is in use again."""
    unique = call.resource.rpartition("/")[2]
    account = _buried(call, unique)
    if account is None:
        raise not_found(f"Unknown deleted service account {unique}.")
    if call.store.get(call.service, account["name"]) is not None:
        raise already_exists(f"Service account {account['email']} exists again.")
    call.store.delete(call.service, f"projects/{account['projectId']}/{DELETED}/{unique}")
    call.store.put(call.service, ACCOUNTS.at, account["name"], account)
    deleted_members.raise_(call.store, account)
    return {"restoredAccount": account}


@API.on("projects.serviceAccounts.enable", "projects.serviceAccounts.disable")
def switch(call: Call) -> Json:
    """Switches an account on or off; doing it twice is no error."""
    account = _existing(call)
    account.pop("disabled", None)
    if call.method.id.endswith("disable"):
        account["disabled"] = True
    call.store.put(call.service, ACCOUNTS.at, account["name"], account)
    return {}


@API.on("projects.serviceAccounts.getIamPolicy")
def get_policy(call: Call) -> Json:
    """The policy of an account: who may act as it."""
    return policies.get(call, _existing(call)["name"])


@API.on("projects.serviceAccounts.setIamPolicy")
def set_policy(call: Call) -> Json:
    """Writes the policy of an account."""
    return policies.set_(call, _existing(call)["name"])


@API.on("projects.serviceAccounts.testIamPermissions")
def test_permissions(call: Call) -> Json:
    """The asked-for permissions."""
    _existing(call)
    return policies.test(call)


@API.on("projects.serviceAccounts.keys.list")
def list_keys(call: Call) -> Json:
    """The keys of an account: the one that Google holds itself."""
    return keys.list_(call, _existing_at(call, call.resource))


@API.on("projects.serviceAccounts.keys.get")
def get_key(call: Call) -> Json:
    """One key of an account."""
    return keys.get(call, _existing_at(call, call.resource.partition("/keys/")[0]))


@API.on("projects.serviceAccounts.keys.create", "projects.serviceAccounts.keys.upload")
def make_key(call: Call) -> Json:
    """Refused, for an account that is there."""
    return keys.refuse(call, _existing_at(call, call.resource))


@API.on(*(f"projects.serviceAccounts.keys.{verb}" for verb in ("delete", "disable", "enable")))
def change_key(call: Call) -> Json:
    """Refused, for a key that is there."""
    return keys.change(call, _existing_at(call, call.resource.partition("/keys/")[0]))


def _existing(call: Call) -> Json:
    return _existing_at(call, call.resource)


def _existing_at(call: Call, resource: str) -> Json:
    head, _, leaf = resource.rpartition("/")
    project = head.split("/")[1]
    if known := call.cloud.projects.known(default_accounts.owner(leaf) if project == "-" else project):
        default_accounts.ensure(call.cloud, known)
    if "@" not in leaf:
        return _by_unique_id(call, project, leaf)
    name = f"projects/{known.id if known else project}/serviceAccounts/{leaf}"
    account = call.store.get(call.service, name)
    if account is None:
        raise _unknown(leaf)
    return account


def _by_unique_id(call: Call, project: str, unique: str) -> Json:
    query = "SELECT name FROM resources WHERE service=? AND kind=? AND json_extract(body, '$.uniqueId')=?"
    row = call.store.db.execute(query, (call.service, ACCOUNTS.at, unique)).fetchone()
    account = call.store.get(call.service, row[0]) if row else None
    if account is None or project not in ("-", account["projectId"]):
        raise _unknown(unique)
    return account


def _buried(call: Call, unique: str) -> Json | None:
    head = call.resource.split("/")[1]
    if head != "-":
        return call.store.get(call.service, f"projects/{head}/{DELETED}/{unique}")
    places = (f"projects/{project.id}/{DELETED}/{unique}" for project in call.cloud.projects.all())
    return next((found for name in places if (found := call.store.get(call.service, name))), None)


def _unknown(account: str) -> GoogleError:
    return not_found(f"Unknown service account: {account}")


def _saved(call: Call, account: Json, sent: Json, before: Json) -> Json:
    etags.check(
        sent.get("etag"), before["etag"], "The service account was changed in between; read it again."
    )
    _check(account)
    call.store.put(call.service, ACCOUNTS.at, account["name"], account)
    return account


def _check(account: Json) -> None:
    if len(account.get("displayName", "").encode()) > _DISPLAY_BYTES:
        raise invalid(
            f"The display name is longer than {_DISPLAY_BYTES} bytes.", "service_account.display_name"
        )
    if len(account.get("description", "").encode()) > _DESCRIPTION_BYTES:
        raise invalid(
            f"The description is longer than {_DESCRIPTION_BYTES} bytes.", "service_account.description"
        )


def _unique_id() -> str:
    return str(10**20 + int(clock.new_uuid().replace("-", ""), 16) % (10**19 * 9))
