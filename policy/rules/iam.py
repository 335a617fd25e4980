"""Rules about who is granted what, on any resource of any Google service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rules import Declared, each_known, resource_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pulumi_policy import ResourceValidationArgs

GRANTS = r"gcp:\w+/\w+:\w*I[Aa][Mm](Member|Binding|Policy)"
"""Every type that grants a role. `IamMemberRemove` takes one away and is not among them."""

# Google reads these two names without regard to case.
PUBLIC = {"allusers", "allauthenticatedusers"}

PUBLIC_POLICY = json.dumps({"bindings": [{"role": "roles/run.invoker", "members": ["allUsers"]}]})
INVOKER = {"project": "a-project", "location": "us-central1", "name": "api", "role": "roles/run.invoker"}
PUSHER = "serviceAccount:pusher@a-project.iam.gserviceaccount.com"


@resource_rule(
    judges=GRANTS,
    fix="name the service accounts or the group that need the role",
    good=(
        Declared("gcp:cloudrunv2/serviceIamMember:ServiceIamMember", {**INVOKER, "member": PUSHER}),
        Declared("gcp:cloudrunv2/serviceIamBinding:ServiceIamBinding", {**INVOKER, "members": [PUSHER]}),
    ),
    bad=(
        Declared("gcp:cloudrunv2/serviceIamMember:ServiceIamMember", {**INVOKER, "member": "allUsers"}),
        Declared(
            "gcp:storage/bucketIAMBinding:BucketIAMBinding",
            {
                "bucket": "a-project-generated-content",
                "role": "roles/storage.objectViewer",
                "members": [PUSHER, "allAuthenticatedUsers"],
            },
        ),
        Declared(
            "gcp:cloudrunv2/serviceIamPolicy:ServiceIamPolicy",
            {"project": "a-project", "location": "us-central1", "name": "api", "policyData": PUBLIC_POLICY},
        ),
    ),
    severity="critical",
)
def grants_are_not_public(grant: ResourceValidationArgs) -> Iterator[str]:
    """Whatever is granted to allUsers or allAuthenticatedUsers is granted to anybody on the internet.

    allAuthenticatedUsers is no narrower in practice: everyone can make a Google account.
    https://cloud.google.com/iam/docs/principals-overview#all-authenticated-users
    """
    if "member" in grant.props and is_public(grant.props["member"]):
        yield f"member is {grant.props['member']}"
    if "members" in grant.props:
        for member in filter(is_public, each_known(grant.props["members"])):
            yield f"members holds {member}"
    if "policyData" in grant.props:
        yield from public_in(grant.props["policyData"])


def is_public(member: str) -> bool:
    """Is this one of the two names that stand for anybody?"""
    return member.casefold() in PUBLIC


def public_in(policy_data: str) -> Iterator[str]:
    """Yield each public member of a policy that was written as JSON."""
    try:
        policy: Mapping[str, Any] = json.loads(policy_data)
    except json.JSONDecodeError:
        yield "policyData is not JSON, so nobody can tell whom it names"
        return
    for binding in policy.get("bindings", ()):
        for member in filter(is_public, binding.get("members", ())):
            yield f"policyData grants {binding.get('role')} to {member}"
