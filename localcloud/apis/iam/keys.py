"""Keys of service accounts: Google's own one is shown, others cannot be made.

A key is a password that never ends; this platform has none, and its organisation's policy forbids them
(`constraints/iam.disableServiceAccountKeyCreation`).
https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys
"""

from __future__ import annotations

from hashlib import sha1
from typing import TYPE_CHECKING

from localcloud import clock
from localcloud.errors import GoogleError, not_found

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_YEARS = 2 * 365 * 86_400


def list_(call: Call, account: Json) -> Json:
    """The one key, unless only keys of the user's own are asked for."""
    asked: list[str] = call.query.get("keyTypes", [])
    return {} if asked and "SYSTEM_MANAGED" not in asked else {"keys": [_system_key(call, account)]}


def get(call: Call, account: Json) -> Json:
    """The one key by its name."""
    key = _system_key(call, account)
    if key["name"].rpartition("/")[2] != call.resource.rpartition("/")[2]:
        raise not_found(f"Service account key {call.resource.rpartition('/')[2]} does not exist.")
    return key


def change(call: Call, account: Json) -> Json:
    """Google's own key is not switched or deleted by anybody, and there is no other."""
    get(call, account)
    words = "A key that Google manages cannot be deleted, enabled or disabled."
    raise GoogleError(400, "FAILED_PRECONDITION", words)


def refuse(_call: Call, _account: Json) -> Json:
    """Keys are not made: whoever needs to be the account is given the right to act as it."""
    words = (
        "Key creation is not allowed on this service account "
        "(constraints/iam.disableServiceAccountKeyCreation); use impersonation or a workload identity pool."
    )
    raise GoogleError(400, "FAILED_PRECONDITION", words)


def _system_key(call: Call, account: Json) -> Json:
    leaf = sha1(str(account["uniqueId"]).encode(), usedforsecurity=False).hexdigest()
    project = call.cloud.projects.named(str(account["projectId"]))
    return {
        "name": f"{account['name']}/keys/{leaf}",
        "keyAlgorithm": "KEY_ALG_RSA_2048",
        "keyOrigin": "GOOGLE_PROVIDED",
        "keyType": "SYSTEM_MANAGED",
        "validAfterTime": clock.timestamp(project.created),
        "validBeforeTime": clock.timestamp(project.created + _YEARS),
    }
