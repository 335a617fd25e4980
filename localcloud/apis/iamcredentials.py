"""IAM Service Account Credentials v1: tokens for accounts of a project.

Whoever owns this machine may have them; an account needs roles/iam.serviceAccountTokenCreator on another.
Absent: signing, allowed locations, delegates beyond being taken.
https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from localcloud import clock, identities, policies
from localcloud.api import Api, Call, Cloud
from localcloud.errors import denied, error_info, invalid, not_found

if TYPE_CHECKING:
    from localcloud.casing import Json
    from localcloud.projects import Project

API = Api("iamcredentials.googleapis.com")
_ACCOUNTS = "iam.googleapis.com"
_NAME = re.compile(r"v1/projects/-/serviceAccounts/[^@/:]+@([^/:]+)\.iam\.gserviceaccount\.com")
_LIFETIME = re.compile(r"([0-9]{1,5})s")
_HOUR, _LONGEST = 3600, 43_200
_CREATING = frozenset({"roles/iam.serviceAccountTokenCreator", "roles/owner"})
_FOR_IDS = _CREATING | {"roles/iam.serviceAccountOpenIdTokenCreator"}


def project_of(cloud: Cloud, path: str, _query: Json) -> Project | None:
    """The project of the account: its address says it."""
    found = _NAME.match(unquote(path))
    return cloud.projects.known(found[1]) if found else None


API.project_of = project_of


@API.on("projects.serviceAccounts.generateAccessToken")
def access(call: Call) -> Json:
    """A token with which calls are made as an account."""
    email = _account(call, "iam.serviceAccounts.getAccessToken", _CREATING)
    if not call.body.get("scope"):
        raise invalid("The scope is missing.", "scope")
    found = _LIFETIME.fullmatch(str(call.body.get("lifetime", f"{_HOUR}s")))
    seconds = int(found[1]) if found else 0
    if not 0 < seconds <= _LONGEST:
        raise invalid("The lifetime must be within one second and 12 hours.", "lifetime")
    expires = clock.timestamp(int(clock.seconds()) + seconds)
    return {"accessToken": identities.issued(email, seconds), "expireTime": expires[:19] + "Z"}


@API.on("projects.serviceAccounts.generateIdToken")
def identity(call: Call) -> Json:
    """A token that says who an account is, to the service that is its audience."""
    email = _account(call, "iam.serviceAccounts.getOpenIdToken", _FOR_IDS)
    audience = str(call.body.get("audience", ""))
    if not audience:
        raise invalid("The audience is missing.", "audience")
    return {"token": identities.issued(email, _HOUR, audience)}


def _account(call: Call, permission: str, roles: frozenset[str]) -> str:
    _, project, _, email = call.resource.split("/")
    if project != "-":
        raise invalid("The project of a service account must be given as '-'.", "name")
    owner = email.partition("@")[2].removesuffix(".iam.gserviceaccount.com")
    name = f"projects/{owner}/serviceAccounts/{email}"
    account = call.store.get(_ACCOUNTS, name)
    if account is None:
        raise not_found(f"Not found; Gaia id not found for email {email}")
    caller = identities.caller(call.headers)
    places = [(_ACCOUNTS, name), (identities.PROJECTS, f"projects/{owner}")]
    allowed = not caller or policies.grants(call.store, places, roles, f"serviceAccount:{caller}")
    if account.get("disabled") or not allowed:
        words = f"Permission '{permission}' denied on resource (or it may not exist)."
        raise denied(words, error_info("IAM_PERMISSION_DENIED", "iam.googleapis.com", permission=permission))
    return email
