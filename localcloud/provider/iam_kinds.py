"""A row for each kind of IAM member, made into a resource type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.iam_members import RULES, IamMembers, Policy
from localcloud.provider.kind import PATH_PART, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localcloud.provider.spec import Rule


def member(  # noqa: PLR0913 - a row of a table
    token: str,
    api: str,
    policy: Policy,
    parents: tuple[str, ...],
    *,
    owner: tuple[str, ...],
    expand: Mapping[str, str] | None = None,
) -> Kind:
    """The resource type of one member on one kind of policy.

    Args:
        token: ``gcp:pubsub/topicIAMMember:TopicIAMMember``.
        api: Whose endpoint.
        policy: How the policy is read and written.
        parents: Forms in which an import names the policy's owner; the first is the one in ids.
        owner: The properties that say which policy it is.
        expand: Those of them that may be given short, with the path that each stands for.
    """
    rules: Mapping[str, Rule] = {**RULES, **dict.fromkeys(owner, PATH_PART)}
    return Kind(
        type=token,
        api=api,
        id="",
        create=("", ""),
        rules=rules,
        steps=IamMembers(policy, parents, expand),
    )


def on(path: str, query: Mapping[str, str] | None = None, *, compact: bool = False) -> Policy:
    """The usual policy: ``GET path:getIamPolicy``, ``POST path:setIamPolicy {policy}``."""
    return Policy(
        get=("GET", f"{path}:getIamPolicy"),
        set=("POST", f"{path}:setIamPolicy"),
        get_query=query or {},
        compact=compact,
    )
