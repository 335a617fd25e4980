"""Reads grants: which roles a resource gives, and to whom, whichever of the provider's shapes it takes.

A member, a binding and a policy say the same thing in three shapes, for some hundred types of resources. A
role may be known while the members are not, and the other way round, so each is read only when it is asked
for. Read as well, by the rules that judge them: entitlements, which grant a role for some hours, and access
lists, whose roles are of another kind and left out. Access policies (`gcp:iam/projectAccessPolicy`), which
know no roles, are read by nobody.

https://cloud.google.com/iam/docs/reference/rest/v1/Policy
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rules import each
from rules.access_lists import entries_of
from rules.readings import blocks, each_within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rules import Resource

GRANTS = r"gcp:\w+/\w+:\w*I[Aa][Mm](Member|Binding|Policy)"
"""Every type that grants a role. `IamMemberRemove` takes one away and is not among them."""

WIDE = r"gcp:(projects|folder|organizations)/iAM(Member|Binding|Policy):IAM(Member|Binding|Policy)"
"""Those that grant it on a whole project or more."""

ENTITLEMENT = "gcp:privilegedaccessmanager/entitlement:entitlement"
"""Lets those whom it names take a role for some hours."""

PUBLIC_DOMAINS = {"domain:gmail.com", "domain:googlemail.com"}
"""Domains in which everybody can have an address."""


@dataclass(frozen=True)
class Grant:
    """One role given to some members.

    `where`: how a sentence about a member begins (`member is`), `giving`: one about the role (`role is`).
    """

    where: str
    giving: str
    role: Callable[[], str]
    members: Callable[[], Iterator[str]]


def grants_of(one: Resource) -> Iterator[Grant]:
    """Yield what a resource grants; nothing for a policy that cannot be read, which has a rule of its own."""
    if "policyData" in set(one.props):
        for role, members in bindings_in(one.props["policyData"]) or ():
            words = f"policyData grants {role} to"
            yield Grant(
                words, "policyData grants", lambda role=role: role, lambda members=members: iter(members)
            )
        return
    for key, words in (("member", "member is"), ("members", "members holds")):
        if key in set(one.props):
            yield Grant(
                words,
                "role is",
                lambda: str(one.get("role") or ""),
                lambda key=key: map(_bare, each(one.props, key)),
            )
    if "privilegedAccess" in set(one.props):
        yield from _entitled(one)
    for path, member in entries_of(one):
        yield Grant(f"{path} holds", "", lambda: "", lambda member=member: iter((member,)))


def _entitled(one: Resource) -> Iterator[Grant]:
    eligible = "eligibleUsers"
    yield Grant(
        f"{eligible}.principals holds",
        "",
        lambda: "",
        lambda: map(str, each_within(one.props, eligible, "principals")),
    )
    for _, binding in blocks(one.props, "privilegedAccess.gcpIamAccess.roleBindings"):
        giving = "privilegedAccess.gcpIamAccess.roleBindings holds"
        yield Grant("", giving, lambda block=binding: str(block.get("role") or ""), lambda: iter(()))


def _bare(member: object) -> str:
    # BigQuery's own resources put this before a member; a policy does not.
    return re.sub("^iamMember:", "", str(member), flags=re.IGNORECASE)


def bindings_in(policy_data: str) -> list[tuple[str, list[str]]] | None:
    """Give role and members of each binding of a policy in JSON, None if it is none."""
    try:
        policy: Any = json.loads(policy_data, object_pairs_hook=_without_case)
        bindings = cast("list[dict[str, Any]]", policy.get("bindings") or [])
        return [(str(binding.get("role")), _listed(binding.get("members"))) for binding in bindings]
    except (ValueError, AttributeError, TypeError):
        return None


def _listed(members: Any) -> list[str]:  # noqa: ANN401 - any JSON
    # One text is one member, and no list of letters.
    listed = [members] if isinstance(members, str) else cast("list[Any]", members or [])
    return [_bare(one) for one in listed]


def _without_case(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # The provider is written in Go, whose JSON takes Members for members.
    return {key.casefold(): value for key, value in pairs}
