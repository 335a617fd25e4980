"""Cloud Run as the checks ask it: what a service is called, what is told of it, and who may call it.

A function of the second generation is a service as well. Deliberately absent: what is asked about (the probe)
and callers who really call (callers.py).

https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, cast

from preflight.planned import services as planned
from preflight.planned.stack import inside, text
from preflight.verify import granted
from preflight.verify.checks import Answer, Status
from preflight.verify.google import RefusedError
from preflight.verify.probes import apis

if TYPE_CHECKING:
    from preflight.planned.services import Service
    from preflight.verify.google import Google, Json
    from preflight.verify.probes import Asked

HOST = "run.googleapis.com"
INVOKING = frozenset({"roles/run.invoker", "roles/run.servicesInvoker", "roles/run.admin"})
EVERYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})
OPEN = "INGRESS_TRAFFIC_ALL"
_VIEWER = "roles/run.viewer"
COLLECTIONS = {
    planned.SERVICE: "services",
    planned.SERVICE_V1: "services",
    planned.FUNCTION: "services",
    planned.JOB: "jobs",
    planned.WORKER_POOL: "workerPools",
}
# How the logs of each collection call it.
LABELS = {"services": "service_name", "jobs": "job_name", "workerPools": "worker_pool_name"}


class Asking(ABC):
    """What the checks of a service share: refusals mean the same for all."""

    def __init__(self, asked: Asked, service: Service) -> None:
        self.asked, self.google, self.service = asked, asked.google, service

    def __call__(self, seconds: float) -> Answer:
        """Give the answer, and for a refusal what a person can do about it."""
        try:
            return self.ask(seconds)
        except RefusedError as error:
            return apis.refused(error, self.google.project, _VIEWER)

    @abstractmethod
    def ask(self, seconds: float) -> Answer:
        """Ask; refusals may be left to the caller."""


def is_chosen(asked: Asked, service: Service) -> bool:
    """Say whether the name and the place of a service are known before the engine runs."""
    for one in asked.planned.of(service.type):
        if one.name == service.resource:
            name = text(one.inputs.get("name")) or text(inside(one.inputs, "metadata.name"))
            return bool(name and service.location) and not name.startswith("<")
    return False


def is_reached(service: Service) -> bool:
    """Say whether it has an address: jobs and worker pools have none."""
    return COLLECTIONS.get(service.type) == "services"


def read(google: Google, service: Service, seconds: float) -> Json | None:
    """Give what Google says of a service, or None."""
    return google.get(HOST, f"v2/{path(google, service)}", seconds)


def policy(google: Google, service: Service, seconds: float) -> Json:
    """Give who holds which role on a service."""
    return google.get(HOST, f"v2/{path(google, service)}:getIamPolicy", seconds) or {}


def addresses(body: Json) -> list[str]:
    """Give all addresses of a service."""
    return [one for one in (str(body.get("uri", "")), *cast("list[str]", body.get("urls") or [])) if one]


def may_invoke(google: Google, service: Service, member: str, seconds: float) -> Answer:
    """Say from policies whether a member is let in. Raises RefusedError where they may not be read."""
    may = granted.held(google, member, INVOKING, lambda left: policy(google, service, left), seconds)
    grant = (
        f"gcloud run services add-iam-policy-binding {where(google, service)}"
        f" --member {member} --role roles/run.invoker"
    )
    if may.answer is None:
        return Answer(Status.INCONCLUSIVE, may.why, grant)
    if may.answer:
        return Answer(Status.PASS, f"{member.partition(':')[2]} may call {service.name}")
    return Answer(Status.FAIL, f"{member.partition(':')[2]} may not call {service.name}", grant)


def called(service: Service) -> str:
    """Give the name of a service as Google has it."""
    # A function of the second generation is a service whose name has small letters only.
    return service.name.lower() if service.type == planned.FUNCTION else service.name


def project(google: Google, service: Service) -> str:
    """Give the project that a service belongs to."""
    return service.project or google.project


def path(google: Google, service: Service) -> str:
    """Give where a service is, behind the version of the API."""
    place = f"projects/{project(google, service)}/locations/{service.location}"
    return f"{place}/{COLLECTIONS[service.type]}/{called(service)}"


def where(google: Google, service: Service, name: str = "") -> str:
    """Give a service, or something of it, as a command takes it."""
    place = f"--region {service.location} --project {project(google, service)}"
    return f"{name or called(service)} {place}"


def leaf(value: object) -> str:
    """Give the last part of a resource's name."""
    return text(value).rpartition("/")[2]
