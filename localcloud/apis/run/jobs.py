"""Jobs of Cloud Run: rules, defaults, executions that succeed at once.

https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from localcloud import clock, operations, regions
from localcloud.api import now
from localcloud.apis.run import container_checks, containers
from localcloud.apis.run.stamps import TYPES, condition, stamped
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

JOBS_AT = "projects.locations.jobs"
EXECUTIONS_AT = "projects.locations.jobs.executions"


#: A task may run for a week.
_LONGEST = 168 * 3600.0
_MOST_TASKS = 10_000


def check_job(call: Call, name: str, body: Json, old: Json | None) -> None:
    """Everything that Google refuses in a job."""
    if old is None:
        regions.check(name.split("/")[3])
    template = body["template"]
    at = "job.template.template"
    container_checks.check(call, template["template"], at, longest=_LONGEST, serving=False)
    for field, snake in (("taskCount", "task_count"), ("parallelism", "parallelism")):
        if not 0 <= template.get(field, 0) <= _MOST_TASKS:
            raise invalid(f"{snake} must be between 0 and {_MOST_TASKS}.", f"job.template.{snake}")
    retries = template["template"].get("maxRetries", 3)
    if not 0 <= retries <= 10:
        raise invalid("max_retries must be between 0 and 10.", "job.template.template.max_retries")


def fill_job(call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A job as Google shows it."""
    sent = body["template"]
    task: Json = {
        "maxRetries": 3,
        "timeout": "600s",
        "executionEnvironment": "EXECUTION_ENVIRONMENT_GEN2",
        "serviceAccount": f"{call.project.number}-compute@developer.gserviceaccount.com",
        **{key: value for key, value in sent["template"].items() if value != ""},
    }
    task["containers"] = containers.fill(sent["template"]["containers"], serving=False)
    filled: Json = {
        "launchStage": "GA",
        "executionCount": 0,
        **body,
        "name": name,
        "template": {"taskCount": 1, "parallelism": 0, **sent, "template": task},
        "terminalCondition": condition("Ready", ". ".join(containers.failures(call, task))),
    }
    return stamped(name, filled, old)


def run(call: Call, job: Json) -> Json:
    """Writes an execution down that has succeeded; nothing is run."""
    template = cast("Json", job["template"])
    tasks = call.body.get("overrides", {}).get("taskCount") or template["taskCount"]
    name = f"{call.resource}/executions/{call.resource.rpartition('/')[2]}-{clock.new_uuid()[:5]}"
    done: Json = {
        "name": name,
        "job": call.resource.rpartition("/")[2],
        "taskCount": tasks,
        "succeededCount": tasks,
        "template": template["template"],
        "startTime": now(),
        "completionTime": now(),
        "conditions": [condition("Completed", "")],
    }
    execution = stamped(name, done, None)
    call.store.put(call.service, EXECUTIONS_AT, name, execution)
    latest = {
        "name": name,
        "createTime": execution["createTime"],
        "completionTime": execution["completionTime"],
    }
    job |= {"executionCount": job["executionCount"] + 1, "latestCreatedExecution": latest}
    call.store.put(call.service, JOBS_AT, call.resource, job)
    typed = {"@type": TYPES + "Execution", **execution}
    return operations.located(call, name, typed, typed)
