"""How a resource is created, read, changed and deleted, in the way most Google APIs have it.

A type that does it otherwise subclasses ``Steps`` in its file under ``resources/``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider import operations
from localcloud.provider.differences import changed_names
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.labels import pairs
from localcloud.provider.names import parse_first
from localcloud.provider.rest import to_rest
from localcloud.provider.transport import WAITS
from localcloud.provider.values import Properties, as_dict

if TYPE_CHECKING:
    from localcloud.provider.job import Job
    from localcloud.provider.kind import Kind


class PartlyCreatedError(Exception):
    """A create failed after the resource came to be: it belongs in the state, as unfinished."""

    def __init__(self, identity: str, reason: str) -> None:
        self.identity = identity
        super().__init__(reason)


class RefusedError(Exception):
    """The provider does not do this; the message says why and what to change."""


class Steps:
    """Create, GET; GET; PATCH with a mask, GET; DELETE. Operations are waited for where the type has them."""

    def create(self, job: Job) -> tuple[str, Properties]:
        """Make it; its id and the cloud's answer to a read of it."""
        kind = job.kind
        method, template = kind.create
        answer = job.send(method, job.path(template), query=self.query(job), body=self.resource(job))
        identity = self.identity(job, answer)
        if "create" in kind.operations:
            self._wait(job, answer, identity)
        job.made.append(identity)
        return identity, self.found_again(job, identity)

    def _wait(self, job: Job, answer: Properties, identity: str) -> None:
        try:
            operations.wait(job, answer, f"create {job.kind.title}")
        except operations.OperationFailedError as error:
            if job.kind.keeps_failed:
                raise PartlyCreatedError(identity, str(error)) from error
            raise

    def identity(self, job: Job, answer: Properties) -> str:  # noqa: ARG002 - some types are named by the answer
        """The id of what was made."""
        return job.path(job.kind.id)

    def path(self, job: Job, identity: str) -> str:  # noqa: ARG002 - some types' paths are made of properties
        """Where it is read, changed and deleted."""
        return identity

    def query(self, job: Job) -> dict[str, str]:
        """The parameters of its create."""
        return {name: job.path(value) for name, value in job.kind.create_query.items()}

    def resource(self, job: Job, *, updating: bool = False) -> Properties:
        """A request's body."""
        return body(job.kind, job.plan, updating=updating)

    def found_again(self, job: Job, identity: str) -> Properties:
        """The cloud's answer to a read right after a create."""
        if job.kind.awaits_existence:
            for wait in WAITS:
                if self.read(job, identity) is not None:
                    break
                job.cloud.transport.sleep(wait)
        answer = self.read(job, identity)
        if answer is None:
            raise PartlyCreatedError(
                identity, "expected non-nil error with nil state during Create: it is gone again"
            )
        return answer

    def read(self, job: Job, identity: str) -> Properties | None:
        """The cloud's answer, None where the resource is gone."""
        return job.find(self.path(job, identity))

    def update(self, job: Job) -> Properties | None:
        """Change it; the cloud's answer to a read of it, or None where nothing had to be asked."""
        kind = job.kind
        changed = rest_names(kind, changed_names(kind.spec, job.state, job.plan))
        if not changed:
            return None
        resource = self.resource(job, updating=True)
        query = {"updateMask": ",".join([*changed, *kind.always_masked])} if kind.mask else {}
        wrapped: Properties = {kind.envelope: resource} if kind.envelope else resource
        answer = job.send("PATCH", self.path(job, job.id), query=query, body=wrapped)
        if "update" in kind.operations:
            operations.wait(job, answer, f"update {kind.title}")
        return self.read(job, job.id)

    def delete(self, job: Job) -> None:
        """Delete it; already gone is as good."""
        try:
            query = {name: job.path(value) for name, value in job.kind.delete_query.items()}
            answer = job.send("DELETE", self.path(job, job.id), query=query)
        except GoogleError as error:
            if error.code == 404:
                return
            raise
        if "delete" in job.kind.operations:
            operations.wait(job, answer, f"delete {job.kind.title}")

    def expected_id(self, job: Job) -> str:
        """The id that a create of the plan will give; empty where only the cloud can tell."""
        return job.path(job.kind.id)

    def import_names(self, kind: Kind, identity: str) -> Properties | None:
        """The properties in an import's id; None where it has none of the type's forms."""
        return parse_first([kind.id, *kind.imports], identity)

    def known(self, kind: Kind, plan: Properties) -> Properties:  # noqa: ARG002 - what a type knows is its own
        """Outputs that follow from the plan alone, so that a preview can show them."""
        return {}

    def outputs(self, answer: Properties, state: Properties) -> Properties:  # noqa: ARG002 - as above
        """Outputs that the answer does not spell."""
        return {}


def body(kind: Kind, plan: Properties, *, updating: bool = False) -> Properties:
    """A request's body, with everything that is to be on the resource as its labels."""
    made = to_rest(kind.spec, plan, updating=updating)
    for own, effective in pairs(kind.shape):
        everything = as_dict(plan.get(effective))
        made.pop(own, None)
        if everything:
            made[own] = everything
    return made


def rest_names(kind: Kind, changed: list[str]) -> list[str]:
    """What an update mask says of the changed properties, those left out that the API never hears of."""
    labels = {own for own, _ in pairs(kind.shape)}
    sent = [name for name in changed if name in labels or kind.spec.members[name].rule.in_body]
    masks = [
        kind.spec.members[name].rule.masks or (kind.spec.rest_name(name).split(".")[0],) for name in sent
    ]
    return [field for fields in masks for field in fields]


def guard_deletion(kind: Kind, state: Properties) -> bool:
    """Whether the cloud is to be asked at all.

    Raises:
        RefusedError: The program protects the resource.
    """
    title = kind.title.lower()
    if state.get("deletionProtection") is True:
        raise RefusedError(
            f"cannot destroy {title} without setting deletion_protection=false and running `pulumi up`"
        )
    if state.get("deletionPolicy") == "PREVENT":
        raise RefusedError(
            f'cannot destroy {title} while deletion_policy is "PREVENT"; set it to "DELETE" first'
        )
    return state.get("deletionPolicy") != "ABANDON"
