"""Cloud Scheduler v1: jobs, paused, resumed, and run by hand. No job starts by itself.

A job run by hand publishes to its topic; one with an HTTP target is refused, since no address is called here.
Absent: executions, keys (cmekConfig), operations.
https://cloud.google.com/scheduler/docs/reference/rest
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from localcloud import clock, kinds, masks, regions
from localcloud.api import Api, Call, Kind, now
from localcloud.apis.cloudscheduler import jobs
from localcloud.apis.pubsub import delivery
from localcloud.apis.pubsub.names import attached
from localcloud.errors import RPC_CODES, already_exists, failed_precondition, invalid, unimplemented

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("cloudscheduler.googleapis.com")
regions.serve(API)
_PUBSUB = "pubsub.googleapis.com"
_IDS = re.compile(r"[A-Za-z0-9_-]{1,500}")
_FORM = 'Job name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/jobs/<JOB_ID>".'

JOBS = API.kind(
    Kind(
        at="projects.locations.jobs",
        schema="Job",
        ids=_IDS,
        missing="Job not found.",
        exists="Job {name} already exists.",
        check=jobs.check,
        fill=jobs.fill,
        default_page=500,
        largest_page=500,
    )
)


@API.on(f"{JOBS.at}.create")
def create(call: Call) -> Json:
    """Makes a job; its name stands in the body, or is the server's."""
    given = str(call.body.get("name", "")) or f"{call.resource}/jobs/{clock.new_uuid()}"
    if not given.startswith("projects/"):
        raise invalid(_FORM, "job.name")
    name = call.resolve(given)
    if name.rpartition("/jobs/")[0] != call.resource or not _IDS.fullmatch(name.rpartition("/jobs/")[2]):
        raise invalid(_FORM, "job.name")
    if call.store.get(call.service, name) is not None:
        raise already_exists(JOBS.words(JOBS.exists, name))
    return kinds.save(call, JOBS, name, call.body, None)


@API.on(f"{JOBS.at}.patch")
def patch(call: Call) -> Json:
    """Changes what the mask names, else what the body gives; a new target takes the old one's place."""
    old = kinds.existing(call, JOBS, call.resource)
    masked = {path[0] for path in masks.paths(call.query.get("updateMask"))} or set(jobs.TARGETS)
    given = call.body.keys() & masked & set(jobs.TARGETS)
    if len(given) == 1 and given.isdisjoint(old):
        kept = {key: value for key, value in old.items() if key not in jobs.TARGETS}
        call.store.put(call.service, JOBS.at, call.resource, kept)
    return kinds.patch(call, JOBS)


@API.on(f"{JOBS.at}.pause", f"{JOBS.at}.resume")
def switch(call: Call) -> Json:
    """Pauses a job, or resumes it; to resume one that runs is no mistake: the provider does it always."""
    body = kinds.existing(call, JOBS, call.resource)
    pausing = call.method.id.endswith(".pause")
    if pausing and body["state"] != "ENABLED":
        raise failed_precondition(f"Job {call.resource} is in state {body['state']}; only ENABLED is paused.")
    changed = jobs.scheduled({**body, "state": "PAUSED" if pausing else "ENABLED"})
    call.store.put(call.service, JOBS.at, call.resource, changed)
    return changed


@API.on(f"{JOBS.at}.run")
def run(call: Call) -> Json:
    """Runs a job now: its message is published, or the job tells that there is no such topic."""
    body = kinds.existing(call, JOBS, call.resource)
    target = body.get("pubsubTarget")
    if target is None:
        raise unimplemented(
            "The local cloud calls no addresses: a job with an HTTP target cannot be run here."
        )
    topic = call.resolve(target["topicName"])
    if call.store.get(_PUBSUB, topic) is None:
        status: Json = {"code": RPC_CODES["NOT_FOUND"], "message": f"Topic not found: {topic}"}
    else:
        message = {key: target[key] for key in ("data", "attributes") if key in target}
        publishing = replace(call, service=_PUBSUB, body={"messages": [message]}, raw=b"")
        delivery.publish(publishing, attached(publishing, topic))
        status = {}
    changed = {**body, "lastAttemptTime": now(), "status": status}
    call.store.put(call.service, JOBS.at, call.resource, changed)
    return changed
