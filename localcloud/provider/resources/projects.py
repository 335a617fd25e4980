"""Enabled APIs, Google's own service identities, and the members of a project's policy.

Deliberately absent: projects themselves, and batching: each API is listed and enabled by itself, as the
official provider does with ``batching: {enableBatching: false}``.

Source: https://cloud.google.com/service-usage/docs/reference/rest/v1/services
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider import operations
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.iam_kinds import member
from localcloud.provider.iam_members import Policy
from localcloud.provider.kind import LOCAL, PATH_PART, Kind
from localcloud.provider.names import last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.steps import PartlyCreatedError, Steps
from localcloud.provider.values import Properties, as_dict, as_list, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job

LISTED = {"fields": "services/name,nextPageToken", "filter": "state:ENABLED", "pageSize": "200"}
BUSY = ("Precondition check failed.", "Another activation or deactivation is in progress")
BUSY_WAIT = 0.5
LISTS_AFTER_ENABLE = 10


class Services(Steps):
    """List; enable where it is absent; list again. An API stays enabled unless the program says otherwise."""

    def _v1(self, job: Job, path: str) -> str:
        """Lists and switches are v1's, whatever version the endpoint names."""
        base = job.cloud.configuration.address("serviceusage").rstrip("/").rsplit("/", 1)[0]
        return f"{base}/v1/{job.path(path)}"

    def _is_enabled(self, job: Job) -> bool:
        query, service = dict(LISTED), text(job.names["service"])
        while True:
            page = job.send("GET", self._v1(job, "projects/{project}/services"), query=query)
            names = [last_segment(as_dict(entry).get("name")) for entry in as_list(page.get("services"))]
            if service in names or not page.get("nextPageToken"):
                return service in names
            query["pageToken"] = text(page["nextPageToken"])

    def _switch(self, job: Job, verb: str, options: Properties) -> None:
        address = self._v1(job, f"projects/{{project}}/services/{{service}}:{verb}")
        while True:
            try:
                answer = job.send("POST", address, body=options)
                break
            except GoogleError as error:
                if error.code not in (400, 412) or not any(words in str(error) for words in BUSY):
                    raise
            job.cloud.transport.sleep(BUSY_WAIT)
        operations.wait(job, answer, f"{verb} {text(job.names['service'])}")

    def create(self, job: Job) -> tuple[str, Properties]:
        """Enable it, unless it is; then believe it when the list and the project say so."""
        identity = job.path(job.kind.id)
        if self._is_enabled(job):
            return identity, {"service": job.names["service"]}
        self._switch(job, "enable", {})
        for wait in range(LISTS_AFTER_ENABLE):
            job.cloud.transport.sleep(wait)
            if self._is_enabled(job):
                break
        answer = self.read(job, identity)
        if answer is None:
            raise PartlyCreatedError(identity, "expected non-nil error with nil state during Create")
        return identity, answer

    def read(self, job: Job, identity: str) -> Properties | None:  # noqa: ARG002 - the names suffice
        """None where the project is gone or the API is off."""
        project = job.find(job.path("projects/{project}"), api="cloudresourcemanager")
        if (
            project is None
            or project.get("lifecycleState") == "DELETE_REQUESTED"
            or not self._is_enabled(job)
        ):
            return None
        return {"service": job.names["service"]}

    def update(self, job: Job) -> Properties | None:  # noqa: ARG002 - see the docstring
        """What can change concerns the destroy alone."""
        return None

    def delete(self, job: Job) -> None:
        """Disable it only where the program asks for that."""
        if not job.state.get("disableOnDestroy"):
            return
        check = "CHECK" if job.state.get("checkIfServiceHasUsageOnDestroy") else "SKIP"
        dependents: Properties = (
            {"disableDependentServices": True} if job.state.get("disableDependentServices") else {}
        )
        self._switch(job, "disable", {"checkIfServiceHasUsage": check, **dependents})


class Identities(Steps):
    """Asked for once; there is nothing to read, change or delete."""

    def create(self, job: Job) -> tuple[str, Properties]:
        """Have Google make the identity; its address is in the operation's response."""
        path = job.path("projects/{project}/services/{service}:generateServiceIdentity")
        done = operations.wait(job, job.send("POST", path), "generate the service identity")
        return job.path(job.kind.id), as_dict(done.get("response"))

    def read(self, job: Job, identity: str) -> Properties | None:  # noqa: ARG002 - the state is all there is
        """What the state says."""
        return dict(job.state)

    def update(self, job: Job) -> Properties | None:  # noqa: ARG002 - every property forces a replacement
        """Nothing can be changed."""
        return None

    def delete(self, job: Job) -> None:
        """The identity stays."""

    def import_names(self, kind: Kind, identity: str) -> Properties | None:  # noqa: ARG002 - see the docstring
        """It cannot be imported."""
        return None

    def outputs(self, answer: Properties, state: Properties) -> Properties:  # noqa: ARG002 - the answer suffices
        """The identity as a member of a policy."""
        return {"member": f"serviceAccount:{answer['email']}"} if answer.get("email") else {}


KINDS = [
    Kind(
        type="gcp:projects/service:Service",
        api="serviceusage",
        id="{project}/{service}",
        create=("POST", ""),
        imports=("{service}",),
        steps=Services(),
        compact=True,
        rules={
            "service": Rule(force_new=True),
            "disableOnDestroy": LOCAL,
            "disableDependentServices": LOCAL,
            "checkIfServiceHasUsageOnDestroy": LOCAL,
        },
    ),
    Kind(
        type="gcp:projects/serviceIdentity:ServiceIdentity",
        api="serviceusage",
        id="projects/{project}/services/{service}",
        create=("POST", ""),
        steps=Identities(),
        rules={"service": PATH_PART},
    ),
    member(
        "gcp:projects/iAMMember:IAMMember",
        "cloudresourcemanager",
        Policy(
            get=("POST", "projects/{project}:getIamPolicy"),
            set=("POST", "projects/{project}:setIamPolicy"),
            get_body={"options": {"requestedPolicyVersion": 3}},
            set_extra={"updateMask": "bindings,etag,auditConfigs"},
            compact=True,
        ),
        ("{project}", "projects/{project}"),
        owner=("project",),
    ),
]
