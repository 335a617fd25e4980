"""Says from IAM policies whether a member holds one of some roles: yes, no, or not known from here.

A role under a condition, a role of the project's own making, and a role that a group has are not known: the
policy does not say enough. Deliberately absent: what is inherited from a folder or an organisation, which
reading a project's own policy does not show.

https://cloud.google.com/iam/docs/reference/rest/v1/Policy
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.verify.google import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from preflight.verify.google import Google, Json

RESOURCES = "cloudresourcemanager.googleapis.com"
_EVERYBODY = ("allUsers", "allAuthenticatedUsers")
_CONDITION = "_withcond_"


class Held(NamedTuple):
    """Whether a role is held; None where it is not known, and then `why` says what stands in the way."""

    answer: bool | None
    why: str = ""


def held(
    google: Google, member: str, roles: Collection[str], own: Callable[[float], Json | None], seconds: float
) -> Held:
    """Look into a resource's own policy, then into its project's. Raises RetryError, DisabledError.

    Raises RefusedError where the resource's own policy may not be read.
    """
    first = judged(own(seconds) or {}, member, roles)
    if first.answer:
        return first
    try:
        second = judged(of_project(google, seconds), member, roles)
    except RefusedError as error:
        return Held(None, f"the project's own policy may not be read: {error}")
    return (
        second
        if second.answer
        else Held(None, first.why or second.why)
        if first.why or second.why
        else second
    )


def of_project(google: Google, seconds: float) -> Json:
    """Give the policy of the project. Raises what `google.post` does."""
    path = f"v1/projects/{google.project}:getIamPolicy"
    return google.post(RESOURCES, path, {"options": {"requestedPolicyVersion": 3}}, seconds) or {}


def number(google: Google, seconds: float) -> str:
    """Give the number of the project; empty if there is no such project."""
    found = google.get(RESOURCES, f"v1/projects/{google.project}", seconds) or {}
    return str(found.get("projectNumber", ""))


def roles(policy: Json, member: str) -> set[str]:
    """Give what a member is granted by name, under a condition or not."""
    held_by = ((role.partition(_CONDITION)[0], members) for role, members, _condition in _bindings(policy))
    return {role for role, members in held_by if member in members}


def judged(policy: Json, member: str, roles: Collection[str]) -> Held:
    """Judge one policy."""
    why = ""
    for role, members, condition in _bindings(policy):
        mine = member in members or any(one in members for one in _EVERYBODY)
        plain = role.partition(_CONDITION)[0]
        conditional = condition or plain != role
        if mine and role in roles and not conditional:
            return Held(answer=True)
        if mine and plain in roles:
            why = f"{member} has {plain} under a condition"
        elif mine and not role.startswith("roles/"):
            why = f"what {role} holds is not known from here"
        elif plain in roles and (group := next((one for one in members if one.startswith("group:")), "")):
            why = f"whether {member} is in {group}, which has {plain}, is not known from here"
    return Held(None, why) if why else Held(answer=False)


def _bindings(policy: Json) -> Iterator[tuple[str, list[str], bool]]:
    for one in cast("list[Mapping[str, object]]", policy.get("bindings") or []):
        yield (
            str(one.get("role", "")),
            cast("list[str]", one.get("members") or []),
            bool(one.get("condition")),
        )
