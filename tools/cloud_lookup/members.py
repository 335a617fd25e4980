"""IAM members: whether a policy holds role and member, under the same condition.

One policy is read once for all of its members. A member of an account that was deleted stays in a policy as
`deleted:`, and is not the one that the program means.

https://cloud.google.com/iam/docs/allow-policies
https://www.pulumi.com/registry/packages/gcp/api-docs/projects/iammember/ (and the others; section Import)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from tools.cloud_lookup.declared import Absent, Answer, There, Wanted, block, blocks
from tools.cloud_lookup.named import IN_LOCATION, filled, known, names_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.cloud_lookup.declared import Json
    from tools.cloud_lookup.google import Google

_VERSION = {"options.requestedPolicyVersion": "3"}


@dataclass(frozen=True)
class Policy:
    """Where a kind of policy is read, and what an import calls its owner.

    `whole` is the property that holds the owner's whole path, where there is one.
    """

    api: str
    owner: str
    verb: str = ":getIamPolicy"
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=lambda: dict(_VERSION))
    body: Json = field(default_factory=dict[str, Any])
    whole: str = ""
    prefix: str = ""


POLICIES: dict[str, Policy] = {
    "gcp:projects/iAMMember:IAMMember": Policy(
        "resourceManager",
        "{project}",
        method="POST",
        query={},
        body={"options": {"requestedPolicyVersion": 3}},
        prefix="projects/",
    ),
    "gcp:serviceaccount/iAMMember:IAMMember": Policy("iamBeta", "", method="POST", whole="serviceAccountId"),
    "gcp:pubsub/topicIAMMember:TopicIAMMember": Policy("pubsub", "projects/{project}/topics/{topic}"),
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": Policy(
        "pubsub", "projects/{project}/subscriptions/{subscription}"
    ),
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": Policy(
        "artifactRegistry", f"{IN_LOCATION}/repositories/{{repository}}"
    ),
    "gcp:cloudrunv2/serviceIamMember:ServiceIamMember": Policy(
        "cloudRunV2", f"{IN_LOCATION}/services/{{name}}"
    ),
    "gcp:cloudrunv2/jobIamMember:JobIamMember": Policy("cloudRunV2", f"{IN_LOCATION}/jobs/{{name}}"),
    "gcp:secretmanager/secretIamMember:SecretIamMember": Policy(
        "secretManager", "projects/{project}/secrets/{secretId}"
    ),
    "gcp:storage/bucketIAMMember:BucketIAMMember": Policy(
        "storage", "b/{bucket}", verb="/iam", query={"optionsRequestedPolicyVersion": "3"}
    ),
}


def find(google: Google, wanted: Wanted) -> Answer:
    """Look a member up in the policy that it is to stand in.

    Raises:
        UnknownError: a part of it is not known yet.
    """
    policy, names = POLICIES[wanted.type], names_of(google, wanted.inputs)
    asked = {key: names.get(key) for key in ("role", "member", "condition", policy.whole) if key}
    for key, value in asked.items():
        known(key, value)
    owner = str(names[policy.whole]) if policy.whole else filled(policy.owner, names)
    path = f"{policy.prefix}{owner}{policy.verb}"
    if policy.method == "GET":
        held = google.get(policy.api, path, policy.query)
    else:
        held = google.ask(policy.api, path, policy.query, policy.body)
    condition = cast("Mapping[str, str]", asked["condition"] or {})
    if held is None or not _holds(held, str(asked["role"]), str(asked["member"]), condition):
        return Absent()
    parts = (owner, str(asked["role"]), str(asked["member"]), condition.get("title", ""))
    return There(" ".join(part for part in parts if part))


def _holds(policy: Json, role: str, member: str, condition: Mapping[str, str]) -> bool:
    return any(
        binding.get("role") == role
        and _same(block(binding.get("condition")), condition)
        and member.lower() in {str(held).lower() for held in cast("list[str]", binding.get("members") or [])}
        for binding in blocks(policy.get("bindings"))
    )


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one.get(key, "") == other.get(key, "") for key in ("title", "expression", "description"))
