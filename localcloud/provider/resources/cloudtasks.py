"""Cloud Tasks queues.

A queue is paused and resumed by verbs of its own; ``desired_state`` is never read back, as in the official
provider: a queue that somebody paused by hand shows in ``state`` alone.

Deliberately absent: tasks, the members of queues' policies.

Source: https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud.provider.kind import Kind
from localcloud.provider.names import expanded, last_segment, same_last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.steps import Steps
from localcloud.provider.values import Properties, Value, as_dict, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job

QUEUES = "projects/{project}/locations/{location}/queues"
GOOGLES = Rule(computed=True)
RUNNING, PAUSED = "RUNNING", "PAUSED"
VERBS = {RUNNING: "resume", PAUSED: "pause"}
ROUTING = "appEngineRoutingOverride"
FILLED_IN = (
    "rateLimits",
    "rateLimits.maxBurstSize",
    "rateLimits.maxConcurrentDispatches",
    "rateLimits.maxDispatchesPerSecond",
    "retryConfig",
    "retryConfig.maxAttempts",
    "retryConfig.maxDoublings",
    f"{ROUTING}.host",
    "httpTarget.httpMethod",
    "httpTarget.uriOverride.scheme",
    "httpTarget.uriOverride.pathOverride.path",
    "httpTarget.uriOverride.queryOverride.queryParams",
    "httpTarget.uriOverride.uriOverrideEnforceMode",
    "httpTarget.oauthToken.scope",
    "httpTarget.oidcToken.audience",
)
"""What Google says where the program is silent."""


def _name(value: Value, planned: Properties) -> Value:
    return expanded(value, f"{QUEUES}/{{self}}", planned)


def _seconds(value: Value) -> float | None:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)s", text(value))
    return float(found[1]) if found else None


def _same_duration(had: Value, wanted: Value) -> bool:
    """``0.100s`` and ``0.1s``."""
    return had == wanted or (_seconds(had) is not None and _seconds(had) == _seconds(wanted))


def _same_limit(had: Value, wanted: Value) -> bool:
    """Google leaves out a duration without limit."""
    return (not had and wanted == "0s") or _same_duration(had, wanted)


DURATION = Rule(computed=True, same=_same_duration)


class Queues(Steps):
    """The usual steps, and the verbs after them."""

    def _switch(self, job: Job, path: str) -> None:
        job.send("POST", f"{path}:{VERBS[text(job.plan.get('desiredState'))]}")

    def found_again(self, job: Job, identity: str) -> Properties:
        """A queue that is to be paused runs until it is told."""
        if job.plan.get("desiredState") == PAUSED:
            self._switch(job, identity)
        return super().found_again(job, identity)

    def update(self, job: Job) -> Properties | None:
        """PATCH with a mask where something of it changed, the verb where that changed."""
        answer = super().update(job)
        if (job.plan.get("desiredState") or RUNNING) == (job.state.get("desiredState") or RUNNING):
            return answer
        self._switch(job, job.id)
        return self.read(job, job.id)

    def read(self, job: Job, identity: str) -> Properties | None:
        """The queue; Google says of its routing to App Engine only where that led."""
        answer = super().read(job, identity)
        routing = as_dict((answer or {}).get(ROUTING))
        if answer is None or not routing:
            return answer
        given = {k: v for k, v in as_dict(job.names.get(ROUTING)).items() if k != "host"}
        return {**answer, ROUTING: {"host": routing.get("host"), **given}}


KINDS = [
    Kind(
        type="gcp:cloudtasks/queue:Queue",
        api="cloudtasks",
        id=f"{QUEUES}/{{name}}",
        create=("POST", QUEUES),
        imports=("{project}/{location}/{name}", "{location}/{name}", "{name}"),
        steps=Queues(),
        autoname="name",
        rules={
            "name": Rule(force_new=True, encode=_name, decode=last_segment, same=same_last_segment),
            "desiredState": Rule(in_body=False, default=RUNNING),
            **dict.fromkeys(FILLED_IN, GOOGLES),
            "retryConfig.minBackoff": DURATION,
            "retryConfig.maxBackoff": DURATION,
            "retryConfig.maxRetryDuration": Rule(computed=True, same=_same_limit),
        },
    ),
]
