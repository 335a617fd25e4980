"""Cloud Scheduler jobs.

Being paused has verbs of its own, and a new job is always told whether it is. A deadline of 180 s, Google's
own, is not sent when a job is made.

Google fills an identity token's audience in: where the program names none, any audience is taken as Google's,
while the official provider tells the target's address from another one.

Source: https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud.provider.differences import changed_names
from localcloud.provider.kind import Kind
from localcloud.provider.names import expanded, last_segment, same_last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.steps import Steps
from localcloud.provider.values import Properties, Value, as_dict, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job

JOBS = "projects/{project}/locations/{region}/jobs"
GOOGLES = Rule(computed=True)
USUAL_DEADLINE = "180s"
EVERY_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
AGENT = "Google-Cloud-Scheduler"
APP_ENGINE_AGENT = "AppEngine-Google; (+http://code.google.com/appengine)"
ANY_BYTES = "application/octet-stream"
GOOGLES_HEADERS = re.compile(r"(X-Google-|X-AppEngine-|Content-Length).*")
LOCAL_ONLY = {"deletionPolicy"}


def _name(value: Value, planned: Properties) -> Value:
    return expanded(value, f"{JOBS}/{{self}}", planned)


def _same_deadline(had: Value, wanted: Value) -> bool:
    return (had or USUAL_DEADLINE) == (wanted or USUAL_DEADLINE)


def _same_scope(had: Value, wanted: Value) -> bool:
    return had == wanted or (not wanted and had == EVERY_SCOPE)


def _same_address(had: Value, wanted: Value) -> bool:
    """A slash at the end means nothing."""
    return text(had).removesuffix("/") == text(wanted).removesuffix("/")


def _headers(value: Value) -> Value:
    """The program's headers; Google adds some of its own."""
    own = {k: v for k, v in as_dict(value).items() if not GOOGLES_HEADERS.search(k)}
    agent = text(own.pop("User-Agent", None)).replace(APP_ENGINE_AGENT, "").strip()
    if agent and agent != AGENT:
        own["User-Agent"] = agent
    if own.get("Content-Type") == ANY_BYTES:
        del own["Content-Type"]
    return own or None


class Jobs(Steps):
    """Written whole, and paused or resumed apart from that."""

    def resource(self, job: Job, *, updating: bool = False) -> Properties:
        """The job, its name only where it is made."""
        made = super().resource(job, updating=updating)
        if not updating and made.get("attemptDeadline") == USUAL_DEADLINE:
            del made["attemptDeadline"]
        return made

    def found_again(self, job: Job, identity: str) -> Properties:
        """A new job is told whether it runs before it is read."""
        self._switch(job, identity)
        return super().found_again(job, identity)

    def _switch(self, job: Job, path: str) -> None:
        job.send("POST", f"{path}:{'pause' if job.plan.get('paused') else 'resume'}", body={})

    def update(self, job: Job) -> Properties | None:
        """PATCH the whole, whatever changed; then the verb, where that changed."""
        changed = set(changed_names(job.kind.spec, job.state, job.plan)) - LOCAL_ONLY
        if not changed:
            return None
        job.send("PATCH", job.id, body=self.resource(job, updating=True))
        if "paused" in changed:
            self._switch(job, job.id)
        return self.read(job, job.id)

    def read(self, job: Job, identity: str) -> Properties | None:
        """The job as the program would write it: without a token in its headers, with its own routing."""
        answer = super().read(job, identity)
        if answer is None:
            return None
        http, app = dict(as_dict(answer.get("httpTarget"))), dict(as_dict(answer.get("appEngineHttpTarget")))
        if http.get("oidcToken") or http.get("oauthToken"):
            headers = as_dict(http.get("headers"))
            http["headers"] = {k: v for k, v in headers.items() if k != "Authorization"}
        given = as_dict(job.names.get("appEngineHttpTarget"))
        if app and given:
            app["appEngineRouting"] = given.get("appEngineRouting")
        return {**answer, "httpTarget": http, "appEngineHttpTarget": app}

    def outputs(self, answer: Properties, state: Properties) -> Properties:  # noqa: ARG002 - the answer suffices
        """Whether it is paused is its state."""
        return {"paused": answer.get("state") == "PAUSED"}


KINDS = [
    Kind(
        type="gcp:cloudscheduler/job:Job",
        api="cloudscheduler",
        id=f"{JOBS}/{{name}}",
        create=("POST", JOBS),
        imports=("{project}/{region}/{name}", "{region}/{name}", "{name}"),
        steps=Jobs(),
        autoname="name",
        rules={
            "name": Rule(force_new=True, encode=_name, decode=last_segment, same=same_last_segment),
            "timeZone": Rule(default="Etc/UTC"),
            "paused": Rule(in_body=False, computed=True),
            "attemptDeadline": Rule(same=_same_deadline),
            **{
                f"retryConfig.{name}": GOOGLES
                for name in (
                    "retryCount",
                    "maxRetryDuration",
                    "minBackoffDuration",
                    "maxBackoffDuration",
                    "maxDoublings",
                )
            },
            "httpTarget.uri": Rule(same=_same_address),
            "httpTarget.headers": Rule(decode=_headers),
            "httpTarget.oauthToken.scope": Rule(same=_same_scope),
            "httpTarget.oidcToken.audience": GOOGLES,
            "appEngineHttpTarget.headers": Rule(decode=_headers),
        },
    ),
]
