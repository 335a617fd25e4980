"""What channels, uptime checks and custom services do in a way of their own.

Deliberately absent: the official provider's one change at a time in a project. What it guards against, a 409
that asks for patience, is tried again like any busy answer.

Source: https://cloud.google.com/monitoring/api/ref_v3/rest
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.cloud_named import CloudNamed
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.names import fields, last_segment
from localcloud.provider.steps import RefusedError
from localcloud.provider.values import Properties, Value, as_dict, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job

SECRETS = {"authToken": "auth_token", "password": "password", "serviceKey": "service_key"}
"""Labels of a channel that Google shows with asterisks, by their Pulumi names."""


def with_secrets(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    """A channel's labels with those that the program keeps apart; write-only ones count with a version."""
    given, labels = as_dict(planned.get("sensitiveLabels")), dict(as_dict(planned.get("labels")))
    for name, label in SECRETS.items():
        secret = given.get(name) or (given.get(f"{name}WoVersion") and given.get(f"{name}Wo"))
        if secret:
            labels[label] = secret
    return labels


class Channels(CloudNamed):
    """What Google shows with asterisks stays as the program has it."""

    def read(self, job: Job, identity: str) -> Properties | None:
        """The channel, without the labels that the program keeps apart."""
        answer = super().read(job, identity)
        if answer is None:
            return None
        labels, own = dict(as_dict(answer.get("labels"))), as_dict(job.names.get("labels"))
        if job.names.get("sensitiveLabels") is not None:
            shown = {k: v for k, v in labels.items() if k not in SECRETS.values()}
        else:
            shown = labels | {k: own[k] for k in SECRETS.values() if own.get(k)}
        return {**answer, "labels": shown}


class UptimeChecks(CloudNamed):
    """The password of a check is never read back; what an alert policy looks at cannot be deleted."""

    def read(self, job: Job, identity: str) -> Properties | None:
        """The check, with the password that the program gave."""
        answer = super().read(job, identity)
        check = as_dict((answer or {}).get("httpCheck"))
        if answer is None or not check.get("authInfo"):
            return answer
        kept = as_dict(as_dict(job.names.get("httpCheck")).get("authInfo"))
        own = {name: kept.get(name) for name in ("password", "passwordWoVersion")}
        return {**answer, "httpCheck": {**check, "authInfo": {**as_dict(check["authInfo"]), **own}}}

    def delete(self, job: Job) -> None:
        """Delete it, with a hint where Google does not want to."""
        try:
            super().delete(job)
        except GoogleError as error:
            if error.code == 400:
                raise RefusedError(
                    f"{error} - please ensure all associated Alert Policies are deleted."
                ) from error
            raise

    def outputs(self, answer: Properties, state: Properties) -> Properties:  # noqa: ARG002 - the answer suffices
        """The id at the end of the name."""
        return {"uptimeCheckId": last_segment(answer.get("name"))}


def auth_info(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    """User and password; a write-only password is sent like any other."""
    given = as_dict(value)
    password = given.get("password") or given.get("passwordWo")
    return {"username": given.get("username"), **({"password": password} if password else {})}


class Chosen(CloudNamed):
    """The program may choose the last part of the name: the parameter is empty where it does not."""

    def query(self, job: Job) -> dict[str, str]:
        """The parameter that carries the choice."""
        query = job.kind.create_query.items()
        return {name: text(job.plan.get(prop)) for name, value in query for prop in fields(value)}


class CustomServices(Chosen):
    """A service that is made by hand is a custom one, and says so."""

    def resource(self, job: Job, *, updating: bool = False) -> Properties:
        """The service, with the object without members that makes it a custom one."""
        return {**super().resource(job, updating=updating), "custom": {}}

    def outputs(self, answer: Properties, state: Properties) -> Properties:  # noqa: ARG002 - the answer suffices
        """The service's own id stands at the end of its name."""
        return {"serviceId": last_segment(answer.get("name"))}
