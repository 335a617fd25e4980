"""Tokens for service accounts, and what a call that carries one may do.

A call without such a token is made by whoever owns this machine, who may do everything. One with a token is
made by the account in it, and is held against the policies where a service asks `require` or `allowed`: only
for permissions whose roles are known here. Absent: real signatures, scopes, deny policies.
https://cloud.google.com/iam/docs/create-short-lived-credentials-direct and
https://cloud.google.com/iam/docs/understanding-roles
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from localcloud import clock
from localcloud.errors import denied, error_info, unimplemented

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localcloud.api import Call, Cloud
    from localcloud.casing import Json

PROJECTS = "cloudresourcemanager.googleapis.com"
_KEY = b"the local cloud"
_BASIC = frozenset({"roles/owner", "roles/editor"})
#: Permission to the roles that hold it, the basic ones where they do.
_ROLES = {
    "aiplatform.endpoints.predict": _BASIC | {"roles/aiplatform.user", "roles/aiplatform.admin"},
    "pubsub.subscriptions.consume": _BASIC
    | {"roles/pubsub.subscriber", "roles/pubsub.editor", "roles/pubsub.admin"},
    "pubsub.topics.publish": _BASIC | {"roles/pubsub.publisher", "roles/pubsub.editor", "roles/pubsub.admin"},
    "run.routes.invoke": frozenset(
        {"roles/owner", "roles/run.invoker", "roles/run.servicesInvoker", "roles/run.admin"}
    ),
    "secretmanager.versions.access": frozenset(
        {"roles/owner", "roles/secretmanager.secretAccessor", "roles/secretmanager.admin"}
    ),
    "serviceusage.services.list": _BASIC
    | {"roles/viewer", "roles/serviceusage.serviceUsageViewer", "roles/serviceusage.serviceUsageConsumer"},
    "storage.objects.create": frozenset(
        {f"roles/storage.{name}" for name in ("objectCreator", "objectUser", "objectAdmin", "admin")}
    ),
    "storage.objects.get": frozenset(
        {f"roles/storage.{name}" for name in ("objectViewer", "objectUser", "objectAdmin", "admin")}
    ),
}


def issued(email: str, seconds: float, audience: str = "") -> str:
    """Gives a token for an account; with an audience it is an ID token."""
    at = int(clock.seconds())
    claims: Json = {"email": email, "iat": at, "exp": at + int(seconds)}
    if audience:
        claims |= {"aud": audience, "iss": "https://accounts.google.com", "email_verified": True}
    head = _packed(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = _packed(json.dumps(claims).encode())
    return f"{head}.{body}.{_signature(head, body)}"


def claims(token: str) -> Json | None:
    """Gives what a token of this cloud says; None for any other, and for one that has expired."""
    head, _, rest = token.partition(".")
    body, _, signature = rest.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(head, body).encode()):
        return None
    told: Json = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return told if told["exp"] > clock.seconds() else None


def bearer(headers: Mapping[str, str]) -> str:
    """Gives the token of a request; "" if it brings none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def caller(headers: Mapping[str, str]) -> str:
    """Gives the account that calls; "" for whoever owns this machine."""
    told = claims(bearer(headers)) or {}
    return "" if "aud" in told else str(told.get("email", ""))


def allowed(cloud: Cloud, email: str, permission: str, service: str, name: str) -> bool:
    """Whether an account has a permission on a resource, by its own policy or that of its project."""
    if permission not in _ROLES:
        raise unimplemented(f"The local cloud does not know which roles hold {permission}.")
    places = [(service, name)]
    if name.startswith("projects/"):
        places.append((PROJECTS, "/".join(name.split("/")[:2])))
    return any(
        binding["role"] in _ROLES[permission]
        and {f"serviceAccount:{email}", "allUsers", "allAuthenticatedUsers"} & set(binding["members"])
        and "condition" not in binding
        for place, at in places
        for binding in (cloud.store.policy(place, at) or {}).get("bindings", ())
    )


def require(call: Call, permission: str, name: str) -> None:
    """Raises 403 for an account that lacks a permission."""
    email = caller(call.headers)
    if email and not allowed(call.cloud, email, permission, call.service, name):
        info = error_info(
            "IAM_PERMISSION_DENIED", call.service, permission=permission, resource=f"//{call.service}/{name}"
        )
        words = (
            f"Permission '{permission}' denied on resource '//{call.service}/{name}' (or it may not exist)."
        )
        raise denied(words, info)


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _signature(head: str, body: str) -> str:
    return _packed(hmac.new(_KEY, f"{head}.{body}".encode(), hashlib.sha256).digest())
