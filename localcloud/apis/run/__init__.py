"""Cloud Run v2: services with their revisions, jobs with their executions.

Nothing runs here: a service is ready as soon as it is written, unless what it needs is missing. Absent:
worker pools, instances, builds, domain mappings (v1).
https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import kinds, operation_lists, operations, regions, validate
from localcloud.api import Api, Call, Kind, now
from localcloud.apis.run import jobs, services
from localcloud.apis.run.stamps import TYPES
from localcloud.errors import failed_precondition, invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("run.googleapis.com", versions=("v2",))
_IDS = re.compile(r"[a-z]([a-z0-9-]{0,47}[a-z0-9])?")
_BAD_ID = (
    "Invalid resource id '{id}': only lower-case, digits, and hyphens; must begin with letter, and cannot "
    "end with hyphen; must be less than 50 characters."
)
_MISSING, _EXISTS = "Resource '{id}' of kind '{kind}' was not found.", "Resource '{id}' already exists."
_STALE = "Conflict for resource '{id}': the etag does not match the current version."


def operation(call: Call, verb: str, name: str, body: Json) -> Json:
    """Every change is an operation; it fails where the new revision cannot start."""
    kind = "Execution" if "/executions/" in name else "Job" if "/jobs/" in name else "Service"
    shown = {**body, "deleteTime": now()} if verb == "delete" else body
    typed = {"@type": TYPES + kind, **shown}
    failure = body["terminalCondition"].get("message", "") if verb in ("create", "patch") else ""
    error: Json | None = None
    if failure and kind == "Job":
        error = {"code": 9, "message": f"Job '{name.rpartition('/')[2]}' is not ready. {failure}."}
    elif failure:
        leaf = str(body["latestCreatedRevision"]).rpartition("/")[2]
        error = {"code": 9, "message": f"Revision '{leaf}' is not ready and cannot serve traffic. {failure}."}
    return operations.located(call, name, typed, typed, error)


SERVICES = API.kind(
    Kind(
        at="projects.locations.services",
        schema="GoogleCloudRunV2Service",
        id_param="serviceId",
        ids=_IDS,
        bad_id=_BAD_ID,
        missing=_MISSING.replace("{kind}", "SERVICE"),
        exists=_EXISTS,
        check=services.check_service,
        fill=services.fill_service,
        operation=operation,
        whole_update=True,
        etag_words=_STALE,
    )
)
REVISIONS = API.kind(
    Kind(
        at=services.REVISIONS_AT,
        schema="GoogleCloudRunV2Revision",
        missing=_MISSING.replace("{kind}", "REVISION"),
    )
)
JOBS = API.kind(
    Kind(
        at=jobs.JOBS_AT,
        schema="GoogleCloudRunV2Job",
        id_param="jobId",
        ids=_IDS,
        bad_id=_BAD_ID,
        missing=_MISSING.replace("{kind}", "JOB"),
        exists=_EXISTS,
        check=jobs.check_job,
        fill=jobs.fill_job,
        operation=operation,
        whole_update=True,
        etag_words=_STALE,
    )
)
API.kind(
    Kind(
        at=jobs.EXECUTIONS_AT,
        schema="GoogleCloudRunV2Execution",
        missing=_MISSING.replace("{kind}", "EXECUTION"),
        operation=operation,
    )
)
API.on("projects.locations.operations.get", "projects.locations.operations.wait")(operations.get)
API.on("projects.locations.operations.list")(operation_lists.list_)
regions.serve(API)


@API.on("projects.locations.services.patch", "projects.locations.jobs.patch")
def patch(call: Call) -> Json:
    """Replaces the whole resource unless a mask says otherwise; `allowMissing` creates it."""
    kind = API.kinds[call.method.id.rpartition(".")[0]]
    if call.query.get("allowMissing") and call.store.get(call.service, call.resource) is None:
        checker = validate.Validator(call.document)
        checker.missing(kind.schema, call.body, kind.body_field)
        checker.refuse()
        if not kind.ids.fullmatch(call.resource.rpartition("/")[2]):
            raise invalid(kind.words(kind.bad_id, call.resource))
        made = kinds.save(call, kind, call.resource, call.body, None)
        return kinds.answer(call, kind, "create", call.resource, made)
    return kinds.patch(call, kind)


@API.on("projects.locations.services.revisions.delete")
def delete_revision(call: Call) -> Json:
    """Deletes a revision that serves no traffic."""
    body = kinds.existing(call, REVISIONS, call.resource)
    service = call.store.get(call.service, str(body["service"])) or {}
    if call.resource == service.get("latestCreatedRevision"):
        raise failed_precondition(
            f"Revision {call.resource.rpartition('/')[2]} cannot be deleted: it is the latest."
        )
    call.store.delete(call.service, call.resource)
    typed = {"@type": TYPES + "Revision", **body}
    return operations.located(call, call.resource, typed, typed)


@API.on("projects.locations.jobs.run")
def run(call: Call) -> Json:
    """Runs a job, which takes no time here."""
    return jobs.run(call, kinds.existing(call, JOBS, call.resource))
