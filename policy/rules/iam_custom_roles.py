"""Rules about the roles that a stack makes itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, each, resource_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

ROLE = "gcp:projects/iAMCustomRole:IAMCustomRole"
IMPERSONATING_PERMISSIONS = re.compile(
    r"iam\.serviceAccounts\.(actAs|getAccessToken|getOpenIdToken|implicitDelegation|signBlob|signJwt"
    r"|setIamPolicy)"
    r"|iam\.serviceAccountKeys\.create"
    r"|iam\.roles\.update"
    r"|iam\.(workloadIdentity|workforce)PoolProviders\.(create|update)"
    r"|storage\.hmacKeys\.create"
    r"|resourcemanager\.\w+\.setIamPolicy",
    re.IGNORECASE,
)
READER = {"project": "a-project", "roleId": "runReader", "title": "Reads services"}


@resource_rule(
    judges=r"gcp:(projects|organizations)/iAMCustomRole:IAMCustomRole",
    fix="leave it out, and grant the predefined role on the one account that is meant",
    good=(Declared(ROLE, {**READER, "permissions": ["run.services.get", "run.services.list"]}),),
    bad=(
        Declared(ROLE, {**READER, "permissions": ["run.services.get", "iam.serviceAccounts.actAs"]}),
        Declared(
            "gcp:organizations/iAMCustomRole:IAMCustomRole",
            {
                "orgId": "123456789012",
                "roleId": "projectOpener",
                "title": "Opens projects",
                "permissions": ["resourcemanager.projects.setIamPolicy"],
            },
        ),
    ),
    severity="high",
)
def custom_roles_do_not_impersonate(role: Resource) -> Iterator[str]:
    """A role with this permission lets its holder become somebody else, and its name will not say so.

    Predefined roles with these permissions are known by name to whoever reviews a grant, and to the rules
    here; a custom role is not. Where one is granted cannot be seen where it is made. So with permissions that
    lead there: to widen one's own role, to let another issuer into a pool, to make an HMAC key.
    https://cloud.google.com/iam/docs/best-practices-service-accounts
    """
    for permission in each(role.props, "permissions"):
        if IMPERSONATING_PERMISSIONS.fullmatch(str(permission)):
            yield f"permissions holds {permission}"
