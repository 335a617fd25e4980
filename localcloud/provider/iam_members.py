"""One member in one role on one policy: read the policy, change it, write it, look again.

Every type of IAM member is this mechanism with a row of its own: where the policy is, and how it is asked
for and written. Other members, roles and bindings with conditions in the policy stay as they are. Policies
are written as version 3; one policy is written by one call at a time, and a conflict starts the round
again.

Source: https://cloud.google.com/iam/docs/policies#versions
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localcloud.provider.bindings import binding_in, binding_of, changed, same_member, spelled
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.names import fill, parse_first
from localcloud.provider.spec import Rule
from localcloud.provider.steps import Steps
from localcloud.provider.values import Properties, Value, as_dict, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localcloud.provider.job import Job
    from localcloud.provider.kind import Kind

LOOKS_AFTER_WRITE = 4
"""The official provider reads a written policy so often before it believes it."""
ROUNDS = 30
CONFLICT_WAIT = 1.0


RULES: Mapping[str, Rule] = {
    "role": Rule(force_new=True),
    "member": Rule(force_new=True, same=same_member),
    "condition": Rule(force_new=True),
}


@dataclass(frozen=True)
class Policy:
    """Where a kind of policy is and how it is spoken to; ``get`` and ``set`` are (method, path)."""

    get: tuple[str, str]
    set: tuple[str, str]
    get_query: Mapping[str, str] = field(default_factory=dict[str, str])
    get_body: Value = None
    bare: bool = False
    """The policy is the body itself, not a member of it."""
    set_extra: Properties = field(default_factory=dict[str, Value])
    compact: bool = False


class IamMembers(Steps):
    """A member's steps on one kind of policy.

    Args:
        policy: How the policy is read and written.
        parents: Forms in which an import may name what the policy is on; the first is the one in ids.
        expand: Properties that may be given short, with the path that each stands for.
    """

    def __init__(
        self, policy: Policy, parents: tuple[str, ...], expand: Mapping[str, str] | None = None
    ) -> None:
        self.policy, self.parents, self.short = policy, parents, expand or {}

    def names(self, job: Job) -> Properties:
        """The properties that fill the policy's path, short names in their short form."""
        names = dict(job.names)
        for prop, template in self.short.items():
            names |= {
                k: v for k, v in (parse_first([template], text(names.get(prop))) or {}).items() if k != prop
            }
            names[prop] = text(names.get(prop)).rsplit("/", 1)[-1]
        return names

    def _read(self, job: Job) -> Properties:
        method, path = self.policy.get
        return job.send(
            method,
            fill(path, self.names(job)),
            query=self.policy.get_query,
            body=self.policy.get_body,
            compact=self.policy.compact,
        )

    def _write(self, job: Job, policy: Properties) -> None:
        method, path = self.policy.set
        made: Properties = policy if self.policy.bare else {"policy": policy, **self.policy.set_extra}
        job.send(
            method,
            fill(path, self.names(job)),
            body=made,
            compact=self.policy.compact and not self.policy.bare,
        )

    def _change(self, job: Job, *, present: bool) -> Properties:
        with job.cloud.lock(fill(self.policy.get[1], self.names(job))):
            for left in reversed(range(ROUNDS)):
                try:
                    self._write(
                        job, changed(self._read(job), binding_of(job.plan or job.state), present=present)
                    )
                    break
                except GoogleError as error:
                    # Storage says 412 where the others say 409.
                    if error.code not in {409, 412} or not left:
                        raise
                job.cloud.transport.sleep(CONFLICT_WAIT)
            return [self._read(job) for _ in range(LOOKS_AFTER_WRITE)][-1]

    def create(self, job: Job) -> tuple[str, Properties]:
        """Add the member; the id is the policy's owner, role and member."""
        return self.member_id(job), self._answer(job, self._change(job, present=True))

    def member_id(self, job: Job) -> str:
        """``owner/role/member``, and the condition's title where there is one."""
        title = text(as_dict(job.names.get("condition")).get("title"))
        owner = fill(self.parents[0], self.names(job))
        parts = [owner, text(job.names["role"]), spelled(job.names["member"]), title]
        return "/".join(part for part in parts if part)

    def _answer(self, job: Job, policy: Properties) -> Properties:
        kept = {name: job.names.get(name) for name in ("role", "member")}
        condition = (binding_in(policy, binding_of(job.names)) or {}).get("condition")
        return {**kept, "condition": condition, "etag": policy.get("etag")}

    def read(self, job: Job, identity: str) -> Properties | None:  # noqa: ARG002 - a member has no address of its own
        """The member, None where the policy or the member is gone."""
        try:
            policy = self._read(job)
        except GoogleError as error:
            if error.code == 404:
                return None
            raise
        wanted = binding_of(job.names)
        return self._answer(job, policy) if binding_in(policy, wanted) else None

    def update(self, job: Job) -> Properties | None:  # noqa: ARG002 - every property forces a replacement
        """Nothing of a member can be changed in place."""
        return None

    def delete(self, job: Job) -> None:
        """Take the member out of its role; a policy that is gone is as good."""
        try:
            self._change(job, present=False)
        except GoogleError as error:
            if error.code != 404:
                raise

    def expected_id(self, job: Job) -> str:
        """The id that the plan will have."""
        return self.member_id(job)

    def import_names(self, kind: Kind, identity: str) -> Properties | None:  # noqa: ARG002 - the row knows its forms
        """The properties in ``owner role member [title]``; a condition's expression is in the policy."""
        parts = identity.split(" ", 3)
        if len(parts) < 3:
            return None
        owner = parse_first(self.parents, parts[0])
        if owner is None:
            return None
        condition: Properties = {"condition": {"title": parts[3]}} if len(parts) > 3 else {}
        return {**owner, "role": parts[1], "member": parts[2], **condition}
