"""Service accounts and the members of their policies.

Deliberately absent: keys. The platform forbids them.

Source: https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.differences import changed_names
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.iam_kinds import member
from localcloud.provider.iam_members import Policy
from localcloud.provider.kind import LOCAL, PATH_PART, Kind
from localcloud.provider.names import fill
from localcloud.provider.steps import PartlyCreatedError, RefusedError, Steps
from localcloud.provider.values import UNKNOWN, Properties, Value, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job

ACCOUNTS = "projects/{project}/serviceAccounts"
LOOKS = 3
"""The official provider reads a new or changed account so often before it believes it."""
MASKED = {"displayName": "display_name", "description": "description"}


def address(account: Value, project: Value) -> str:
    """An account's address; the domain of a project inside one is written backwards."""
    domain, _, name = text(project).rpartition(":")
    return f"{text(account)}@{name}.{domain + '.' if domain else ''}iam.gserviceaccount.com"


class Accounts(Steps):
    """The body has the account in a member of its own; being disabled has verbs of its own."""

    def create(self, job: Job) -> tuple[str, Properties]:
        """Make it; its address follows from the plan."""
        resource = self._described(job.plan)
        made: Properties = {"accountId": job.plan["accountId"], "serviceAccount": resource}
        identity = job.path(f"{ACCOUNTS}/{address(job.plan['accountId'], job.names['project'])}")
        try:
            answer = job.send("POST", job.path(ACCOUNTS), body=made)
            identity = text(answer.get("name")) or identity
        except GoogleError as error:
            if error.code != 409 or not job.plan.get("createIgnoreAlreadyExists"):
                raise
        job.made.append(identity)
        found = [self.read(job, identity) for _ in range(LOOKS)][-1]
        if found is None:
            raise PartlyCreatedError(identity, "the account is not there after its creation")
        if job.plan.get("disabled"):
            job.send("POST", f"{identity}:disable", body={})
            found["disabled"] = True
        return identity, found

    def _described(self, plan: Properties) -> Properties:
        return {name: plan[name] for name in MASKED if plan.get(name)}

    def update(self, job: Job) -> Properties | None:
        """PATCH with a mask in the body, or a verb for being disabled."""
        changed = changed_names(job.kind.spec, job.state, job.plan)
        masked = [MASKED[name] for name in MASKED if name in changed]
        if masked and "disabled" in changed:
            raise RefusedError(
                "disabled and display_name or description changed at once: the official provider waits a "
                "minute and fails on that; change them in two updates"
            )
        if "disabled" in changed:
            job.send("POST", f"{job.id}:{'disable' if job.plan.get('disabled') else 'enable'}", body={})
            return None
        if not masked:
            return None
        etag = job.send("GET", job.id).get("etag")
        resource: Properties = {**self._described(job.plan), "etag": etag}
        job.send("PATCH", job.id, body={"serviceAccount": resource, "updateMask": ",".join(masked)})
        return [self.read(job, job.id) for _ in range(LOOKS)][-1]

    def import_names(self, kind: Kind, identity: str) -> Properties | None:
        """The project of the path; the account's id stands before the @."""
        names = super().import_names(kind, identity)
        return {**names, "accountId": text(names["email"]).split("@")[0]} if names else None

    def known(self, kind: Kind, plan: Properties) -> Properties:  # noqa: ARG002 - the plan suffices
        """Address, member and name follow from the account's id and project."""
        if UNKNOWN in (plan.get("accountId"), plan.get("project")) or not plan.get("project"):
            return {}
        email = address(plan.get("accountId"), plan["project"])
        name = fill(f"{ACCOUNTS}/{{email}}", {"project": plan["project"], "email": email})
        return {"email": email, "member": f"serviceAccount:{email}", "name": name}

    def outputs(self, answer: Properties, state: Properties) -> Properties:  # noqa: ARG002 - the answer suffices
        """The account as a member of a policy."""
        return {"member": f"serviceAccount:{text(answer.get('email'))}"}


KINDS = [
    Kind(
        type="gcp:serviceaccount/account:Account",
        api="iam",
        id=f"{ACCOUNTS}/{{email}}",
        create=("POST", ACCOUNTS),
        imports=("{project}/{email}", "{email}"),
        steps=Accounts(),
        autoname="accountId",
        compact=True,
        rules={
            "accountId": PATH_PART,
            "createIgnoreAlreadyExists": LOCAL,
        },
    ),
    member(
        "gcp:serviceaccount/iAMMember:IAMMember",
        "iam",
        Policy(
            get=("POST", "{+serviceAccountId}:getIamPolicy"),
            set=("POST", "{+serviceAccountId}:setIamPolicy"),
            get_query={"options.requestedPolicyVersion": "3"},
            compact=True,
        ),
        ("{+serviceAccountId}",),
        owner=("serviceAccountId",),
    ),
]
