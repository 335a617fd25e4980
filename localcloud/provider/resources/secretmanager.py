"""Secrets, their versions and the members of their policies.

A version's value is sent once and never read back: what somebody adds behind the stack's back is another
version.

Deliberately absent: regional secrets.

Source: https://cloud.google.com/secret-manager/docs/reference/rest
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from localcloud.provider.google_errors import GoogleError
from localcloud.provider.iam_kinds import member, on
from localcloud.provider.kind import LOCAL, PATH_PART, Kind
from localcloud.provider.names import last_segment, same_last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.steps import RefusedError, Steps
from localcloud.provider.values import Properties, Value, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job

SECRETS = "projects/{project}/secrets"
ALWAYS_SENT = Rule(rest="automatic", null=True, zero=True, force_new=True)


def _never_differs(one: Value, other: Value) -> bool:  # noqa: ARG001 - what is not stored cannot be compared
    return True


class SecretVersions(Steps):
    """addVersion, then enable or disable, then GET; destroy, disable or leave alone in the end."""

    def create(self, job: Job) -> tuple[str, Properties]:
        """Add a version; the cloud numbers it."""
        value = text(job.plan.get("secretData") or job.plan.get("secretDataWo"))
        if not value:
            raise RefusedError("secretData: required field is not set; give secret_data or secret_data_wo")
        encoded = value if job.plan.get("isSecretDataBase64") else base64.b64encode(value.encode()).decode()
        made = job.send("POST", job.path("{secret}:addVersion"), body={"payload": {"data": encoded}})
        name = text(made.get("name"))
        job.made.append(name)
        self._switch(job, name)
        return name, self.found_again(job, name)

    def _switch(self, job: Job, name: str) -> None:
        job.send("POST", f"{name}:{'disable' if job.plan.get('enabled') is False else 'enable'}")

    def read(self, job: Job, identity: str) -> Properties | None:
        """The version; a destroyed one is gone."""
        answer = job.find(identity)
        if answer is None or answer.get("state") == "DESTROYED":
            return None
        return {**answer, "enabled": answer.get("state") == "ENABLED"}

    def update(self, job: Job) -> Properties | None:
        """Only being enabled can change."""
        if job.plan.get("enabled") == job.state.get("enabled"):
            return None
        self._switch(job, job.id)
        return self.read(job, job.id)

    def delete(self, job: Job) -> None:
        """Destroy it, or what ``deletion_policy`` says instead."""
        verb = "disable" if job.state.get("deletionPolicy") == "DISABLE" else "destroy"
        try:
            job.send("POST", f"{job.id}:{verb}")
        except GoogleError as error:
            if error.code != 404:
                raise

    def expected_id(self, job: Job) -> str:  # noqa: ARG002 - see the docstring
        """Only the cloud can tell."""
        return ""

    def import_names(self, kind: Kind, identity: str) -> Properties | None:
        """The secret of ``projects/P/secrets/S/versions/V``."""
        found = super().import_names(kind, identity)
        return {"secret": identity.rsplit("/versions/", 1)[0]} if found else None

    def outputs(self, answer: Properties, state: Properties) -> Properties:  # noqa: ARG002 - the answer suffices
        """The version's number stands at the end of its name."""
        return {"version": last_segment(answer.get("name"))}


KINDS = [
    Kind(
        type="gcp:secretmanager/secret:Secret",
        api="secretmanager",
        id=f"{SECRETS}/{{secretId}}",
        create=("POST", SECRETS),
        create_query={"secretId": "{secretId}"},
        imports=("{project}/{secretId}", "{secretId}"),
        steps=Steps(),
        autoname="secretId",
        rules={
            "secretId": PATH_PART,
            "deletionProtection": Rule(in_body=False, default=False),
            "replication": Rule(in_update=True),
            "replication.auto": ALWAYS_SENT,
            "replication.userManaged": Rule(force_new=True),
            "expireTime": Rule(computed=True),
            "ttl": Rule(write_only=True),
        },
    ),
    Kind(
        type="gcp:secretmanager/secretVersion:SecretVersion",
        api="secretmanager",
        id="projects/{project}/secrets/{name}/versions/{version}",
        create=("POST", "{secret}:addVersion"),
        steps=SecretVersions(),
        rules={
            "project": LOCAL,
            "secret": Rule(in_body=False, force_new=True, same=same_last_segment),
            "secretData": PATH_PART,
            "secretDataWo": Rule(in_body=False, write_only=True, same=_never_differs),
            "secretDataWoVersion": PATH_PART,
            "isSecretDataBase64": Rule(in_body=False, force_new=True, default=False),
            "enabled": Rule(default=True),
        },
    ),
    member(
        "gcp:secretmanager/secretIamMember:SecretIamMember",
        "secretmanager",
        on(f"{SECRETS}/{{secretId}}", {"options.requestedPolicyVersion": "3"}),
        (f"{SECRETS}/{{secretId}}", "{project}/{secretId}", "{secretId}"),
        owner=("secretId",),
        expand={"secretId": f"{SECRETS}/{{secretId}}"},
    ),
]
