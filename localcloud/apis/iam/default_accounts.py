"""The accounts that Google makes by itself: Compute Engine's, once it or Cloud Run is enabled, App Engine's.

They come to be when somebody first asks, and a deleted one is not made again.
https://cloud.google.com/iam/docs/service-account-types#default
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from localcloud.api import Cloud
    from localcloud.casing import Json
    from localcloud.projects import Project

HOST = "iam.googleapis.com"
KIND, DELETED = "projects.serviceAccounts", "deletedServiceAccounts"
#: The same in every service account that Google answers.
ETAG = "MDEwMjE5MjA="
_OWNER = re.compile(
    r"(?:(\d+)-compute@developer|([a-z0-9.:-]+)@appspot|[^@]+@([a-z0-9.-]+)\.iam)\.gserviceaccount\.com"
)


class _Default(NamedTuple):
    """`email` may hold {number} and {id}; any of `services` brings the account."""

    email: str
    shown: str
    services: tuple[str, ...]


_DEFAULTS = (
    _Default(
        "{number}-compute@developer.gserviceaccount.com",
        "Compute Engine default service account",
        ("compute.googleapis.com", "run.googleapis.com"),
    ),
    _Default(
        "{id}@appspot.gserviceaccount.com",
        "App Engine default service account",
        ("appengine.googleapis.com",),
    ),
)


def owner(email: str) -> str:
    """The project in which an account lives, by id or number as its address says; "" where it does not."""
    found = _OWNER.fullmatch(email)
    return next((part for part in found.groups() if part), "") if found else ""


def ensure(cloud: Cloud, project: Project) -> None:
    """Writes the default accounts of a project down that its enabled services bring."""
    enabled = cloud.gate.enabled(project)
    for position, default in enumerate(_DEFAULTS):
        email = default.email.format(number=project.number, id=project.id)
        name = f"projects/{project.id}/serviceAccounts/{email}"
        unique = str(10**20 + int(project.number) * 10 + position)
        grave = f"projects/{project.id}/{DELETED}/{unique}"
        if enabled.keys().isdisjoint(default.services) or cloud.store.get(HOST, name):
            continue
        if cloud.store.get(HOST, grave) is None:
            account: Json = {
                "name": name,
                "projectId": project.id,
                "uniqueId": unique,
                "email": email,
                "displayName": default.shown,
                "oauth2ClientId": unique,
                "etag": ETAG,
            }
            cloud.store.put(HOST, KIND, name, account)
