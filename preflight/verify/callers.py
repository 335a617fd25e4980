"""Who is let in by a Cloud Run service: nobody without a token, and whoever the stack says.

A service that is open to the internet is called without a token: 401 or 403, or it is open to everybody. With
`--identity runtime` who may call it really does, with an ID token for its audience.

https://cloud.google.com/run/docs/securing/ingress
https://cloud.google.com/run/docs/authenticating/service-to-service
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from preflight.planned.grants import grants
from preflight.planned.stack import inside, text
from preflight.verify import cloud_run, granted
from preflight.verify.checks import Answer, RetryError, Status
from preflight.verify.google import DisabledError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.planned.services import Service
    from preflight.verify.google import Json
    from preflight.verify.probes import Asked

CREDENTIALS = "iamcredentials.googleapis.com"
_REFUSED = frozenset({401, 403})
# What whoever stands before a service answers when it cannot be asked at this moment.
_FOR_THE_MOMENT = frozenset({408, 429, 500, 502, 503, 504})


class Strangers(cloud_run.Asking):
    """Is whoever brings no token refused?"""

    def ask(self, seconds: float) -> Answer:
        """Look at what lets everybody in, then knock."""
        google, service = self.google, self.service
        body = cloud_run.read(google, service, seconds) or {}
        where = cloud_run.where(google, service)
        if body.get("invokerIamDisabled"):
            check = f"gcloud run services update {where} --invoker-iam-check"
            return Answer(Status.FAIL, "everybody may call it: it does not look at who calls", check)
        policy = cloud_run.policy(google, service, seconds)
        for everybody in sorted(cloud_run.EVERYBODY):
            for role in sorted(granted.roles(policy, everybody) & cloud_run.INVOKING):
                close = f"gcloud run services remove-iam-policy-binding {where} --member {everybody}"
                what = "everybody may call it, and the stack does not say so"
                return Answer(Status.FAIL, what, f"{close} --role {role}")
        address = str(body.get("uri", ""))
        if not address:
            return Answer(Status.PASS, "nobody may call it without a token; it has no address of its own")
        return self._knocked(address, body, google.knock(address, seconds))

    def _knocked(self, address: str, body: Json, status: int) -> Answer:
        describe = f"gcloud run services describe {cloud_run.where(self.google, self.service)}"
        if status in _REFUSED:
            return Answer(Status.PASS, f"answers {status}")
        if status == 302 and body.get("iapEnabled"):
            return Answer(Status.PASS, "answers 302: Identity-Aware Proxy sends strangers to sign in")
        if status == 404 and body.get("ingress", cloud_run.OPEN) != cloud_run.OPEN:
            return Answer(Status.PASS, "answers outsiders 404: it takes internal traffic only")
        if status == 404:
            what = f"{address} answers 404 where 401 or 403 was expected"
            return Answer(Status.INCONCLUSIVE, what, describe)
        if status in _FOR_THE_MOMENT:
            raise RetryError(Answer(Status.INCONCLUSIVE, f"{address} answers {status}", "run it again later"))
        return Answer(Status.FAIL, f"answers {status} to who brings no token", describe)


class LetIn(cloud_run.Asking):
    """Is a member let in who should be?"""

    def __init__(self, asked: Asked, service: Service, member: str) -> None:
        """Take the member as policies name it."""
        super().__init__(asked, service)
        self._member = member

    def ask(self, seconds: float) -> Answer:
        """Look at policies, then call as the member, where that is wanted and it can be reached from here."""
        told = cloud_run.may_invoke(self.google, self.service, self._member, seconds)
        body = cloud_run.read(self.google, self.service, seconds) or {}
        address = str(body.get("uri", ""))
        if told.status is Status.FAIL or self.asked.as_account is None or not address:
            return told
        if body.get("ingress", cloud_run.OPEN) != cloud_run.OPEN:
            return told._replace(what=f"{told.what}, by its policy: it takes internal traffic only")
        return self._called(address, cast("list[str]", body.get("customAudiences") or []), seconds)

    def _called(self, address: str, audiences: list[str], seconds: float) -> Answer:
        email = self._member.partition(":")[2]
        grant = (
            f"gcloud iam service-accounts add-iam-policy-binding {email} --project {self.google.project}"
            " --member user:YOU --role roles/iam.serviceAccountOpenIdTokenCreator"
        )
        path = f"v1/projects/-/serviceAccounts/{email}:generateIdToken"
        audience = audiences[0] if audiences else address
        try:
            made = self.google.post(CREDENTIALS, path, {"audience": audience, "includeEmail": True}, seconds)
        except DisabledError:
            raise
        except RefusedError as error:
            return Answer(Status.INCONCLUSIVE, f"no token for {email}: {error}", grant)
        if made is None:
            return Answer(Status.FAIL, f"there is no account {email}", self.asked.up)
        status = self.google.knock(
            f"{address}{_path(self.asked, self.service)}", seconds, str(made.get("token"))
        )
        if status in _REFUSED:
            shown = f"gcloud run services get-iam-policy {cloud_run.where(self.google, self.service)}"
            return Answer(Status.FAIL, f"answers {status} to {email}, which its policy lets in", shown)
        if status in _FOR_THE_MOMENT:
            # Of the service itself, or of what stands before it: either way nothing was seen to work.
            logs = f"gcloud run services logs read {cloud_run.where(self.google, self.service)}"
            raise RetryError(Answer(Status.WARN, f"lets {email} in and answers {status}", logs))
        return Answer(Status.PASS, f"lets {email} in")


def invokers(asked: Asked, service: Service) -> list[str]:
    """Give the members that the stack lets call a service, on it or on the whole project."""
    found: list[str] = []
    for grant in grants(asked.planned):
        if grant.role not in cloud_run.INVOKING or grant.conditional:
            continue
        named = {grant.resource, cloud_run.leaf(grant.resource)} & {
            service.name, service.resource, f"<{service.resource}.name>", f"<{service.resource}.id>",
        }  # fmt: skip
        of_project = (
            grant.resource_type == "gcp:organizations/project:Project" and grant.role == "roles/run.invoker"
        )
        if named or of_project:
            found.append(grant.member)
    return list(dict.fromkeys(member for member in found if not member.startswith("<")))


def _path(asked: Asked, service: Service) -> str:
    """Give a path that the service is known to answer: that of its probes."""
    for one in asked.planned.of(service.type):
        if one.name == service.resource:
            for probe in _probes(one.inputs):
                return probe
    return "/"


def _probes(inputs: object) -> Iterator[str]:
    held = inside(cast("Json", inputs), "template.containers")
    for container in cast("list[Json]", held if isinstance(held, list) else []):
        for kind in ("startupProbe", "livenessProbe"):
            path = text(inside(container, f"{kind}.httpGet.path"))
            if path.startswith("/"):
                yield path
