"""Rules about who is granted what, on any resource of any Google service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.grants import GRANTS, PUBLIC_DOMAINS, bindings_in, grants_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

# Google reads these two names without regard to case; the third is their spelling in newer policies.
PUBLIC_MEMBERS = {*PUBLIC_DOMAINS, "allusers", "allauthenticatedusers", "principalset://goog/public:all"}

# Bindings set all members of a role, policies all roles. Each has a sibling that adds one member.
REPLACING = r"gcp:\w+/\w+:\w*I[Aa][Mm](Binding|Policy)"

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
def grants_are_not_public(grant: Resource) -> Iterator[str]:
    """Whatever is granted to allUsers or allAuthenticatedUsers is granted to anybody on the internet.

    allAuthenticatedUsers is no narrower in practice: everyone can make a Google account. Nor is the domain of
    the addresses that Google gives away (domain:gmail.com).
    https://cloud.google.com/iam/docs/principals-overview#all-authenticated-users
    """
    for one in grants_of(grant):
        for member in one.members():
            if member.casefold() in PUBLIC_MEMBERS:
                yield f"{one.where} {member}"


@resource_rule(
    judges=r"gcp:\w+/\w+:\w*I[Aa][Mm]Policy",
    fix="write it with gcp.organizations.get_iam_policy, or better, grant with members",
    good=(
        Declared(
            "gcp:cloudrunv2/serviceIamPolicy:ServiceIamPolicy",
            {
                "name": "api",
                "policyData": json.dumps({"bindings": [{"role": "roles/run.invoker", "members": [PUSHER]}]}),
            },
        ),
    ),
    bad=(
        Declared(
            "gcp:cloudrunv2/serviceIamPolicy:ServiceIamPolicy", {"name": "api", "policyData": "allUsers"}
        ),
    ),
    severity="high",
)
def policies_can_be_read(grant: Resource) -> Iterator[str]:
    """Of a policy that is no JSON nobody can tell what it grants, so no other rule can judge it."""
    if "policyData" in set(grant.props) and bindings_in(grant.props["policyData"]) is None:
        yield "policyData is no IAM policy in JSON"


@resource_rule(
    judges=REPLACING,
    fix="grant with the Member resource beside it, one for each member",
    good=(Declared("gcp:cloudrunv2/serviceIamMember:ServiceIamMember", {**INVOKER, "member": PUSHER}),),
    bad=(
        Declared("gcp:cloudrunv2/serviceIamBinding:ServiceIamBinding", {**INVOKER, "members": [PUSHER]}),
        Declared(
            "gcp:projects/iAMPolicy:IAMPolicy",
            {
                "project": "a-project",
                "policyData": json.dumps({"bindings": [{"role": "roles/run.viewer", "members": [PUSHER]}]}),
            },
        ),
    ),
    severity="high",
)
def grants_add_members(grant: Resource) -> Iterator[str]:
    """A binding or a policy takes away what others were granted, silently, and on a project that can be all.

    Google's own agents and other stacks lose their roles with the update, and two of them undo each other
    for ever. Every type that can be granted on has a Member resource, which adds one member and leaves the
    others alone. What configures auditing or binds a boundary is no grant and is not judged.
    https://www.pulumi.com/registry/packages/gcp/api-docs/projects/iammember/
    """
    kind = grant.type.rpartition(":")[2]
    what = "the role from everybody whom it does not list" if kind.endswith("Binding") else "all other grants"
    yield f"{kind} takes away {what}"
