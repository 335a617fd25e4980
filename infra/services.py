"""The Cloud Run services: who each runs as, what it is told, who may call it.

The API service is reachable from outside, but only by the callers that the environment lists: a caller
proves itself with a token in `X-Serverless-Authorization`, which Cloud Run checks, while `Authorization`
carries the student's own ID token through to the service, which checks that one itself. The push worker is
reachable from inside Google only (Pub/Sub of the same project counts as inside, as long as it pushes to the
run.app address) and by the pushing identity only.

Images come from the settings, so that a deployment is one changed line; an image changed behind the stack's
back is drift and is shown, so nothing here ignores changes. Where the environment asks for protection, Google
refuses to delete a service, and the engine refuses before it has deleted anything else.

Deliberately absent: `/healthz`, which Cloud Run's front end answers itself; public access; a revision name,
which would clash at the next change.

https://cloud.google.com/run/docs/authenticating/service-to-service
https://cloud.google.com/run/docs/securing/ingress
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_gcp as gcp

from infra import names, variables
from infra.revisions import from_secret, plain, revision

if TYPE_CHECKING:
    from infra.needs import Needs
    from infra.shape import Settings
    from preflight.models.registry import Registry


@dataclass(frozen=True)
class PushTarget:
    """The push worker, the audience that it expects in tokens, and the grant that lets Pub/Sub in."""

    service: gcp.cloudrunv2.Service
    audience: str
    grant: gcp.cloudrunv2.ServiceIamMember


def declare_api(settings: Settings, models: Registry, needs: Needs) -> gcp.cloudrunv2.Service:
    """Declare the API service, callable by the environment's callers only."""
    identities = needs.identities
    name = names.service(settings.environment, names.API)
    service = gcp.cloudrunv2.Service(
        names.API,
        project=settings.project,
        location=settings.region,
        name=name,
        description="Takes a student's request. Callers authenticate in X-Serverless-Authorization.",
        ingress="INGRESS_TRAFFIC_ALL",
        template=revision(
            settings.services.api,
            image=names.image(settings.region, settings.project, names.API, settings.services.api.image),
            identity=identities.api,
            envs=[*plain(variables.of_api(settings, models)), *map(from_secret, needs.secrets.variables)],
        ),
        deletion_protection=settings.deletion_protection,
        labels=names.labels(settings.environment, settings.labels),
        opts=pulumi.ResourceOptions(protect=settings.deletion_protection, depends_on=needs.of_api()),
    )
    for caller in settings.api_callers:
        made = identities.callers.get(caller)
        _invoker(settings, f"{caller}-calls-api", service, made.member if made else caller)
    return service


def declare_push_worker(settings: Settings, models: Registry, needs: Needs) -> PushTarget:
    """Declare the push worker, callable by the pushing identity only."""
    identities = needs.identities
    name = names.service(settings.environment, names.PUSH_WORKER)
    size = settings.services.push_worker
    audience = names.push_audience(settings.environment, settings.project)
    pusher = names.email(settings.project, names.PUSHER_IDENTITY)
    service = gcp.cloudrunv2.Service(
        names.PUSH_WORKER,
        project=settings.project,
        location=settings.region,
        name=name,
        description="Writes and speaks the answer to a content request that Pub/Sub pushes.",
        ingress="INGRESS_TRAFFIC_INTERNAL_ONLY",
        custom_audiences=[audience],
        template=revision(
            size,
            image=names.image(settings.region, settings.project, names.PUSH_WORKER, size.image),
            identity=identities.push_worker,
            envs=plain(variables.of_push_worker(settings, models, pusher)),
        ),
        deletion_protection=settings.deletion_protection,
        labels=names.labels(settings.environment, settings.labels),
        opts=pulumi.ResourceOptions(protect=settings.deletion_protection, depends_on=needs.of_push_worker()),
    )
    grant = _invoker(settings, "pubsub-push-calls-push-worker", service, identities.pusher.member)
    return PushTarget(service, audience, grant)


def _invoker(
    settings: Settings, name: str, service: gcp.cloudrunv2.Service, member: pulumi.Input[str]
) -> gcp.cloudrunv2.ServiceIamMember:
    return gcp.cloudrunv2.ServiceIamMember(
        name,
        project=settings.project,
        location=settings.region,
        name=service.name,
        role="roles/run.invoker",
        member=member,
    )
