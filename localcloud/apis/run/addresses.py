"""The addresses of services: who is let in. Nothing runs here, so who is let in is told that, and no more.

In Google's order: a service that takes internal traffic only is not there for outsiders (404), one that is
reached asks for a token that it can read (401) of somebody who may invoke it (403). A call that comes here is
an outsider's. Absent: sessions, streams, and pages in HTML; what Google says in them stands in a sentence.
https://cloud.google.com/run/docs/troubleshooting#unauthorized-client and
https://cloud.google.com/run/docs/securing/ingress
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from localcloud import identities
from localcloud.errors import GoogleError, denied, not_found, unimplemented

if TYPE_CHECKING:
    from localcloud.api import Answer, Cloud
    from localcloud.casing import Json
    from localcloud.dispatch import Asked

_SERVICE = "run.googleapis.com"
_KIND = "projects.locations.services"
_OPEN = "INGRESS_TRAFFIC_ALL"
_INVOKE = "run.routes.invoke"


def answer(cloud: Cloud, asked: Asked) -> Answer:
    """Always a refusal: in Google's words, or that the container would have been asked now."""
    body = _service(cloud, asked.host)
    if body is None or body.get("ingress", _OPEN) != _OPEN:
        raise not_found("The requested URL was not found on this server.")
    name = str(body["name"])
    if not _public(cloud, name) and not body.get("invokerIamDisabled"):
        _let_in(cloud, asked, body)
    raise unimplemented(f"The local cloud runs no containers: {name.rpartition('/')[2]} would answer this.")


def _let_in(cloud: Cloud, asked: Asked, body: Json) -> None:
    headers = asked.headers
    # A service that has a use for the usual header itself is given the token in this one.
    token = headers.get("x-serverless-authorization", "").partition(" ")[2] or identities.bearer(headers)
    if not token:
        raise denied(
            "The request was not authenticated: your client does not have permission to get this URL."
        )
    told = identities.claims(token)
    known = {*body.get("urls", ()), *body.get("customAudiences", ())}
    if told is None or not any(_within(str(told.get("aud", "")), one) for one in known):
        words = "The access token could not be verified: the token or its audience is not valid here."
        raise GoogleError(401, "UNAUTHENTICATED", words)
    if not identities.allowed(cloud, str(told["email"]), _INVOKE, _SERVICE, str(body["name"])):
        raise denied(
            "The request was not authorized to invoke this service: your client does not have permission."
        )


def _within(audience: str, address: str) -> bool:
    return audience == address or audience.startswith(f"{address}/")


def _public(cloud: Cloud, name: str) -> bool:
    policy = cloud.store.policy(_SERVICE, name) or {}
    return any(
        "allUsers" in binding["members"] and binding["role"] == "roles/run.invoker"
        for binding in policy.get("bindings", ())
    )


def _service(cloud: Cloud, host: str) -> Json | None:
    """The service at an address; one with a tag has it in front: `canary---api-123.us-central1.run.app`."""
    plain = host.rpartition("---")[2]
    for listed in cloud.store.resources(_SERVICE, None):
        body: Json = listed["body"]
        if "/revisions/" not in listed["name"] and urlsplit(str(body.get("uri", ""))).hostname == plain:
            return body
    return None
