"""Is what runs in the stack ready, does its newest revision serve, and does it let in whom it should?

A service that is open to the internet and asks for a token is called without one: 401 or 403, or it is open
to everybody. One that takes internal traffic only answers outsiders 404, which says nothing of who may call
it; that is judged by its policy. With `--identity runtime` who may call it really does, with an ID token for
its audience. Deliberately absent: functions of the first generation, App Engine, and a request
through the whole pipeline, which would leave something behind.

https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
https://cloud.google.com/run/docs/securing/ingress
https://cloud.google.com/run/docs/authenticating/service-to-service
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from preflight.planned import services as planned
from preflight.verify import callers, cloud_run, probes
from preflight.verify.checks import Answer, Check, RetryError, Status
from preflight.verify.probes import apis

if TYPE_CHECKING:
    from preflight.planned.services import Service
    from preflight.verify.google import Google, Json
    from preflight.verify.probes import Asked


def checks(asked: Asked) -> list[Check]:
    """Give for each service: is it ready, are strangers refused, and is everybody let in who should be."""
    found: list[Check] = []
    every = [one for one in planned.services(asked.planned) if one.type in cloud_run.COLLECTIONS]
    names = Counter(one.name for one in every)
    for service in every:
        if not cloud_run.is_chosen(asked, service):
            found.append(probes.nameless(f"services/{service.resource}", f"service {service.resource}"))
            continue
        ready = f"services/{service.name}"
        if names[service.name] > 1:  # the same in several places
            ready += f"@{service.location}/{service.resource}"
        about = f"{service.name} is ready, and its newest revision serves"
        found.append(Check(ready, about, _Ready(asked, service), (apis.name(cloud_run.HOST),)))
        if not cloud_run.is_reached(service):
            continue
        on = (apis.name(cloud_run.HOST), ready)
        invokers = callers.invokers(asked, service)
        emails = [one.partition(":")[2] for one in invokers]
        if not cloud_run.EVERYBODY & set(invokers):
            about = f"{service.name} refuses who brings no token"
            found.append(Check(f"{ready}/strangers", about, callers.Strangers(asked, service), on))
        for member in invokers:
            if member.startswith("serviceAccount:"):
                name = f"{ready}/{probes.short(member.partition(':')[2], emails)}"
                about = f"{service.name} lets {member} in"
                found.append(Check(name, about, callers.LetIn(asked, service, member), on))
    return found


class _Ready(cloud_run.Asking):
    def ask(self, seconds: float) -> Answer:
        service, google = self.service, self.google
        body = cloud_run.read(google, service, seconds)
        if body is None:
            return Answer(Status.FAIL, f"there is no {service.name}", self.asked.up)
        condition = cast("Json", body.get("terminalCondition") or {})
        state, message = str(condition.get("state", "")), str(condition.get("message", ""))
        label = cloud_run.LABELS[cloud_run.COLLECTIONS[service.type]]
        logs = (
            f"gcloud logging read 'resource.labels.{label}={cloud_run.called(service)} severity>=WARNING'"
            f" --project {cloud_run.project(google, service)} --limit 20"
        )
        if body.get("reconciling") or state in {"CONDITION_PENDING", "CONDITION_RECONCILING"}:
            raise RetryError(Answer(Status.WARN, "it is being changed at this moment", "run it again"))
        if state != "CONDITION_SUCCEEDED":
            return Answer(Status.FAIL, f"is not ready: {message or state or 'nothing is told'}", logs)
        if not cloud_run.is_reached(service):
            return Answer(Status.PASS, "is ready")
        return _served(body, google, service)


def _served(body: Json, google: Google, service: Service) -> Answer:
    """Say whether the newest revision gets the requests."""
    newest, latest = (
        cloud_run.leaf(body.get(key)) for key in ("latestCreatedRevision", "latestReadyRevision")
    )
    to_latest = f"gcloud run services update-traffic {cloud_run.where(google, service)} --to-latest"
    if newest != latest:
        what = f"its newest revision {newest} does not start; {latest or 'none'} serves instead"
        describe = f"gcloud run revisions describe {cloud_run.where(google, service, newest)}"
        return Answer(Status.FAIL, what, describe)
    elsewhere = [
        f"{status.get('percent')} % to {cloud_run.leaf(status.get('revision'))}"
        for status in cast("list[Json]", body.get("trafficStatuses") or [])
        if status.get("percent") and cloud_run.leaf(status.get("revision")) not in {"", newest}
    ]
    if elsewhere:
        return Answer(Status.WARN, f"not all requests go to {newest}: {', '.join(elsewhere)}", to_latest)
    return Answer(Status.PASS, f"is ready; {newest} serves")
